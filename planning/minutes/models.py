"""Tables of what is written at the table."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models import Case
from planning.meetings.models import Meeting, Participant
from planning.people.models import Person
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
    """What is written of one meeting about a case. It is there from the first word, and fixed at the end."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="records")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="record")
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    fixed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    fixed_at = models.DateTimeField(null=True, blank=True)

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
    """What was said on one topic. `revision` is that of the newest version."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="notes")
    topic = models.CharField(max_length=10, choices=Topic.choices)
    text = EncryptedTextField(_("wat is gezegd"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["record", "topic"], name="note_once_per_topic")]

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


class Goal(TenantModel):
    """What is to be reached: goals come before means (R102)."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="goals")
    what = EncryptedTextField(_("doel"))
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["set_at", "created_at"]

    def __str__(self) -> str:
        return str(self.id)


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
