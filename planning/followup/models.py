"""Tables of what must follow: agreements with their progress, and evaluations."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models import Case
from planning.meetings.models import Meeting, Participant
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class ProgressState(models.TextChoices):
    """How far an agreement is (R123)."""

    OPEN = "open", _("nog niet begonnen")
    STARTED = "started", _("begonnen")
    STUCK = "stuck", _("loopt vast")
    DONE = "done", _("klaar")


class Agreement(TenantModel):
    """Who does what, by when (R120). The owner is a participant of the meeting: a name, never 'the school' (R30)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="agreements")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agreements")
    owner = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="agreements")
    what = EncryptedTextField(_("wat"))
    due = models.DateField(_("klaar op"))
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due"]

    def __str__(self) -> str:
        return str(self.id)


class Progress(TenantModel):
    """One report on an agreement; the newest counts. Its remark is read by who made it, the school and who leads."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="progress")
    state = models.CharField(max_length=10, choices=ProgressState.choices)
    remark = EncryptedTextField(null=True, blank=True)
    at = models.DateTimeField()
    reported_by = models.CharField(max_length=64)  # id of the participant or person

    class Meta:
        ordering = ["at"]
        verbose_name_plural = "progress"

    def __str__(self) -> str:
        return self.state


class EvaluationState(models.TextChoices):
    """Where an evaluation is."""

    PLANNED = "planned", _("gepland")
    PROPOSED = "proposed", _("overleg voorgesteld")
    HELD = "held", _("gehouden")
    CANCELLED = "cancelled", _("vervallen")


class Outcome(models.TextChoices):
    """What an evaluation decides (R132, R138)."""

    CONTINUE = "continue", _("doorgaan")
    BACK = "back", _("terug naar stap 3")
    CLOSE = "close", _("afronden en nazorg")


class Evaluation(TenantModel):
    """When and how the agreements of a meeting are looked back on (R131). Due: the next meeting is proposed (R133)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evaluations")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="evaluation")
    on = models.DateField(_("evaluatiedatum"))
    method = models.CharField(_("hoe"), max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=EvaluationState.choices, default=EvaluationState.PLANNED)
    next_meeting = models.OneToOneField(
        Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposed_by_evaluation"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="proposed") | Q(next_meeting__isnull=False), name="proposal_has_a_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on}"
