"""Personal links: what a token may do, for whom, until when. Only a hash of a token or a code is kept (S2, S4)."""

from __future__ import annotations

import uuid

from django.db import models

from notifications.links.codes import MOST_TRIES
from notifications.tenancy import TenantManager


class PersonalLink(models.Model):
    """A link bound to a tenant, a person, a purpose and one object. Staff never see the token."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant_id = models.UUIDField(db_index=True)
    digest = models.CharField(max_length=64, unique=True)  # hex SHA-256 of the token
    purpose = models.CharField(max_length=20)
    person_key = models.CharField(max_length=64)
    object_key = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["purpose", "person_key", "object_key"], name="links_of")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"


class LinkUse(models.Model):
    """When a feed was last fetched, and since when it is as it is: part of the log of who looked, no state (S1, S14).

    `tag` is a digest of what was given last, `since` when that was first given: the Last-Modified of the feed.
    """

    link = models.OneToOneField(PersonalLink, primary_key=True, on_delete=models.CASCADE, related_name="use")
    tenant_id = models.UUIDField(db_index=True)
    last_at = models.DateTimeField()
    tag = models.CharField(max_length=64)
    since = models.DateTimeField()

    objects = TenantManager()

    def __str__(self) -> str:
        return f"{self.link_id} {self.last_at:%Y-%m-%d %H:%M}"


class DoorCode(models.Model):
    """A code that was mailed to the reader of a link, and the door it opened in one browser (S4).

    It is typed in the browser that asked for it, until `expires_at` and for so many tries: `asker` is the SHA-256 of
    what that browser carries. Once used it is a door: `door` is the SHA-256 of what the browser carries then, and
    `used_at` when it opened. It dies with its link.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant_id = models.UUIDField(db_index=True)
    link = models.ForeignKey(PersonalLink, on_delete=models.CASCADE, related_name="codes")
    reader_key = models.CharField(max_length=64)  # who got the letter: the person or party
    digest = models.CharField(max_length=64)
    asker = models.CharField(max_length=64, blank=True, db_default="")  # an older release asks without
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)  # wrong ones
    used_at = models.DateTimeField(null=True, blank=True)
    door = models.CharField(max_length=64, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["reader_key", "sent_at"], name="codes_of_reader")]
        constraints = [
            models.CheckConstraint(condition=models.Q(tries__lte=MOST_TRIES), name="code_tries"),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True, door="") | models.Q(used_at__isnull=False, door__gt=""),
                name="code_used_is_a_door",
            ),
            models.UniqueConstraint(fields=["door"], condition=~models.Q(door=""), name="code_door_once"),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.sent_at:%Y-%m-%d %H:%M}"
