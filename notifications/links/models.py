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
