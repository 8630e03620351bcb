"""Who must hear when to come: whose time is not what the newest letter said."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from planning.agenda.models import AgendaGuest, AgendaItem
from planning.agenda.selectors.day import DayPlan, day_plan, key_of
from planning.cases import gate
from planning.cases.models import Case, Freeze, FreezeKind
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting


@dataclass(frozen=True, slots=True)
class ToTell:
    """One person, with all own points of the day. No `start`: need not come any more. `was`: what was told before."""

    guests: tuple[AgendaGuest, ...]
    items: tuple[UUID, ...]
    start: dt.datetime | None
    end: dt.datetime | None
    was: tuple[dt.datetime, dt.datetime] | None
    has_address: bool


def to_tell(meeting: Meeting, *, now: dt.datetime, plan: DayPlan | None = None) -> tuple[ToTell, ...]:
    """Everybody whose time changed since the newest letter, in the order of the day.

    Not who is on the list of the meeting itself: those are there all the time, and hear of it by its own letters. Not
    who has no ground now, nor of a case that stands still. A constant number of queries.
    """
    plan = plan or day_plan(meeting)
    rows, items = _guests(meeting, plan, now=now)
    found = [_one(tuple(guests), items, plan) for guests in rows.values()]
    return tuple(row for row in found if row is not None)


def who_knows(meeting: Meeting, *, now: dt.datetime) -> tuple[AgendaGuest, ...]:
    """Everybody who comes for a point, was told when, and may hear more of it now; each once."""
    rows, _items = _guests(meeting, day_plan(meeting), now=now)
    told = ([one for one in guests if one.told_start is not None] for guests in rows.values())
    return tuple(guests[0] for guests in told if guests)


def _guests(
    meeting: Meeting, plan: DayPlan, *, now: dt.datetime
) -> tuple[dict[str, list[AgendaGuest]], dict[UUID, AgendaItem]]:
    """By person, who comes for a point only and has a ground; and the point of each."""
    members = set(meetings.present(meeting).values_list("person_id", flat=True)) - {None}
    still, out = still_cases(plan.items), _out(plan, now=now)
    rows: dict[str, list[AgendaGuest]] = defaultdict(list)
    items: dict[UUID, AgendaItem] = {}
    for item in plan.items:
        if item.case_id in still:
            continue
        for guest in item.guests.all():
            if guest.pk in out or (guest.person_id is not None and guest.person_id in members):
                continue
            rows[key_of(guest)].append(guest)
            items[guest.pk] = item
    return rows, items


def _one(guests: tuple[AgendaGuest, ...], items: dict[UUID, AgendaItem], plan: DayPlan) -> ToTell | None:
    slots = [slot for row in guests if (slot := plan.day.slot(items[row.pk].pk)) is not None]
    start = plan.at(min(row.start for row in slots)) if slots else None
    end = plan.at(max(row.end for row in slots)) if slots else None
    told = [(row.told_start, row.told_end) for row in guests]
    was = next(((first, last) for first, last in told if first is not None and last is not None), None)
    if all(one == (start, end) for one in told):
        return None
    if was == (start, end):  # a point more in the same stretch: nothing new for this person
        return None
    person, party = guests[0].person, guests[0].party
    address = person.email if person is not None else str(party.email or "") if party is not None else ""
    return ToTell(
        guests=guests,
        items=tuple(items[row.pk].pk for row in guests),
        start=start,
        end=end,
        was=was,
        has_address=bool(address),
    )


def still_cases(items: Iterable[AgendaItem]) -> frozenset[UUID]:
    """Of the cases of these points those that stand still (P5). One query."""
    cases = [row.case_id for row in items if row.case_id is not None]
    rows = Freeze.objects.filter(case__in=cases, kind=FreezeKind.RESTRICTION, lifted_at__isnull=True)
    return frozenset(rows.values_list("case_id", flat=True))


def _out(plan: DayPlan, *, now: dt.datetime) -> frozenset[UUID]:
    """The guests (their ids) who have no ground for the pupil of their point at this moment."""
    asked = {
        guest.pk: (item.case, guest.person_id)
        for item in plan.items
        for guest in item.guests.all()
        if item.case is not None and guest.person_id is not None
    }
    without = no_ground(asked.values(), now=now)
    return frozenset(key for key, (case, person_id) in asked.items() if (case.pk, person_id) in without)


def no_ground(asked: Iterable[tuple[Case, UUID]], *, now: dt.datetime) -> frozenset[tuple[UUID, UUID]]:
    """Of these professionals by case who may not come for the pupil's own point: (case, person). Eight queries.

    The parents are there, so thinking along without a name (R55) is no ground for it. Consent for this person is, and
    so is consent for the SOT with its core.
    """
    pairs = [(case, person_id, talk) for case, person_id in asked for talk in (False, True)]
    wants = {
        (case.pk, person_id, talk): gate.Want(case=case, person_id=person_id, sot_talk=talk)
        for case, person_id, talk in pairs
    }
    found = gate.grounds_of(wants.values(), now=now)
    there = {key[:2] for key, want in wants.items() if gate.admits(found[want])}
    return frozenset((case_id, person_id) for case_id, person_id, _talk in wants) - there
