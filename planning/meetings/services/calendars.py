"""Meetings in the connected calendars of professionals: options on hold, and the meeting itself.

What must stand there follows from the holds and nothing else, so that it can be said anew at any time: `tell` in the
transaction of each change, `mend` in the sweep for whatever was missed. Both may be repeated without harm.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from planning.calendars import selectors as calendars
from planning.calendars import services
from planning.calendars.rules import Wanted
from planning.calendars.services import Wished
from planning.cases import services as cases
from planning.meetings import rules
from planning.meetings.models import Hold, InvitedBy, Meeting, MeetingState, Participant
from planning.meetings.selectors.people import admitted
from planning.meetings.services import letters
from planning.rooms.rules import LONGEST_PLACE, with_link

TASK = "calendar_changed"  # of an organiser: somebody moved or removed a meeting in the own calendar
LOOK_BACK = dt.timedelta(days=7)  # what is longer ago stays in people's calendars as it is
Place = tuple[UUID, str]  # a person and the group (the meeting's id) in that person's calendar


def choose_ways(present: Iterable[Participant], *, keep: bool = True) -> None:
    """Decide for everybody with a first date: the own calendar where we write into it, else the mail.

    Who was invited by mail stays with it, since that event stands in the calendar already. Who let go of the calendar
    goes on by mail. A calendar that does not work at this moment is not relied on for somebody new. `keep`: the rows
    exist and are saved; for rows that do not, a year plan's, mail is left open, for its letter holds no invitation.
    """
    people = {row.person_id: row for row in present if row.person_id is not None}
    if not people:
        return
    attached, works = calendars.written_into(people), calendars.written_into(people, works=True)
    changed = []
    for person_id, row in people.items() if keep else ():
        calendar = person_id in (works if not row.invited_by else attached) and row.invited_by != InvitedBy.MAIL
        way = InvitedBy.CALENDAR if calendar else InvitedBy.MAIL
        if row.invited_by != way:
            row.invited_by = way
            changed.append(row)
    Participant.objects.bulk_update(changed, ["invited_by"], batch_size=200)
    if not keep:
        for row in present:
            row.invited_by = InvitedBy.CALENDAR if row.person_id in works else ""


def tell(meeting_ids: Collection[UUID], *, now: dt.datetime | None = None) -> None:
    """Wish in people's calendars what the holds of these meetings say. Part of the caller's transaction.

    The caller holds the lock of each meeting, or has just made it. The servers hear of it after the commit. Taking and
    letting go know no time of their own, so without `now` the clock is read.
    """
    now = now or timezone.now()
    people = calendars.written_into()
    if not people:
        return
    groups = [str(key) for key in meeting_ids]
    wanted = _wanted(people, now=now, meeting_ids=meeting_ids)
    places = set(wanted) | {(who, group) for group, found in calendars.who_has(groups).items() for who in found}
    services.wish(
        [Wished(person_id=who, group=group, wanted=tuple(wanted.get((who, group), ()))) for who, group in places],
        now=now,
    )


def mend(*, now: dt.datetime) -> int:
    """Compare the calendars with the holds of all meetings ahead, and wish what differs; gives how many meetings did.

    Here a calendar that was connected after a poll began or a year was published gets what it misses, and what no
    longer has a hold goes. Runs in the sweep, inside a scope. A handful of queries when all is well.
    """
    finish_tasks(now=now)
    people = calendars.written_into()
    if not people:
        return 0
    _adopt_year_plan(now=now)
    since = now - LOOK_BACK
    wanted, standing = _wanted(people, now=now, since=since), calendars.standing(since=since)
    differing = {place[1] for place in {*wanted, *standing} if _sorted(wanted, place) != _sorted(standing, place)}
    groups = calendars.groups()
    there = Meeting.objects.filter(pk__in=groups).values_list("pk", flat=True)
    differing |= groups - {str(key) for key in there}  # a case that was erased goes from the calendars too
    for group in sorted(differing):
        with transaction.atomic():
            # The lock that who fixes, moves or cancels takes too: then look again, for it may have changed.
            list(Meeting.objects.filter(pk=group).select_for_update(no_key=True).values_list("pk"))
            tell([UUID(group)], now=now)
    return len(differing)


def finish_tasks(*, now: dt.datetime) -> int:
    """Tick off what owners did and is settled: answered, moved, called off, or undone by themselves. Two queries."""
    return cases.settle_tasks(code=TASK, still=calendars.asked_about(), now=now)


def _sorted(found: dict[Place, list[Wanted]], place: Place) -> list[Wanted]:
    return sorted(found.get(place, ()), key=lambda one: (one.start, one.firm))


def _adopt_year_plan(*, now: dt.datetime) -> None:
    """Meetings of a year plan were in no invitation: whoever connects a calendar gets them there."""
    people = calendars.written_into(works=True)
    Participant.objects.filter(
        person__in=people,
        invited_by="",
        removed_at__isnull=True,
        meeting__case__isnull=True,
        meeting__state=MeetingState.PLANNED,
        meeting__start__gt=now,
    ).update(invited_by=InvitedBy.CALENDAR)


def _wanted(
    people: Collection[UUID],
    *,
    now: dt.datetime,
    meeting_ids: Collection[UUID] | None = None,
    since: dt.datetime | None = None,
) -> dict[Place, list[Wanted]]:
    """What must stand in the calendars of these people, from the holds; nobody without a ground gets anything."""
    holds = (
        Hold.objects.filter(person__in=people)
        .exclude(meeting__state=MeetingState.CANCELLED)
        .filter(Q(firm=True) | Q(end__gt=now, meeting__state=MeetingState.DRAFT))
        .select_related("meeting__school")
        .order_by("start")
    )
    if meeting_ids is not None:
        holds = holds.filter(meeting__in=meeting_ids)
    if since is not None:
        holds = holds.filter(end__gt=since)
    rows = list(holds)
    seated = {
        (row.person_id, row.meeting_id): row
        for row in Participant.objects.filter(
            meeting__in={row.meeting_id for row in rows}, person__in=people, removed_at__isnull=True
        ).select_related("person", "meeting__case")
    }
    welcome = admitted(seated.values(), now=now) if seated else frozenset()
    wanted: dict[Place, list[Wanted]] = defaultdict(list)
    for row in rows:
        seat = seated.get((row.person_id, row.meeting_id))
        if seat is None or seat.pk not in welcome:
            continue
        if row.firm and seat.invited_by != InvitedBy.CALENDAR:
            continue
        wanted[row.person_id, str(row.meeting_id)].append(_event(row, seat))
    return wanted


def _event(hold: Hold, seat: Participant) -> Wanted:
    """A meeting as a calendar may know it (P2); an option says that it is one."""
    meeting = hold.meeting
    title = rules.title(school=meeting.school.name, reference=meeting.reference)
    return Wanted(
        start=hold.start,
        end=hold.end,
        firm=hold.firm,
        summary=(title if hold.firm else f"Onder voorbehoud: {title}")[:200],
        location=with_link(meeting.location, meeting.video, most=LONGEST_PLACE),
        url=letters.page_of(seat, meeting),
    )
