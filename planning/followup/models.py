"""Tables of what must follow: agreements with their progress, and evaluations."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.agenda.models import AgendaItem
from planning.cases.models import Case
from planning.cases.models.acts import Act
from planning.meetings.models import Meeting, Participant
from planning.people.models import Person, School
from planning.people.tenancy import TenantModel
from planning.preparation.models import Preparation


class ProgressState(models.TextChoices):
    """How far an agreement is (R123)."""

    OPEN = "open", _("nog niet begonnen")
    STARTED = "started", _("begonnen")
    GOING = "going", _("gaat goed")
    STUCK = "stuck", _("loopt vast")
    DONE = "done", _("klaar")


class Goal(TenantModel):
    """What is to be reached, as a meeting wrote it down: goals come before means (R102), and are looked back on.

    It stands until it is reached, let go, or another takes its place (`replaces` is the one before).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="goals")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="goals")
    what = EncryptedTextField(_("doel"))
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["set_at", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="goal_ended_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Agreement(TenantModel):
    """Who does what, by when (R120). The owner is a participant of the meeting: a name, never 'the school' (R30).

    It is about a pupil (`case`), or comes out of a point of a SOT that is about none (`point`, R121): then everybody at
    that table may read it, and it names nobody. Who came for that point only (R66) is its `guest` instead of an owner:
    no seat at that table, so nothing of it but this agreement. `who` is either of the two.

    It lives until it is done: `reminded_at` says when the owner was last written to, `asked_late` how often since the
    date went by.
    """

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="agreements")
    point = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.CASCADE, related_name="agreements")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agreements")
    owner = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="agreements")
    guest = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    what = EncryptedTextField(_("wat"))
    due = models.DateField(_("klaar op"))
    for_goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.SET_NULL, related_name="agreements")
    goal = EncryptedTextField(_("doel"), null=True, blank=True)  # in words, also of a goal that was taken away later
    result = EncryptedTextField(_("wat is er dan bereikt"), null=True, blank=True)
    financing = EncryptedTextField(_("hoe wordt het betaald"), null=True, blank=True)  # R128
    bridging = models.BooleanField(_("overbrugging tot de hulp begint"), default=False)  # R125
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = EncryptedTextField(_("waarom vervallen"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    asked_late = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["due"]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=True, point__isnull=False) | Q(case__isnull=False, point__isnull=True),
                name="agreement_of_a_case_or_a_point",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, guest__isnull=True)
                | Q(owner__isnull=True, guest__isnull=False, point__isnull=False),
                name="agreement_of_a_seat_or_a_guest",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def school(self) -> School:
        """Where it was agreed; about a pupil: the pupil's."""
        return self.case.school if self.case is not None else self.meeting.school

    @property
    def who(self) -> Participant:
        """Who does it: the owner, or who came for the point only, as a seat that stands in no table."""
        return self.owner if self.owner is not None else Participant(meeting=self.meeting, person=self.guest)

    @property
    def key(self) -> UUID | None:
        """Whose link it is: of the owner's seat, or of the person who came for the point."""
        return self.owner_id or self.guest_id


class Draft(TenantModel):
    """What was chosen about something that could be an agreement of `meeting`: nothing is agreed by itself.

    It comes out of what a professional thought of beforehand (R104, `preparation`) and has a row from the moment that
    somebody chose; or out of an agreement that is to become otherwise (R135, `before`). It became `agreement`, was let
    go, or waits. What was let go is kept and can be taken back.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="drafts")
    preparation = models.OneToOneField(
        Preparation, null=True, blank=True, on_delete=models.CASCADE, related_name="draft"
    )
    before = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.CASCADE, related_name="carried")
    agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.SET_NULL, related_name="drafts")
    let_go_at = models.DateTimeField(null=True, blank=True)
    let_go_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "before"], name="carried_once_to_a_meeting"),
            models.CheckConstraint(
                condition=Q(preparation__isnull=True, before__isnull=False)
                | Q(preparation__isnull=False, before__isnull=True),
                name="draft_from_one_source",
            ),
            models.CheckConstraint(
                condition=Q(let_go_at__isnull=True, let_go_by__isnull=True)
                | Q(let_go_at__isnull=False, let_go_by__isnull=False, agreement__isnull=True),
                name="draft_let_go_by_somebody",
            ),
        ]

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


class Reached(models.TextChoices):
    """How far a goal is when it is looked back on."""

    YES = "yes", _("bereikt")
    PARTLY = "partly", _("deels bereikt")
    NO = "no", _("niet bereikt")
    EARLY = "early", _("te vroeg om te zeggen")


class GoalResult(TenantModel):
    """What an evaluation saw of one goal, with words."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="results")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="results")
    reached = models.CharField(max_length=6, choices=Reached.choices)
    words = EncryptedTextField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "goal"], name="goal_looked_at_once")]

    def __str__(self) -> str:
        return self.reached


class AftercareContact(TenantModel):
    """A day on which it is asked in the aftercare how it goes (R138), and what was heard. `asked` counts the bells."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="aftercare_contacts")
    on = models.DateField(_("contactmoment"))
    asked = models.PositiveSmallIntegerField(default=0)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    goes_well = models.BooleanField(null=True)
    words = EncryptedTextField(null=True, blank=True)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["case", "on"], name="one_contact_a_day"),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True, held_by__isnull=True, goes_well__isnull=True)
                | Q(held_at__isnull=False, held_by__isnull=False, goes_well__isnull=False),
                name="contact_held_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}"
