"""A safety signal and the five steps of the meldcode (R153).

Nothing of this is for parents or the pupil, nor for colleagues who were not named: no page of theirs, no letter, no
export, no count and no copy of the file may read these tables (`selectors.safety` is the only reader).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models import Case
from planning.dossier.models.together import together
from planning.people.models import Person
from planning.people.roles import Role
from planning.people.tenancy import TenantModel


class LegalGround(models.TextChoices):
    """On what it is recorded without consent of the parents; the reason stands beside it."""

    MELDCODE = "meldcode", _("Wet verplichte meldcode huiselijk geweld en kindermishandeling")
    VITAL = "vitaal", _("vitaal belang: er is direct gevaar")
    DUTY = "taak", _("wettelijke taak van mijn organisatie")


class SafetySignal(TenantModel):
    """One signal about one pupil, started by one professional with a legal ground and a reason."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    started_role = models.CharField(max_length=24, choices=Role.choices)
    started_at = models.DateTimeField()
    legal_ground = models.CharField(max_length=10, choices=LegalGround.choices)
    reason = EncryptedTextField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-started_at"]
        constraints = [together("safety_closed_by", "closed_at", "closed_by")]

    def __str__(self) -> str:
        return str(self.id)


class SafetyDecision(models.TextChoices):
    """What step 5 decides."""

    REPORT = "melden", _("melden bij Veilig Thuis")
    HELP = "hulp", _("hulp organiseren")
    BOTH = "beide", _("melden en hulp organiseren")
    NEITHER = "geen", _("geen van beide: het signaal is weerlegd")


class SafetyStep(TenantModel):
    """One step of the meldcode that was taken, for ever. The decision belongs to step 5 and only there."""

    signal = models.ForeignKey(SafetySignal, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    note = EncryptedTextField()
    decision = models.CharField(max_length=10, choices=SafetyDecision.choices, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["signal", "number"], name="safety_step_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=5), name="safety_step_one_to_five"),
            models.CheckConstraint(
                condition=(Q(number=5) & ~Q(decision="")) | (~Q(number=5) & Q(decision="")),
                name="safety_decision_at_step_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class SafetyAccess(TenantModel):
    """Somebody of the school who was named to know of it, by whom and since when; taken back the same way."""

    signal = models.ForeignKey(SafetySignal, on_delete=models.CASCADE, related_name="access")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    named_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["named_at"]
        constraints = [
            together("safety_access_ended_by", "ended_at", "ended_by"),
            models.UniqueConstraint(
                fields=["signal", "person"], condition=Q(ended_at__isnull=True), name="safety_named_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
