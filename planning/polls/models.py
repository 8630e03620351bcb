"""Tables of a date poll: options, and one answer per participant and option."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.meetings.models import Meeting, Participant
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class PollState(models.TextChoices):
    """A poll is open until a date is fixed or it is stopped."""

    OPEN = "open", _("open")
    SETTLED = "settled", _("datum gekozen")
    CANCELLED = "cancelled", _("gestopt")


class DatePoll(TenantModel):
    """Asks the participants of one meeting when they can. One open poll a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="polls")
    state = models.CharField(max_length=10, choices=PollState.choices, default=PollState.OPEN)
    deadline = models.DateTimeField(_("antwoord uiterlijk"))
    settles_itself = models.BooleanField(_("datum vanzelf vastzetten als iedereen kan"), default=False)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    chosen = models.ForeignKey("PollOption", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=Q(state="open"), name="one_open_poll_per_meeting"),
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(closed_at__isnull=False), name="settled_poll_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.state}"


class PollOption(TenantModel):
    """One date and time that is offered."""

    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="options")
    start = models.DateTimeField()
    end = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)  # taken by another meeting meanwhile

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "start"], name="option_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="option_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M}"


class Choice(models.TextChoices):
    """What a participant says of an option (U10)."""

    YES = "yes", _("ja")
    IF_NEEDED = "ifneeded", _("als het moet")
    NO = "no", _("nee")


class PollAnswer(TenantModel):
    """One participant's choice for one option; changeable until the date is fixed (S7)."""

    option = models.ForeignKey(PollOption, on_delete=models.CASCADE, related_name="answers")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="poll_answers")
    choice = models.CharField(max_length=10, choices=Choice.choices)
    at = models.DateTimeField()
    entered_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # "namens"

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["option", "participant"], name="one_answer_per_option")]

    def __str__(self) -> str:
        return self.choice


class PollNote(TenantModel):
    """What a participant adds: a remark, none of these dates, call me, I want an interpreter (U4)."""

    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="notes")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="poll_notes")
    remark = EncryptedTextField(null=True, blank=True)
    none_of_these = models.BooleanField(default=False)
    call_me = models.BooleanField(default=False)
    interpreter = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["poll", "participant"], name="one_note_per_poll")]

    def __str__(self) -> str:
        return str(self.id)
