"""Consent: what is asked of whom in which words, and every answer for ever (C1–C3)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from planning.cases.models.case import Case
from planning.cases.models.parties import Involved, Party
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class Immutable(RuntimeError):
    """A row that proves something was to be changed (C2, C3). A mistake of ours, never of a user."""


class Purpose(models.TextChoices):
    """What consent is asked for: never one 'agree to all' (C1)."""

    SOT = "sot", _("bespreken in het schoolondersteuningsteam")
    INVOLVE = "involve", _("een partij uitnodigen en laten meedenken")


class ConsentText(models.Model):
    """The exact words a giver reads, per purpose, version and language. Immutable once used (C2). Not per tenant."""

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=10)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version", "language"], name="consent_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version} {self.language}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only new rows: other words are another version. Raises Immutable."""
        _only_new(self)
        super().save(*args, **kwargs)


class ConsentRequest(TenantModel):
    """One question to one giver about one purpose and, for `involve`, one professional (C1). Answers are rows below."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consent_requests")
    giver = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="consent_requests")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    involved = models.ForeignKey(
        Involved, null=True, blank=True, on_delete=models.CASCADE, related_name="consent_requests"
    )
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()  # since when this round waits; older answers do not count for it
    reminded_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField()  # the last day, in Amsterdam (C14)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose="sot", involved__isnull=True) | Q(purpose="involve", involved__isnull=False),
                name="involve_names_a_professional",
            ),
            models.UniqueConstraint(fields=["giver", "involved"], name="consent_asked_once_per_professional"),
            models.UniqueConstraint(
                fields=["giver", "purpose"], condition=Q(involved__isnull=True), name="consent_asked_once_for_sot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"


class Answer(models.TextChoices):
    """What a giver says. Withdrawing is an answer too, as easy as giving (C6)."""

    YES = "yes", _("ja")
    NO = "no", _("nee")
    LATER = "later", _("ik weet het nog niet")
    WITHDRAWN = "withdrawn", _("ingetrokken")


class Means(models.TextChoices):
    """How the answer came (C3)."""

    LINK = "link", _("eigen link")
    PAPER = "paper", _("papieren formulier")
    PHONE = "phone", _("telefoon")


class ConsentDecision(TenantModel):
    """One answer, for ever: a correction is a new row (C3).

    The rows of a case are numbered from 1 in the order they were written, which no clock can upset, and form a hash
    chain that ends in `Case.consent_head`.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveIntegerField()
    request = models.ForeignKey(ConsentRequest, on_delete=models.CASCADE, related_name="decisions")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    at = models.DateTimeField()
    means = models.CharField(max_length=10, choices=Means.choices)
    typed_name = EncryptedCharField(max_length=120, null=True, blank=True)
    address = EncryptedCharField(max_length=254, null=True, blank=True)
    link_id = models.UUIDField(null=True, blank=True)  # which link, never its token
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    shown = EncryptedTextField()  # the exact rendered text that was on the screen
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=200, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="decision_numbered_once"),
            models.CheckConstraint(
                condition=Q(means="link", link_id__isnull=False, entered_by__isnull=True)
                | (~Q(means="link") & Q(entered_by__isnull=False, link_id__isnull=True)),
                name="decision_has_a_source",
            ),
            models.CheckConstraint(condition=~Q(answer="yes") | Q(typed_name__isnull=False), name="yes_has_a_name"),
            models.UniqueConstraint(fields=["swv", "hash"], name="decision_hash_once"),
        ]

    def __str__(self) -> str:
        return f"{self.answer} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only new rows. Raises Immutable."""
        _only_new(self)
        super().save(*args, **kwargs)


def _only_new(row: models.Model) -> None:
    if not row._state.adding:
        raise Immutable(f"{row._meta.label} {row.pk}")
