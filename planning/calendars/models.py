"""Tables of connected calendars: the account, when its owner is busy, and what of ours stands in it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.people.models import Person
from planning.people.tenancy import TenantModel


class Kind(models.TextChoices):
    """What is behind an account. A feed can only be read."""

    CALDAV = "caldav", _("agenda waarin we ook schrijven")
    MICROSOFT365 = "m365", _("agenda van Microsoft 365")
    FEED = "feed", _("agenda die we alleen lezen")


WRITTEN = (Kind.CALDAV, Kind.MICROSOFT365)  # of these somebody has one


class AccountState(models.TextChoices):
    """How the connection is. Broken: somebody must do something. Leaving: what we wrote is being removed."""

    CONNECTED = "connected", _("gekoppeld")
    BROKEN = "broken", _("werkt niet")
    LEAVING = "leaving", _("wordt losgekoppeld")


class CalendarAccount(TenantModel):
    """A calendar system of one professional. `address`, `username`, `password` and `calendar` are secrets (P3).

    `server` is the host, for the limit per server. `trouble` is a code of `wording.REASONS`. With `open_until` in the
    future nobody asks the server (circuit): it was away, or it refused us. `busy_*` say what the busy times cover and
    how old they are; without them nothing is known. `look_next` and `look_token` are for what its owner did to our
    events; `watch_*` of the server that calls us when something changed (Microsoft 365), with the secret that it shows.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendars")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    server = models.CharField(max_length=255)
    address = EncryptedTextField()
    username = EncryptedTextField(null=True, blank=True)
    password = EncryptedTextField(null=True, blank=True)
    calendar = EncryptedTextField(null=True, blank=True)  # the chosen one, as its provider names it
    calendar_name = EncryptedTextField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=AccountState.choices, default=AccountState.CONNECTED)
    trouble = models.CharField(max_length=20, blank=True)
    failures = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True, blank=True)
    read_next = models.DateTimeField()  # when the busy times are asked again; moving it on is the claim
    last_success = models.DateTimeField(null=True, blank=True)
    busy_first = models.DateTimeField(null=True, blank=True)
    busy_last = models.DateTimeField(null=True, blank=True)
    busy_read_at = models.DateTimeField(null=True, blank=True)
    busy_tag = models.TextField(blank=True)  # what the calendar looked like then: an ETag or a hash
    look_next = models.DateTimeField(null=True, blank=True)  # empty: now; moving it on is the claim
    look_token = EncryptedTextField(null=True, blank=True)  # of Microsoft it holds the address of the mailbox
    watch_id = models.CharField(max_length=100, blank=True, db_index=True)
    watch_secret = EncryptedTextField(null=True, blank=True)
    watch_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=~Q(kind="feed"), name="one_calendar_to_write_in"),
            models.CheckConstraint(
                condition=Q(busy_read_at__isnull=True) | Q(busy_first__isnull=False, busy_last__isnull=False),
                name="busy_times_say_what_they_cover",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class BusyTime(TenantModel):
    """When the owner of an account is busy: only the interval, never what for. At most 24 hours old."""

    account = models.ForeignKey(CalendarAccount, on_delete=models.CASCADE, related_name="busy_times")
    start = models.DateTimeField()
    end = models.DateTimeField()

    class Meta:
        ordering = ["start"]
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="busy_ends_after_it_begins")]
        indexes = [models.Index(fields=["account", "start"], name="busy_of_an_account")]

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M}"


class Wish(models.TextChoices):
    """What an object must be."""

    HOLD = "hold", _("onder voorbehoud")
    MEETING = "meeting", _("vast")
    GONE = "gone", _("weg")


class CalendarChange(TenantModel):
    """One object of ours in one account: what it must become, and how far that is. The change is a row first (rule 1).

    `group` is the opaque key of what it is about (a meeting's id): a group has at most one MEETING and one HOLD per
    start. `uid` is the object's own for ever, never the invitation's. `revision` rises with each new wish; the object
    is as wished when `done` has caught up. `ref` is written before the server is asked, so that whatever a crash left
    there is found.
    """

    account = models.ForeignKey(CalendarAccount, on_delete=models.CASCADE, related_name="changes")
    group = models.CharField(max_length=64)
    uid = models.CharField(max_length=80, unique=True)
    wish = models.CharField(max_length=10, choices=Wish.choices)
    start = models.DateTimeField()
    end = models.DateTimeField()
    summary = models.CharField(max_length=200)  # neutral (P2)
    location = models.CharField(max_length=160, blank=True)
    url = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)
    done = models.PositiveIntegerField(default=0)
    wished_at = models.DateTimeField()
    ref = models.TextField(blank=True)
    etag = models.CharField(max_length=200, blank=True)
    written_in = EncryptedTextField(null=True, blank=True)  # the calendar where `ref` is
    attempts = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    last_word = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["start", "created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="change_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(done__lte=F("revision")), name="nothing_done_before_it_is_wished"),
            models.UniqueConstraint(
                fields=["account", "group"], condition=Q(wish="meeting"), name="one_meeting_per_group"
            ),
            models.UniqueConstraint(
                fields=["account", "group", "start"], condition=Q(wish="hold"), name="one_hold_per_option"
            ),
        ]
        indexes = [models.Index(fields=["account", "group"], name="changes_of_a_group")]

    def __str__(self) -> str:
        return f"{self.wish} {self.start:%Y-%m-%d %H:%M}"


class Did(models.TextChoices):
    """What an owner did to an event of ours in the own calendar."""

    MOVED = "moved", _("verzet")
    REMOVED = "removed", _("weggehaald")


class Answer(models.TextChoices):
    """What the organiser made of it; over: it was settled in another way."""

    OPEN = "open", _("wacht op antwoord")
    MOVED = "moved", _("overleg verzet")
    PUT_BACK = "put_back", _("teruggezet")
    DECLINED = "declined", _("kan niet")
    LEFT = "left", _("zo gelaten")
    OVER = "over", _("niet meer nodig")


class OwnerChange(TenantModel):
    """Somebody moved or removed a meeting in the own calendar: a question to its organiser. Nothing follows by itself.

    `about` is when the meeting begins; `start` and `end` where its owner put it (both empty: removed). `again`: we put
    it back once already, and do not do so a second time (no ping-pong).
    """

    change = models.ForeignKey(CalendarChange, on_delete=models.CASCADE, related_name="owner_changes")
    group = models.CharField(max_length=64)
    did = models.CharField(max_length=10, choices=Did.choices)
    about = models.DateTimeField()
    start = models.DateTimeField(null=True, blank=True)
    end = models.DateTimeField(null=True, blank=True)
    again = models.BooleanField(default=False)
    seen_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["seen_at", "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["change"], condition=Q(answer="open"), name="one_open_question_per_event"),
            models.CheckConstraint(
                condition=Q(did="removed", start__isnull=True) | Q(did="moved", start__isnull=False, end__isnull=False),
                name="a_moved_event_is_somewhere",
            ),
        ]
        indexes = [models.Index(fields=["group", "answer"], name="questions_of_a_group")]

    def __str__(self) -> str:
        return f"{self.did} {self.seen_at:%Y-%m-%d}"
