"""Tables of what is written at the table."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models import Case, Party
from planning.followup.models import Goal
from planning.meetings.models import Meeting, Participant
from planning.people.models import Person
from planning.people.roles import Role
from planning.people.tenancy import TenantModel


class Topic(models.TextChoices):
    """What is talked about, in the order of the conversation: no offer before there is a goal (R99–R103)."""

    STRENGTHS = "strengths", _("Wat gaat goed, wat kan beter?")
    PUPIL = "pupil", _("Wat wil de leerling?")
    PARENTS = "parents", _("Wat willen de ouders?")
    TEACHER = "teacher", _("Wat heeft de leerkracht nodig?")
    FACTORS = "factors", _("Wat helpt, en wat zit in de weg?")
    PICTURE = "picture", _("Ons beeld samen")
    OFFER = "offer", _("Wat past bij welk doel?")


class Record(TenantModel):
    """What is written of one meeting about a case. It is there from the first word, and fixed at the end.

    `next_meeting` is what they agreed on to meet for again, made from here (R86).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="records")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="record")
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    fixed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    fixed_at = models.DateTimeField(null=True, blank=True)
    next_meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["begun_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fixed_at__isnull=True, fixed_by__isnull=True)
                | Q(fixed_at__isnull=False, fixed_by__isnull=False),
                name="record_fixed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}"


class Note(TenantModel):
    """What was said on one topic, by `party` where it is one parent's own. `revision` is that of the newest version."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="notes")
    topic = models.CharField(max_length=10, choices=Topic.choices)
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.CASCADE, related_name="notes")
    text = EncryptedTextField(_("wat is gezegd"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["record", "topic"], condition=Q(party=None), name="note_once_per_topic"),
            models.UniqueConstraint(fields=["record", "topic", "party"], name="note_once_per_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.revision}"


class NoteVersion(TenantModel):
    """A text somebody wrote on from: what two people at once are put together with. Gone when the record is fixed.

    `pen` is the open page that this very text was typed on; a text that was put together has none.
    """

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    text = EncryptedTextField(_("wat er stond"), null=True, blank=True)
    pen = models.CharField(max_length=36, blank=True)

    class Meta:
        ordering = ["revision"]
        constraints = [models.UniqueConstraint(fields=["note", "revision"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.revision}"


class Attendance(TenantModel):
    """Whether somebody of the list was there."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="attendance")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="attendance")
    there = models.BooleanField()
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["record", "participant"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.participant_id}"


class DecisionKind(models.TextChoices):
    """What a meeting decides that is more than an agreement."""

    TALK = "talk", _("vervolg")  # R105: a HIA or MDO, or none
    ARRANGEMENT = "arrangement", _("keuze van arrangement")  # R103
    MANDATE = "mandate", _("besluit met mandaat")  # R24
    TLV = "tlv", _("TLV aanvragen")  # R140


class DecisionOutcome(models.TextChoices):
    """What it came to; which ones a kind can have say the rules."""

    YES = "yes", _("ja")
    NO = "no", _("nee")
    SWV = "swv", _("arrangement van het samenwerkingsverband")
    CARE = "care", _("jeugdhulp")
    OZA = "oza", _("onderwijs-zorgarrangement (OZA)")
    MUNICIPALITY = "municipality", _("hulp via de gemeente")
    SCHOOL = "school", _("door de school zelf")


class Decision(TenantModel):
    """Something the meeting decided, kept for ever: another decision takes the place of this one, and says so.

    `mandated_by` took it alone, with a mandate and as `role` (R24); without, the table took it together. Its id names
    the open form that it came from: a form that is sent twice decides once.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=12, choices=DecisionKind.choices)
    outcome = models.CharField(max_length=12, choices=DecisionOutcome.choices)
    words = EncryptedTextField(_("wat is besloten"), null=True, blank=True)
    for_goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    mandated_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "kind"],
                condition=Q(withdrawn_at__isnull=True, kind__in=["talk", "tlv"]),
                name="one_answer_stands",
            ),
            models.CheckConstraint(
                condition=Q(kind="mandate", mandated_by__isnull=False) & ~Q(role="")
                | ~Q(kind="mandate") & Q(mandated_by__isnull=True, role=""),
                name="mandate_is_somebodys",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"
