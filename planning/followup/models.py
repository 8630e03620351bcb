"""Tables of what must follow: agreements with their progress, and evaluations."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models import Case
from planning.cases.models.acts import Act
from planning.meetings.models import Meeting, Participant
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class ProgressState(models.TextChoices):
    """How far an agreement is (R123)."""

    OPEN = "open", _("nog niet begonnen")
    STARTED = "started", _("begonnen")
    GOING = "going", _("gaat goed")
    STUCK = "stuck", _("loopt vast")
    DONE = "done", _("klaar")


class Agreement(TenantModel):
    """Who does what, by when (R120). The owner is a participant of the meeting: a name, never 'the school' (R30).

    It lives until it is done: `reminded_at` says when the owner was last written to, `asked_late` how often since the
    date went by.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="agreements")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agreements")
    owner = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="agreements")
    what = EncryptedTextField(_("wat"))
    due = models.DateField(_("klaar op"))
    goal = EncryptedTextField(_("doel"), null=True, blank=True)
    result = EncryptedTextField(_("wat is er dan bereikt"), null=True, blank=True)
    financing = EncryptedTextField(_("hoe wordt het betaald"), null=True, blank=True)  # R128
    bridging = models.BooleanField(_("overbrugging tot de hulp begint"), default=False)  # R125
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    asked_late = models.PositiveSmallIntegerField(default=0)

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


class ResponseKind(models.TextChoices):
    """What the casusregisseur can do about an agreement that does not get on (R124, R133, R137)."""

    TALK = "talk", _("gesproken")
    RECONVENE = "reconvene", _("weer bij elkaar geroepen")
    ESCALATE = "escalate", _("voorgelegd aan de onderwijszorgconsulent")


class Response(Act):
    """What was done about a stuck or late agreement: a row an act, kept. `meeting` is the draft of who meet again."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="responses")
    kind = models.CharField(max_length=10, choices=ResponseKind.choices)
    note = EncryptedTextField(null=True, blank=True)
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.kind


class EvaluationState(models.TextChoices):
    """Where an evaluation is."""

    PLANNED = "planned", _("gepland")
    PROPOSED = "proposed", _("overleg voorgesteld")
    HELD = "held", _("gehouden")
    CANCELLED = "cancelled", _("vervallen")


class Outcome(models.TextChoices):
    """What an evaluation decides (R132, R135, R138, R139)."""

    CONTINUE = "continue", _("doorgaan")
    ADJUST = "adjust", _("doorgaan, met een andere aanpak")
    BACK = "back", _("terug naar stap 3")
    SCALE_DOWN = "scale_down", _("doorgaan met minder hulp")
    AFTERCARE = "aftercare", _("nazorg")
    CLOSE = "close", _("afronden")


class Fits(models.TextChoices):
    """An answer to one of the adjustment questions (R135)."""

    YES = "yes", _("ja")
    NO = "no", _("nee")
    UNSURE = "unsure", _("weten we nog niet")


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
    decided_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)  # the casusregisseur was asked to choose who comes (R79)
    chosen_at = models.DateTimeField(null=True, blank=True)
    chosen_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    needs_fit = models.CharField(max_length=6, choices=Fits.choices, blank=True)
    goals_fit = models.CharField(max_length=6, choices=Fits.choices, blank=True)
    support_fit = models.CharField(max_length=6, choices=Fits.choices, blank=True)
    reason = EncryptedTextField(null=True, blank=True)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(chosen_at__isnull=True, chosen_by__isnull=True)
                | Q(chosen_at__isnull=False, chosen_by__isnull=False),
                name="choice_of_people_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="proposed") | Q(next_meeting__isnull=False), name="proposal_has_a_meeting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}"
