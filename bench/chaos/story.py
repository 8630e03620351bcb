"""What must come true: date polls whose dates are fixed by the IB, and how one sees that all went right."""

from __future__ import annotations

import datetime as dt
import email
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import icalendar
from django.test import Client
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from notifications.outbox.models import LetterState, OutgoingLetter
from planning.calendars import services as calendars
from planning.calendars.models import CalendarChange, Kind
from planning.meetings.models import Meeting, MeetingKind
from planning.meetings.services import Seat, plan_case_meeting
from planning.people.access import actor_of_person
from planning.polls import services as polls
from planning.polls.models import DatePoll, PollState
from tests.meetings.table import AMSTERDAM, NOW, Table, lay

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet

PEOPLE = 3  # letters a meeting: the IB and a mother by invitation, the GW with a connected calendar
TIMES = (9, 11, 13, 15)


def begin(*, meetings: int, calendar: str) -> Table:
    """One school with this many open date polls, all with the same GW, whose calendar is connected."""
    table = lay()
    now = timezone.now()
    with scope(swv=table.swv.pk):
        actor = actor_of_person(table.gw, today=NOW.date())
        calendars.connect(
            actor=actor, kind=Kind.CALDAV, address=f"{calendar}/gw/", username="gw", password="geheim", now=now
        )
        moments = _moments(now)
        for _ in range(meetings):
            meeting = plan_case_meeting(
                actor=table.actor,
                case=table.case,
                kind=MeetingKind.HIA,
                minutes=60,
                location="",
                participants=[
                    Seat(party=table.mother), Seat(person=table.ib, role="ib"), Seat(person=table.gw, role="gw"),
                ],
                now=now,
            )  # fmt: skip
            start = next(moments)
            polls.open_poll(
                actor=table.actor,
                meeting=meeting,
                options=[start],
                deadline=start - dt.timedelta(days=4),
                settles_itself=False,
                now=now,
            )
    return table


def _moments(now: dt.datetime) -> Iterator[dt.datetime]:
    """Times at which the GW works, none twice, from two weeks on."""
    day = now.astimezone(AMSTERDAM).date() + dt.timedelta(days=14)
    while True:
        day += dt.timedelta(days=1)
        if day.weekday() < 5:
            for hour in TIMES:
                yield dt.datetime.combine(day, dt.time(hour), AMSTERDAM)


def cookie_of(table: Table) -> str:
    """The session of the IB, signed in."""
    browser = Client()
    browser.force_login(table.ib.user)  # type: ignore[arg-type]  # made with an account
    return browser.cookies["sessionid"].value


def open_polls() -> list[tuple[str, str]]:
    """The ids of each open poll and its only option, oldest first."""
    with scopes_disabled():
        rows = DatePoll.objects.filter(state=PollState.OPEN).order_by("created_at")
        return [(str(row.pk), str(row.options.get().pk)) for row in rows]


def _letters() -> QuerySet[OutgoingLetter]:
    """All but a lost word to staff that a letter was lost: the page Post shows the letter itself."""
    return OutgoingLetter.objects.exclude(template="delivery_failed", state=LetterState.FAILED)


def failed_letters() -> list[str]:
    """Letters that a server said no to for good: staff send those again."""
    with scopes_disabled():
        return [str(key) for key in _letters().filter(state=LetterState.FAILED).values_list("pk", flat=True)]


def left() -> str:
    """What is still on its way, in words; "" when nothing is."""
    with scopes_disabled():
        letters = _letters().exclude(state=LetterState.SENT).count()
        changes = sum(row.done < row.revision for row in CalendarChange.objects.only("done", "revision"))
    words = {"open polls": len(open_polls()), "letters": letters, "calendar changes": changes}
    return ", ".join(f"{number} {name}" for name, number in words.items() if number)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the receivers have in the end."""

    letters: int  # invitations that must be there
    exactly_once: bool
    events_exactly_once: bool
    wrong: tuple[str, ...]  # for people: what is not as it must be


def verdict(accepted: Sequence[tuple[str, bytes]], events: Sequence[str]) -> Verdict:
    """Compare what the mail server took and what stands in the calendar with the meetings.

    A mail that was taken twice with one Message-ID is one mail: the server's yes was lost, and clients show it once.
    """
    with scopes_disabled():
        meetings = list(Meeting.objects.filter(start__isnull=False))
        rows = list(OutgoingLetter.objects.filter(template="invitation"))
        known = set(OutgoingLetter.objects.values_list("message_id", flat=True))
    taken = dict(accepted)
    wrong = [f"nobody wrote {key}" for key in sorted(taken.keys() - known)]
    wrong += [f"{row.key} did not arrive" for row in rows if row.message_id not in taken]
    persons = Counter((row.key, row.address) for row in rows)
    wrong += [f"{key} was written {number} times" for key, number in persons.items() if number != 1]
    if len(rows) != PEOPLE * len(meetings):
        wrong.append(f"{len(rows)} invitations for {len(meetings)} meetings")
    invited: Counter[tuple[str, str]] = Counter()
    for row in rows:
        invited.update(_objects_in(taken.get(row.message_id, b"")))
    wrong += [f"{key} has {number} invitations" for key, number in invited.items() if number != 1]
    if len(invited) != (PEOPLE - 1) * len(meetings):
        wrong.append(f"{len(invited)} calendar invitations")
    letters_wrong = len(wrong)
    wanted = Counter(row.start.astimezone(dt.UTC) for row in meetings if row.start is not None)
    standing: Counter[dt.datetime] = Counter()
    for text in events:
        event = icalendar.Event.from_ical(text)
        start: dt.datetime = event["DTSTART"].dt.astimezone(dt.UTC)  # type: ignore[union-attr]  # ours have a time
        standing[start] += 1
        if str(event.get("STATUS")) == "TENTATIVE":
            wrong.append(f"a hold was left at {start}")
    for start in sorted(wanted | standing):
        if wanted[start] != standing[start]:
            wrong.append(f"{wanted[start]} meetings and {standing[start]} events at {start}")
    return Verdict(
        letters=len(rows),
        exactly_once=letters_wrong == 0,
        events_exactly_once=letters_wrong == len(wrong),
        wrong=tuple(wrong),
    )


def _objects_in(mail: bytes) -> Iterator[tuple[str, str]]:
    """For each invitation that a mail client takes from this mail: UID and who it is for."""
    for part in email.message_from_bytes(mail).walk():
        if part.get_content_type() != "text/calendar":
            continue
        calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))  # type: ignore[arg-type]
        if str(calendar["METHOD"]) == "REQUEST":
            for event in calendar.walk("VEVENT"):
                yield str(event["UID"]), str(event["ATTENDEE"])
