"""The outbox of text messages: a row in the same transaction as its cause (house rules 1 and 2)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from notifications.tenancy import TenantManager


class SmsState(models.TextChoices):
    """Where a text message is. UNSURE: handed over, and no answer came back; it is not sent again by itself."""

    WAITING = "waiting", _("wacht")
    SENDING = "sending", _("wordt verstuurd")
    SENT = "sent", _("verstuurd")
    FAILED = "failed", _("niet verstuurd")
    UNSURE = "unsure", _("misschien verstuurd")


class TextMessage(models.Model):
    """One text message to one number, with its state, attempts and the gateway's last word.

    `text` carries a personal link, so it is encrypted and wiped when it was sent (S2). `reference` is what the gateway
    knows it by.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant_id = models.UUIDField(db_index=True)
    key = models.CharField(max_length=120)  # idempotency key, unique per tenant
    template = models.CharField(max_length=60)
    recipient_key = models.CharField(max_length=64)
    number = EncryptedCharField(max_length=20)  # E.164
    language = models.CharField(max_length=10)
    text = EncryptedTextField(null=True)
    segments = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=10, choices=SmsState.choices, default=SmsState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_word = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "key"], name="sms_once"),
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="a_sent_sms_says_when"),
        ]
        indexes = [models.Index(fields=["state", "not_before"], name="sms_todo")]

    def __str__(self) -> str:
        return f"{self.template} {self.state}"
