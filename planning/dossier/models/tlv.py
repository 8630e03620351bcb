"""A request for a toelaatbaarheidsverklaring: from the decision in the SOT to what the committee said (R140–R146)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from planning.cases.models import Case
from planning.dossier.models.together import together
from planning.people.models import Person
from planning.people.roles import Role
from planning.people.tenancy import TenantModel


class PupilHeard(models.TextChoices):
    """How the pupil was involved (R140; hoorrecht, domain §1.2)."""

    PRESENT = "present", _("de leerling was erbij")
    BEFORE = "before", _("de leerling is vooraf gehoord")
    NOT = "not", _("de leerling is niet gehoord")


class Outcome(models.TextChoices):
    """What came of it (R141, R142)."""

    GRANTED = "agreed", _("TLV gegeven")
    REFUSED = "no", _("TLV geweigerd")
    MUNICIPAL = "continue", _("extra steun van de gemeente in plaats van een TLV")
    WITHDRAWN = "withdrawn", _("aanvraag ingetrokken")


class Category(models.TextChoices):
    """For which kind of special education."""

    SBO = "sbo", _("speciaal basisonderwijs (SBO)")
    SO_1 = "so1", _("speciaal onderwijs (SO/VSO), categorie 1")
    SO_2 = "so2", _("speciaal onderwijs (SO/VSO), categorie 2")
    SO_3 = "so3", _("speciaal onderwijs (SO/VSO), categorie 3")
    PRO = "pro", _("praktijkonderwijs (PRO)")


class TlvRequest(TenantModel):
    """One request. `decided_on` is the day of the SOT; in the exceptional way (R145) the day parents and SWV agreed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tlv_requests")
    decided_on = models.DateField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    pupil_heard = models.CharField(max_length=10, choices=PupilHeard.choices)
    pupil_words = EncryptedTextField(null=True, blank=True)  # how, or why not
    exception_reason = EncryptedTextField(null=True, blank=True)  # filled: the exceptional way
    director_on = models.DateField(null=True, blank=True)
    director_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    director_at = models.DateTimeField(null=True, blank=True)
    receiving_school = EncryptedCharField(max_length=160, null=True, blank=True)
    chair = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    chair_set_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    chair_set_at = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    sent_to = models.CharField(max_length=160, null=True, blank=True)  # noqa: DJ001  # filled together with when
    sent_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    complete_on = models.DateField(null=True, blank=True)  # the committee says that the file is complete
    complete_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    complete_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    outcome_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome_at = models.DateTimeField(null=True, blank=True)
    category = models.CharField(max_length=5, choices=Category.choices, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-decided_at"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(outcome=""), name="one_open_tlv_request"),
            together("tlv_director_by", "director_on", "director_by", "director_at"),
            together("tlv_chair_set_by", "chair", "chair_set_by", "chair_set_at"),
            together("tlv_sent_by", "sent_on", "sent_to", "sent_by", "sent_at"),
            together("tlv_complete_by", "complete_on", "complete_by", "complete_at"),
            together("tlv_outcome_by", "outcome_on", "outcome_by", "outcome_at"),
            together("tlv_period", "valid_from", "valid_to"),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_on__isnull=True) | (~Q(outcome="") & Q(outcome_on__isnull=False)),
                name="tlv_outcome_has_a_date",
            ),
            models.CheckConstraint(
                condition=(Q(outcome="agreed", valid_to__isnull=False) & ~Q(category=""))
                | (~Q(outcome="agreed") & Q(valid_to__isnull=True, category="")),
                name="tlv_granted_has_category_and_period",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="tlv_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(complete_on__isnull=True) | Q(sent_on__isnull=False), name="tlv_sent_before_complete"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def exception(self) -> bool:
        """Whether this is the exceptional way, before compulsory age (R145)."""
        return self.exception_reason is not None


class TlvExpert(TenantModel):
    """A first or second expert (R143): a professional of the directory, or somebody from outside by name."""

    request = models.ForeignKey(TlvRequest, on_delete=models.CASCADE, related_name="experts")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = EncryptedCharField(max_length=120, null=True, blank=True)
    role = models.CharField(max_length=24, choices=Role.choices, blank=True)
    judged_on = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="tlv_expert_once"),
            models.CheckConstraint(condition=Q(number__in=[1, 2]), name="tlv_expert_one_or_two"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, name__isnull=True) | Q(person__isnull=True, name__isnull=False),
                name="tlv_expert_has_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class TlvPiece(TenantModel):
    """One piece of the hand-over package that is ready (R141)."""

    request = models.ForeignKey(TlvRequest, on_delete=models.CASCADE, related_name="pieces")
    key = models.CharField(max_length=10)
    ready_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ready_at = models.DateTimeField()

    class Meta:
        ordering = ["ready_at"]
        constraints = [models.UniqueConstraint(fields=["request", "key"], name="tlv_piece_once")]

    def __str__(self) -> str:
        return self.key
