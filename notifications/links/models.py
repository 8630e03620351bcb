"""Personal links: what a token may do, for whom, until when. Only its SHA-256 is kept (S2)."""

from __future__ import annotations

import uuid

from django.db import models

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
