"""Tables of one overleg: the meeting, who is at it, and what they answered."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from planning.cases.models import Case, Party
from planning.people.models import Person, School
from planning.people.roles import Role
from planning.people.tenancy import TenantModel
from planning.rooms.models import Room
from planning.rooms.rules import with_link


class WhyMoved(models.TextChoices):
    """Why a meeting moved, as its letter says it: a choice, no free text, so that no letter tells about people (P1)."""

    CANNOT = "cannot", _("iemand die erbij moet zijn, kan niet")
    FREE_DAY = "free_day", _("er is een vrije dag of studiedag")
    SUCCESSOR = "successor", _("een andere collega neemt het over")
    SCHOOL = "school", _("de school heeft erom gevraagd")
    SWV = "swv", _("het samenwerkingsverband heeft erom gevraagd")
    AGREED = "agreed", _("we hebben samen een betere tijd gevonden")
    UNDONE = "undone", _("een eerdere wijziging is teruggedraaid")


class MeetingKind(models.TextChoices):
    """The kinds of overleg; what a region calls them is in its route (R6)."""

    SOT = "SOT", _("SOT")
    HIA = "HIA", _("HIA")
    MDO = "MDO", _("MDO")
    EVALUATION = "EVALUATIE", _("evaluatie")
    GROUP = "GROEP", _("groepsbespreking")
    PUPIL = "LEERLING", _("leerlingbespreking")
    SPARRING = "SPARRING", _("gesprek van GW met directeur en IB")
    OC = "OC", _("regionaal OC-overleg")
    ATTENDANCE = "THUIS", _("thuiszitterstafel")


class MeetingState(models.TextChoices):
    """Where a meeting is. Each change is also a row in the audit trail."""

    DRAFT = "draft", _("nog geen datum")
    PLANNED = "planned", _("gepland")
    HELD = "held", _("gehouden")
    CANCELLED = "cancelled", _("afgezegd")


class Meeting(TenantModel):
    """One overleg, about one case or (SOT of the year plan) about none.

    What a SOT says of one pupil is a part of it (`part_of`): a meeting about that case, of who had a ground to be
    there, with a record and minutes of its own. It is made at the table, so it took place; no calendar knows it.

    `reference` is the neutral code in titles (P2). `uid` and `sequence` are the iCalendar identity (RFC 5545 §3.8.4.7,
    §3.8.7.4): the UID never changes, a new time raises SEQUENCE, `revised_at` is the DTSTAMP of the newest revision.
    Times are UTC.
    """

    reference = models.CharField(max_length=8)
    kind = models.CharField(max_length=10, choices=MeetingKind.choices)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="meetings")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="meetings")
    organiser = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="organises")
    minutes = models.PositiveSmallIntegerField(_("duur in minuten"), default=60)
    start = models.DateTimeField(null=True, blank=True)
    location = models.CharField(_("plaats"), max_length=160, blank=True)
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="meetings")
    video = models.CharField(_("videolink"), max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.DRAFT)
    uid = models.CharField(max_length=80)
    sequence = models.PositiveIntegerField(default=0)
    revised_at = models.DateTimeField(null=True, blank=True)
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="followed_by")
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="parts")

    class Meta:
        ordering = ["start", "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["swv", "reference"], name="meeting_reference_once"),
            models.UniqueConstraint(fields=["uid"], name="meeting_uid_once"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(state="cancelled") | Q(start__isnull=False),
                name="planned_meeting_has_a_date",
            ),
            models.CheckConstraint(condition=Q(minutes__gte=5) & Q(minutes__lte=480), name="meeting_length_is_sane"),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | Q(case__isnull=False, start__isnull=False),
                name="part_is_about_a_case",
            ),
            models.UniqueConstraint(fields=["part_of", "case"], name="part_once_per_case"),
        ]
        indexes = [models.Index(fields=["swv", "start"], name="meetings_by_date")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def place(self) -> str:
        """Where it is, as calendars and letters say it: the place, the video link, or both."""
        return with_link(self.location, self.video)

    @property
    def end(self) -> dt.datetime | None:
        """When it ends, or None without a date."""
        return None if self.start is None else self.start + dt.timedelta(minutes=self.minutes)


class InvitedBy(models.TextChoices):
    """How a professional gets a meeting into the calendar: one way each, or it would stand there twice."""

    MAIL = "mail", _("uitnodiging in de mail")
    CALENDAR = "calendar", _("gekoppelde agenda")


class Participant(TenantModel):
    """Somebody at one meeting: a professional (`person`) or a guardian/pupil of the case (`party`), never both.

    `sequence_ahead` is how far the SEQUENCE of this person's own calendar object runs ahead of the meeting's: taking
    one person off the list is a cancellation to that person only (RFC 5546 §3.2.5); the others' answers go on counting.
    `invited_by` is chosen with the first date and stays: an update must go where the invitation went.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="participations")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.CASCADE, related_name="participations")
    role = models.CharField(max_length=24, choices=Role.choices, blank=True)
    required = models.BooleanField(_("verplicht"), default=True)
    removed_at = models.DateTimeField(null=True, blank=True)  # consent withdrawn, or taken off the list
    sequence_ahead = models.PositiveIntegerField(default=0)
    invited_by = models.CharField(max_length=10, choices=InvitedBy.choices, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, party__isnull=True) | Q(person__isnull=True, party__isnull=False),
                name="participant_is_person_or_party",
            ),
            models.UniqueConstraint(fields=["meeting", "person"], name="person_once_per_meeting"),
            models.UniqueConstraint(fields=["meeting", "party"], name="party_once_per_meeting"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PartStat(models.TextChoices):
    """PARTSTAT of RFC 5545 §3.2.12."""

    NEEDS_ACTION = "NEEDS-ACTION", _("nog geen antwoord")
    ACCEPTED = "ACCEPTED", _("komt")
    TENTATIVE = "TENTATIVE", _("misschien")
    DECLINED = "DECLINED", _("kan niet")


class Via(models.TextChoices):
    """How an answer came."""

    LINK = "link", _("eigen link")
    MAIL = "mail", _("agenda of e-mail")
    STAFF = "staff", _("ingevuld door school")


class Reply(TenantModel):
    """One answer to an invitation, for ever: the newest `said_at` of the current SEQUENCE counts.

    `said_at` is the DTSTAMP of an answer by mail (never later than when it came in), so that an old mail that is
    delivered again overrules nothing.
    """

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="replies")
    partstat = models.CharField(max_length=12, choices=PartStat.choices)
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    said_at = models.DateTimeField()
    via = models.CharField(max_length=10, choices=Via.choices)

    class Meta:
        ordering = ["said_at", "at"]
        verbose_name_plural = "replies"
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "sequence", "said_at", "partstat"], name="reply_of_a_moment_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.partstat} {self.at:%Y-%m-%d %H:%M}"


class KeptWhy(models.TextChoices):
    """Why a mail waits for a person instead of counting by itself."""

    DOUBTFUL = "doubtful", _("niet zeker van wie")
    OTHER_SENDER = "other", _("van een ander adres")
    FORGED = "forged", _("lijkt vervalst")
    UNKNOWN_PERSON = "person", _("van iemand die niet op de lijst staat")
    UNKNOWN_MEETING = "meeting", _("over een overleg dat we niet kennen")
    LATE = "late", _("te laat")
    COUNTER = "counter", _("vraagt een andere tijd")
    DELEGATED = "delegated", _("stuurt iemand anders")
    AUTOMATIC = "automatic", _("automatisch antwoord")
    HUMAN = "human", _("een bericht")
    BOUNCE = "bounce", _("kwam terug")
    UNREADABLE = "unreadable", _("niet te lezen")


class KeptState(models.TextChoices):
    """Where a kept mail is."""

    OPEN = "open", _("om na te kijken")
    ASKED = "asked", _("nagevraagd")
    DONE = "done", _("klaar")


class KeptOutcome(models.TextChoices):
    """What became of it."""

    TIED = "tied", _("antwoord ingevuld")
    SELF = "self", _("zelf geantwoord met de eigen link")
    MOVED = "moved", _("andere tijd overgenomen")
    REFUSED = "refused", _("de tijd blijft")
    NOTHING = "nothing", _("niets mee gedaan")


class KeptMail(TenantModel):
    """A mail that came in and does not count by itself: what it claims, and what a person made of it.

    `case` is that of the meeting, or of the letter it answers; with neither, it is for who looks after the SWV's post.
    What it says is a claim of an outsider. It is encrypted (P3), no more of it is kept than somebody needs to act on,
    and the words go as soon as it is settled. `key` is a print, so that the same mail is one row. `why` says why it
    waits, `trust` (`rules.Trust`) how far its sender is proven.
    """

    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="kept_mails")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="kept_mails")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.CASCADE, related_name="kept_mails"
    )
    key = models.CharField(max_length=64)
    why = models.CharField(max_length=10, choices=KeptWhy.choices)
    trust = models.CharField(max_length=10, blank=True)
    from_address = EncryptedCharField(_("afzender"), max_length=254, null=True, blank=True)
    subject = EncryptedCharField(_("onderwerp"), max_length=300, null=True, blank=True)
    text = EncryptedTextField(_("tekst"), null=True, blank=True)
    delegate = EncryptedCharField(_("wie er dan komt"), max_length=254, null=True, blank=True)
    partstat = models.CharField(max_length=12, choices=PartStat.choices, blank=True)
    proposed_start = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=6, choices=KeptState.choices, default=KeptState.OPEN)
    outcome = models.CharField(max_length=8, choices=KeptOutcome.choices, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["swv", "key"], name="kept_mail_once"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(settled_at__isnull=False), name="settled_mail_says_when"
            ),
        ]
        indexes = [models.Index(fields=["swv", "state", "received_at"], name="kept_mails_todo")]

    def __str__(self) -> str:
        return f"{self.why} {self.received_at:%Y-%m-%d %H:%M}"


class Hold(TenantModel):
    """A stretch of time of one professional that a poll keeps free, or that a meeting has taken.

    One row per (person, meeting, start); `settle` looks at these under a lock, so two polls never promise one person
    twice.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="holds")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="holds")
    start = models.DateTimeField()
    end = models.DateTimeField()
    firm = models.BooleanField(default=False)  # a date that is fixed; otherwise an option of an open poll

    class Meta:
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="hold_ends_after_it_begins"),
            models.UniqueConstraint(fields=["person", "meeting", "start"], name="hold_once"),
        ]
        indexes = [models.Index(fields=["person", "start"], name="holds_of_a_person")]

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M}"


class RoomPiece(TenantModel):
    """Five minutes of a room that a meeting with a date sits in. Unique, so that no room is booked twice."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="pieces")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="room_pieces")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["room", "at"], name="room_piece_once")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
