"""Consent: what is asked of whom in which words, and every answer for ever (C1–C3)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from planning.cases.models.case import Case
from planning.cases.models.parties import Authority, Involved, Party, PartyKind
from planning.people.models import Organisation, Person
from planning.people.roles import Role
from planning.people.tenancy import TenantModel


class Immutable(RuntimeError):
    """A row that proves something was to be changed (C2, C3). A mistake of ours, never of a user."""


class Purpose(models.TextChoices):
    """What consent is asked for: never one 'agree to all' (C1)."""

    SOT = "sot", _("bespreken in het schoolondersteuningsteam")
    INVOLVE = "involve", _("een partij uitnodigen en laten meedenken")
    DOCUMENTS = "documents", _("stukken delen met een partij")
    MINUTES = "minutes", _("verslag en advies delen met een partij")
    HANDOVER = "handover", _("overdracht aan de school")


# Asked about the case as a whole; the others are asked anew for each party (R56, R61).
FOR_THE_CASE = (Purpose.SOT, Purpose.HANDOVER)


class Audience(models.TextChoices):
    """To whom the words are spoken."""

    GUARDIAN = "guardian", _("ouder of verzorger")
    PUPIL = "pupil", _("leerling")


class ConsentText(models.Model):
    """The exact words a giver reads, per purpose, version and language. Immutable once used (C2). Not per tenant."""

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=10)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.GUARDIAN)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "audience", "version", "language"], name="consent_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version} {self.language}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only new rows: other words are another version. Raises Immutable."""
        _only_new(self)
        super().save(*args, **kwargs)


class ConsentRequest(TenantModel):
    """One question, put once: a pupil's case, a giver, a purpose, a party, kinds of data, a period (C1).

    Put again (renewal, other words, other data, another role of the party) it is a new row with the next `round`, so
    that what was asked before stays as it was. `role` and `organisation` are what the giver read of the party: who has
    another since is somebody else to them (C12). Answers are rows of `ConsentDecision`.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consent_requests")
    giver = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="consent_requests")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    involved = models.ForeignKey(
        Involved, null=True, blank=True, on_delete=models.CASCADE, related_name="consent_requests"
    )
    role = models.CharField(max_length=24, choices=Role.choices, blank=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    scope = models.JSONField(default=list, blank=True)  # keys of planning.cases.scopes
    text_version = models.PositiveSmallIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)
    explained_on = models.DateField(null=True, blank=True)  # when the school told what the meeting is for (R60)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()  # since when this round waits
    reminded_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField()  # the last day, in Amsterdam (C14)

    class Meta:
        ordering = ["round", "asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=FOR_THE_CASE, involved__isnull=True)
                | (~Q(purpose__in=FOR_THE_CASE) & Q(involved__isnull=False)),
                name="consent_names_its_party",
            ),
            models.UniqueConstraint(
                fields=["giver", "involved", "purpose", "round"], name="consent_asked_once_a_round_per_party"
            ),
            models.UniqueConstraint(
                fields=["giver", "purpose", "round"],
                condition=Q(involved__isnull=True),
                name="consent_asked_once_a_round",
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
    # Which facts the hash is over: see selectors.proof.facts_of. Rows from before stay provable as they were written.
    form = models.PositiveSmallIntegerField(default=1)
    relation = models.CharField(max_length=10, choices=PartyKind.choices, blank=True)  # as known when it was said (C3)
    authority = models.CharField(max_length=10, choices=Authority.choices, blank=True)
    witness = EncryptedCharField(max_length=120, null=True, blank=True)  # the employee who saw the paper form

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
