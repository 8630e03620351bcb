"""Bells: a row that rings a signal when its time comes. What ringing means is up to the domain."""

from __future__ import annotations

import uuid

from django.db import models

from notifications.tenancy import TenantManager


class Reminder(models.Model):
    """Something to think of at a moment: `kind` names the listener, `object_key` what it is about."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=40)
    object_key = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    not_before = models.DateTimeField(db_index=True)  # due_at, or later after a listener that failed
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "kind", "object_key", "due_at"], name="reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"
