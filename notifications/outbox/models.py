"""The outbox: a letter is a row in the same transaction as its cause (house rules 1 and 2)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from notifications.tenancy import TenantManager


class LetterState(models.TextChoices):
    """Where a letter is."""

    WAITING = "waiting", _("wacht")
    SENDING = "sending", _("wordt verstuurd")
    SENT = "sent", _("verstuurd")
    FAILED = "failed", _("niet aangekomen")


class OutgoingLetter(models.Model):
    """One letter to one person, with its state, attempts and the server's last word.

    The body carries personal links, so it is encrypted at rest and wiped after delivery (S2); the demo keeps it for the
    demo mailbox.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant_id = models.UUIDField(db_index=True)
    key = models.CharField(max_length=120)  # idempotency key, unique per tenant
    template = models.CharField(max_length=60)
    recipient_key = models.CharField(max_length=64)
    recipient_name = models.CharField(max_length=140)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    sender_name = models.CharField(max_length=120)
    reply_to = models.CharField(max_length=254, blank=True)
    body = EncryptedTextField(null=True)  # JSON: text, html, calendar, attachments
    automatic = models.BooleanField(default=True)
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_word = models.TextField(blank=True)  # what the mail server said last
    created_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "key"], name="letter_once"),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="a_sent_letter_says_when"
            ),
        ]
        indexes = [models.Index(fields=["state", "not_before"], name="outbox_todo")]

    def __str__(self) -> str:
        return f"{self.template} {self.state}"
