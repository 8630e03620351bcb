"""Who comes for a point, and from when till when (R66, R94). Without a ground nobody comes (house rule 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from planning.agenda import selectors
from planning.agenda.models import AgendaGuest, AgendaItem
from planning.agenda.rules.states import WAITS
from planning.agenda.services import ground
from planning.agenda.services.errors import BadWindow, StrangeGuest
from planning.agenda.services.ground import Concerned
from planning.agenda.services.telling import call_off
from planning.cases.gate import NoGround
from planning.cases.models import Case, Party, PartyKind
from planning.dossier.models import Observation
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, MeetingKind
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.audit import By
from planning.people.models import Person
from planning.people.roles import Role


def seat_family(item: AgendaItem, *, now: dt.datetime) -> None:
    """The parents come for their own point (R66), teachers thought of too, and who reports an observation back (R94).

    Professionals only with a ground. The caller has the transaction.
    """
    case = item.case
    if case is None:
        return
    parties = case.parties.filter(kind=PartyKind.GUARDIAN).order_by("created_at")
    seats = [AgendaGuest(swv_id=item.swv_id, item=item, party=party) for party in parties]
    roles = dict(case.involved.filter(role=Role.TEACHER).values_list("person_id", "role"))
    reports = Observation.objects.filter(case=case, done_at__isnull=False, reported_at__isnull=True)
    roles |= dict(reports.filter(withdrawn_at__isnull=True).values_list("observer_id", "role"))
    out = _out(case, roles, meeting=None, now=now)
    seats += [
        AgendaGuest(swv_id=item.swv_id, item=item, person_id=key, role=role)
        for key, role in roles.items()
        if key not in out
    ]
    AgendaGuest.objects.bulk_create(seats)


@transaction.atomic
def add_guest(
    *,
    actor: Actor,
    item: AgendaItem,
    person: Person | None = None,
    party: Party | None = None,
    role: str = "",
    arrives: dt.time | None = None,
    leaves: dt.time | None = None,
    now: dt.datetime,
) -> Concerned:
    """Somebody comes for this point, all of the meeting or between two times; again changes the times.

    The same times hold for the other points of this person on the same agenda. Raises NotAllowed, NotThisState,
    StrangeGuest, NoGround, BadWindow, CaseFrozen.
    """
    row = ground.locked_item(item.pk)
    actor.require(Right.MANAGE_MEETINGS, school_id=row.school_id)
    if arrives is not None and leaves is not None and leaves <= arrives:
        raise BadWindow(fields={"leaves": BadWindow.message})
    _require_guest(row, person=person, party=party, now=now)
    before = selectors.day_plan(row.meeting) if row.meeting is not None else None
    guest, _made = AgendaGuest.objects.update_or_create(
        item=row,
        person=person,
        party=party,
        defaults={"arrives": arrives, "leaves": leaves, "role": role},
        create_defaults={"swv_id": row.swv_id, "arrives": arrives, "leaves": leaves, "role": role},
    )
    if row.meeting is not None:
        same = AgendaGuest.objects.filter(item__meeting=row.meeting, person=person, party=party)
        same.update(arrives=arrives, leaves=leaves)
    audit.record(swv_id=row.swv_id, by=actor.by, action="agenda.guest", on=row, now=now, guest=str(guest.pk))
    return ground.concerned(before, row.meeting)


@transaction.atomic
def change_window(
    *,
    actor: Actor,
    item: AgendaItem,
    guest_id: UUID,
    arrives: dt.time | None,
    leaves: dt.time | None,
    now: dt.datetime,
) -> Concerned:
    """Somebody who comes already can be there from another time, or till another. Gives whom that concerns.

    Raises NotAllowed, NotThisState, StrangeGuest, NoGround, BadWindow, CaseFrozen.
    """
    guest = item.guests.select_related("person", "party").filter(pk=guest_id).first()
    if guest is None:
        raise StrangeGuest
    return add_guest(
        actor=actor,
        item=item,
        person=guest.person,
        party=guest.party,
        role=guest.role,
        arrives=arrives,
        leaves=leaves,
        now=now,
    )


@transaction.atomic
def seat_observer(*, item: AgendaItem, person_id: UUID, role: str, now: dt.datetime) -> bool:
    """Who came to look reports back at this point (R93), with a ground only; False when that is not there."""
    if item.case is None or _out(item.case, [person_id], meeting=item.meeting, now=now):
        return False
    AgendaGuest.objects.get_or_create(
        item=item, person_id=person_id, party=None, defaults={"swv_id": item.swv_id, "role": role}
    )
    return True


def _require_guest(row: AgendaItem, *, person: Person | None, party: Party | None, now: dt.datetime) -> None:
    wrong = StrangeGuest(fields={"who": StrangeGuest.message})
    if (person is None) == (party is None):
        raise wrong
    if party is not None:
        if row.case_id is None or party.case_id != row.case_id:
            raise wrong
        return
    if person is None:
        return
    if row.case is not None:
        if _out(row.case, [person.pk], meeting=row.meeting, now=now):
            raise NoGround(fields={"who": NoGround.message})
        return
    held = people.current(timezone.localdate(now)).filter(person=person)
    if not held.filter(Q(school=row.school_id) | Q(school__isnull=True)).exists():
        raise wrong


@transaction.atomic
def remove_guest(*, actor: Actor, item: AgendaItem, guest_id: UUID, now: dt.datetime) -> Concerned:
    """Somebody does not come for this point. Twice is once. Raises NotAllowed, NotThisState."""
    row = ground.locked_item(item.pk)
    actor.require(Right.MANAGE_MEETINGS, school_id=row.school_id)
    before = selectors.day_plan(row.meeting) if row.meeting is not None else None
    call_off(row.guests.filter(pk=guest_id).select_related("person", "party"), meeting=row.meeting, now=now)
    gone, _tables = row.guests.filter(pk=guest_id).delete()
    if gone:
        audit.record(swv_id=row.swv_id, by=actor.by, action="agenda.guest_off", on=row, now=now)
    return ground.concerned(before, row.meeting)


@transaction.atomic
def recheck_guests(*, case_id: UUID, now: dt.datetime) -> int:
    """Consent changed: who has no ground any more does not come for the point; gives how many (way 4 of the house)."""
    rows = AgendaGuest.objects.filter(item__case=case_id, item__state__in=WAITS, person__isnull=False)
    found = list(
        rows.select_related("item__case__school", "item__meeting__school", "item__meeting__organiser", "person")
    )
    if not found:
        return 0
    item = found[0].item
    if item.case is None:
        return 0
    people_ids = [row.person_id for row in found if row.person_id is not None]
    out = _out(item.case, people_ids, meeting=item.meeting, now=now)
    gone = [row for row in found if row.person_id in out]
    call_off(gone, meeting=item.meeting, now=now)
    for row in gone:
        audit.record(swv_id=row.swv_id, by=By.system(), action="agenda.guest_off", on=row.item, now=now)
        row.delete()
    return len(gone)


def _out(case: Case, person_ids: Iterable[UUID], *, meeting: Meeting | None, now: dt.datetime) -> frozenset[UUID]:
    """Who may not come for the point of this pupil; who sits at the SOT anyhow may think along without a name (R55)."""
    asked = set(person_ids)
    there: set[UUID | None] = set()
    if meeting is not None:
        there = set(meetings.present(meeting).values_list("person_id", flat=True))
    members = meetings.without_ground(case=case, kind=MeetingKind.SOT, person_ids=asked & there, now=now)
    without = selectors.no_ground([(case, key) for key in asked - there], now=now)
    return members | frozenset(person_id for _case, person_id in without)
