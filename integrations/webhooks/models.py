"""Addresses that want to be told, and an outbox of what is told: a row in the same transaction as its cause."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from integrations.tenancy import TenantManager


class Hook(models.Model):
    """An address of another system, which events it wants, and the secret that its deliveries are signed with.

    After some failures in a row it rests until `rests_until`: its deliveries wait and none is lost. `ended_at` is when
    it was taken away, by a person or because the other side said that it is gone (410).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant_id = models.UUIDField(db_index=True)
    url = models.CharField(max_length=300)
    events = models.JSONField(default=list)
    secret = EncryptedTextField()
    failures = models.PositiveIntegerField(default=0)  # in a row
    rests_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return str(self.id)


class DeliveryState(models.TextChoices):
    """Where a delivery is."""

    WAITING = "waiting", _("wacht")
    SENDING = "sending", _("wordt verstuurd")
    DONE = "done", _("aangekomen")
    FAILED = "failed", _("niet aangekomen")


class Delivery(models.Model):
    """One event for one address. `body` is what is signed: the same bytes at every attempt.

    The row's id is the webhook-id: who gets it twice (our worker died after the other's yes) knows it by that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant_id = models.UUIDField(db_index=True)
    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="deliveries")
    key = models.CharField(max_length=160)  # idempotency key, unique per address
    event = models.CharField(max_length=40)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    last_word = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["hook", "key"], name="delivered_once"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="done_delivery_says_when"
            ),
        ]
        indexes = [models.Index(fields=["state", "not_before"], name="deliveries_todo")]

    def __str__(self) -> str:
        return f"{self.event} {self.state}"
