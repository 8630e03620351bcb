"""Tables of a date poll: options, and one answer per participant and option."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models import Party
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
    urgent = models.BooleanField(_("spoed: antwoord binnen uren"), default=False)  # "op afroep" (R85)
    decision = models.CharField(_("besluit dat u wilt nemen"), max_length=40, blank=True)  # of the route (R77)
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


class Closed(models.TextChoices):
    """Why an option is asked no longer."""

    TAKEN = "taken", _("bezet door een ander overleg")  # for good
    LOST = "lost", _("iemand die erbij moet zijn, kan niet")  # until that person answers otherwise


class PollOption(TenantModel):
    """One date and time that is offered. Only who is free at an option that is open is kept free for it."""

    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="options")
    start = models.DateTimeField()
    end = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_why = models.CharField(max_length=10, choices=Closed.choices, blank=True)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "start"], name="option_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(closed_why=""), name="closed_option_says_why"
            ),
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
    """What a participant adds: a remark, none of these dates, call me, I want an interpreter (U4).

    The remark is read by the one who wrote it and the school, not by other participants.
    """

    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="notes")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="poll_notes")
    remark = EncryptedTextField(null=True, blank=True)
    none_of_these = models.BooleanField(default=False)
    call_me = models.BooleanField(default=False)
    interpreter = models.BooleanField(default=False)
    parts = models.JSONField(default=list, blank=True)  # day parts that suit instead: "0-ochtend" is Monday morning
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["poll", "participant"], name="one_note_per_poll")]

    def __str__(self) -> str:
        return str(self.id)


class KnownTimes(TenantModel):
    """When a parent or pupil usually can: day parts of the week ("0-ochtend" is Monday morning), asked once and kept.

    New polls of the case offer these first. The parent changes it with any answer; nobody but the school sees it.
    """

    party = models.OneToOneField(Party, on_delete=models.CASCADE, related_name="known_times")
    parts = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "known times"

    def __str__(self) -> str:
        return str(self.party_id)


class TableRound(TenantModel):
    """A poll that is answered at the table, during a meeting (R86): everybody present opens it by one code.

    The code works for as long as the round is open; each seat is taken once, with a link of its own.
    """

    poll = models.OneToOneField(DatePoll, on_delete=models.CASCADE, related_name="table_round")
    code = models.CharField(max_length=8)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(closed_at__isnull=True), name="table_code_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class TableSeat(TenantModel):
    """Somebody at the table who took the own seat with the code: once, so that nobody answers for another."""

    round = models.ForeignKey(TableRound, on_delete=models.CASCADE, related_name="seats")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["round", "participant"], name="table_seat_once")]

    def __str__(self) -> str:
        return str(self.id)
