"""Tables of a casus: the pupil, the parties, consent and regie."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from planning.people.models import Organisation, Person, School
from planning.people.roles import Role
from planning.people.tenancy import TenantModel


class Immutable(RuntimeError):
    """A row that proves something was to be changed (C2, C3). A mistake of ours, never of a user."""


class CaseState(models.TextChoices):
    """Whether a case runs."""

    OPEN = "open", _("loopt")
    CLOSED = "closed", _("gesloten")


class Domain(models.TextChoices):
    """What comes first: decides who is proposed as casusregisseur (R20)."""

    EDUCATION = "onderwijs", _("onderwijs")
    CARE = "jeugdhulp", _("jeugdhulp")


class Case(TenantModel):
    """One pupil's casus, pinned to one version of a route (R1).

    `reference` is public and says nothing; everything about the pupil is encrypted at rest (P3, P10). `step` is the
    number of the route's step the case is in.
    """

    reference = models.CharField(max_length=8)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="cases")
    route = models.CharField(max_length=40)
    route_version = models.PositiveSmallIntegerField(default=1)
    step = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    pupil_name = EncryptedCharField(_("roepnaam"), max_length=60)
    pupil_initial = EncryptedCharField(_("eerste letter van de achternaam"), max_length=5)
    pupil_group = EncryptedCharField(_("groep of klas"), max_length=20, null=True, blank=True)
    pupil_birth_month = EncryptedCharField(_("geboortemaand"), max_length=7, null=True, blank=True)  # YYYY-MM
    question_support = EncryptedTextField(_("Welke hulp is nodig?"), null=True, blank=True)
    question_organise = EncryptedTextField(_("Hoe organiseren we dat?"), null=True, blank=True)
    question_evaluate = EncryptedTextField(_("Hoe kijken we terug?"), null=True, blank=True)

    casusregisseur = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="leads_cases"
    )
    leading_domain = models.CharField(max_length=10, choices=Domain.choices, blank=True)
    casusregisseur_reason = EncryptedTextField(null=True, blank=True)  # when the rule of R20 was not followed
    casusregisseur_since = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    consent_head = models.CharField(max_length=64, blank=True)  # hash of the newest decision: a cut tail shows

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["swv", "reference"], name="case_reference_once"),
            models.CheckConstraint(
                condition=Q(casusregisseur__isnull=True, casusregisseur_since__isnull=True)
                | Q(casusregisseur__isnull=False, casusregisseur_since__isnull=False),
                name="casusregisseur_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | Q(state="closed", closed_at__isnull=False),
                name="closed_case_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PartyKind(models.TextChoices):
    """What somebody is to the pupil."""

    GUARDIAN = "guardian", _("ouder of verzorger")
    PUPIL = "pupil", _("leerling")


class Authority(models.TextChoices):
    """Gezag, as far as the school knows."""

    YES = "yes", _("ja")
    NO = "no", _("nee")
    UNKNOWN = "unknown", _("niet bekend")


class Party(TenantModel):
    """A parent, guardian or the pupil: each with an own address, language and links (C11)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    kind = models.CharField(max_length=10, choices=PartyKind.choices, default=PartyKind.GUARDIAN)
    name = EncryptedCharField(_("naam"), max_length=120)
    email = EncryptedCharField(_("e-mailadres"), max_length=254, null=True, blank=True)
    phone = EncryptedCharField(_("telefoon"), max_length=30, null=True, blank=True)
    language = models.CharField(_("taal"), max_length=10, default="nl")
    authority = models.CharField(_("gezag"), max_length=10, choices=Authority.choices, default=Authority.UNKNOWN)

    class Meta:
        ordering = ["created_at"]
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return str(self.id)


class Purpose(models.TextChoices):
    """What consent is asked for: never one 'agree to all' (C1)."""

    SOT = "sot", _("bespreken in het schoolondersteuningsteam")
    INVOLVE = "involve", _("een partij uitnodigen en laten meedenken")


class Involved(TenantModel):
    """A professional whose help is thought of for this case: asked to the table only with a ground (house rule 4)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="involved")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at"]
        verbose_name_plural = "involved"
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="involved_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"


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


class Task(TenantModel):
    """Something a person must do because the house cannot decide it by itself. `code` names the text on screen.

    `object_key` is the id of what it is about (a meeting, a consent request) for the rooms above that made it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tasks")
    code = models.CharField(max_length=40)
    object_key = models.CharField(max_length=64, blank=True)
    due = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "code", "object_key"],
                condition=Q(done_at__isnull=True),
                name="task_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.code


def _only_new(row: models.Model) -> None:
    if not row._state.adding:
        raise Immutable(f"{row._meta.label} {row.pk}")
