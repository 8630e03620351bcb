"""What waits for a SOT at each school, one point at one look, and whom and what one can choose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from planning.agenda.models import AgendaItem, AgendaSettings
from planning.agenda.rules import states
from planning.agenda.selectors.day import coming, coming_sots, day_plan, days_before, has_agenda, with_people
from planning.agenda.selectors.labels import admitted_items, cannot_come
from planning.agenda.selectors.page import ItemLine, line_of, sot_of
from planning.agenda.selectors.talking import may_talk_about
from planning.agenda.selectors.telling import no_ground
from planning.cases import gate
from planning.cases.models import Case, CaseState
from planning.dossier import selectors as dossier
from planning.dossier.selectors.observations import ReportBack
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, MeetingState
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import School
from planning.people.roles import short_name

LONGEST_MEETING = dt.timedelta(hours=8)
MOST_SOTS = 12


@dataclass(frozen=True, slots=True)
class SchoolBacklog:
    """What waits at one school for a SOT, and its SOTs to come."""

    school: School
    lines: tuple[ItemLine, ...]
    sots: tuple[Meeting, ...]
    days: int
    may_make: bool


def backlog(actor: Actor, *, now: dt.datetime) -> list[SchoolBacklog]:
    """Per school what waits: all of it for who makes the agenda, else the own proposals.

    A point of a SOT that was called off, or went by without it, waits too. Only schools that have a SOT to come or
    something that waits, for who proposes in the whole SWV.
    """
    schools = actor.schools_with(Right.PROPOSE_AGENDA)
    everywhere = School.objects.all() if schools is None else School.objects.filter(pk__in=schools)
    found = {row.pk: row for row in everywhere.order_by("name")}
    rows = [
        row
        for row in with_people(_waiting(now).filter(school__in=found)).order_by("proposed_at", "pk")
        if row.proposed_by_id == actor.person_id or actor.may(Right.MANAGE_MEETINGS, school_id=row.school_id)
    ]
    seen = admitted_items(actor, rows, now=now)
    lines = [line_of(row, None, actor=actor, admitted=row.pk in seen, by=None, now=now) for row in rows]
    sots = _sots(found, now=now)
    days = _days(found)
    made = [
        SchoolBacklog(
            school=school,
            lines=tuple(line for line in lines if line.item.school_id == key),
            sots=tuple(sots.get(key, ())),
            days=days.get(key, days.get(None, states.DAYS_BEFORE)),
            may_make=actor.may(Right.MANAGE_MEETINGS, school_id=key),
        )
        for key, school in found.items()
    ]
    return made if schools is not None else [row for row in made if row.lines or row.sots]


def _waiting(now: dt.datetime) -> QuerySet[AgendaItem]:
    nowhere = (
        Q(meeting__isnull=True) | Q(meeting__state=MeetingState.CANCELLED) | Q(meeting__start__lt=now - LONGEST_MEETING)
    )
    return AgendaItem.objects.filter(nowhere, state__in=states.WAITS)


def _sots(schools: Iterable[UUID], *, now: dt.datetime) -> dict[UUID, list[Meeting]]:
    found: dict[UUID, list[Meeting]] = {}
    for row in coming(now).filter(school__in=list(schools)).order_by("start"):
        found.setdefault(row.school_id, []).append(row)
    return {key: rows[:MOST_SOTS] for key, rows in found.items()}


def _days(schools: Iterable[UUID]) -> dict[UUID | None, int]:
    rows = AgendaSettings.objects.filter(Q(school__in=list(schools)) | Q(school__isnull=True))
    return {row.school_id: row.days_before for row in rows}


def to_look_back_on(*, today: dt.date) -> list[AgendaItem]:
    """The points whose day to look back is there and that did not come back yet. One query."""
    rows = AgendaItem.objects.filter(state=states.State.DISCUSSED, look_back_on__lte=today, followed_by__isnull=True)
    return list(rows.order_by("look_back_on", "pk"))


def item_of(actor: Actor, item_id: UUID) -> AgendaItem | None:
    """A point that this person may see: who makes the agenda, who proposed it, or who may see its SOT.

    What it says is for eyes with a ground still: see `item_page`.
    """
    row = with_people(AgendaItem.objects.filter(pk=item_id).select_related("follows", "followed_by")).first()
    if row is None:
        return None
    if actor.may(Right.MANAGE_MEETINGS, school_id=row.school_id) or row.proposed_by_id == actor.person_id:
        return row
    if row.meeting_id is None or row.state not in states.TAKES_TIME:
        return None
    return row if sot_of(actor, row.meeting_id) is not None else None


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One point: what it says only when `line.admitted`."""

    line: ItemLine
    hand_in_by: dt.date | None
    help_question: str
    tried: str
    consent: bool  # the pupil may be named in the SOT
    groeidocument: bool
    reports: tuple[ReportBack, ...]  # observations that are reported back (R93, R94)
    sots: tuple[Meeting, ...]  # where it can be put
    may_make: bool
    may_hand_in: bool
    may_carry: bool
    may_discuss: bool


def item_page(item: AgendaItem, *, actor: Actor, now: dt.datetime) -> ItemPage:
    """The page of a point that the caller may see."""
    seen = item.pk in admitted_items(actor, [item], now=now)
    meeting = item.meeting if item.meeting is not None and has_agenda(item.meeting) else None
    on = meeting is not None and item.state in states.TAKES_TIME
    plan = day_plan(meeting) if meeting is not None and on else None
    by = None
    if meeting is not None and meeting.start is not None:
        by = states.hand_in_by(timezone.localdate(meeting.start), days=days_before(item.school))
    cannot = cannot_come(meeting) if meeting is not None and on else ()
    talks = meeting is not None and item.pk in may_talk_about(actor, meeting, [item], now=now)
    line = line_of(item, plan, actor=actor, admitted=seen, by=by, now=now, cannot=cannot, talks=talks)
    makes = actor.may(Right.MANAGE_MEETINGS, school_id=item.school_id) and states.may_change(item.state)
    case = item.case if seen else None
    waits = not on or (meeting is not None and meeting.start is not None and meeting.start + LONGEST_MEETING < now)
    return ItemPage(
        line=line,
        hand_in_by=by,
        help_question=str(item.help_question or "") if seen else "",
        tried=str(item.tried or "") if seen else "",
        consent=case is not None and gate.may_name_pupil(case, now=now),
        groeidocument=case is not None and dossier.has_groeidocument(case),
        reports=dossier.items_for_sot(case) if case is not None else (),
        sots=tuple(coming_sots(item.school, now=now)) if makes and waits else (),
        may_make=makes,
        may_hand_in=seen and line.may_own,
        may_carry=makes and on,
        may_discuss=makes and on and meeting is not None and meeting.start is not None and meeting.start <= now,
    )


def pupils_for(actor: Actor, school: School, *, now: dt.datetime) -> list[Case]:
    """The pupils this person can propose: an open case with a ground, that waits for no SOT yet.

    By name: who proposes has a ground. Ten queries for any number.
    """
    rows = list(Case.objects.filter(school=school, state=CaseState.OPEN).select_related("school"))
    waits = AgendaItem.objects.filter(case__in=[row.pk for row in rows], state__in=states.WAITS)
    taken = set(waits.values_list("case_id", flat=True))
    left = [row for row in rows if row.pk not in taken]
    seen = gate.admitted_cases(person_id=actor.person_id, cases=left, now=now)
    return sorted((row for row in left if row.pk in seen), key=lambda row: str(row.pupil_name).casefold())


def guest_choices(item: AgendaItem, *, now: dt.datetime) -> tuple[list[meetings.SeatChoice], list[meetings.SeatChoice]]:
    """Who can come for this point, and who cannot for want of consent; who comes already is left out."""
    there = {f"person:{row.person_id}" if row.person_id else f"party:{row.party_id}" for row in item.guests.all()}
    if item.case is not None:
        choices = meetings.seat_choices(item.case, kind="SOT", now=now)
        case, members = item.case, _members(item)
        asked = [(case, row.person.pk) for row in choices if row.person is not None and row.person.pk not in members]
        out = no_ground(asked, now=now)
        found = [
            replace(row, blocked=row.blocked or (row.person is not None and (case.pk, row.person.pk) in out))
            for row in choices
        ]
    else:
        found = _colleagues(item.school, now=now)
    left = [row for row in found if row.key not in there]
    return [row for row in left if not row.blocked], [row for row in left if row.blocked]


def _members(item: AgendaItem) -> frozenset[UUID]:
    """Who sits at the SOT of this point the whole time."""
    if item.meeting is None:
        return frozenset()
    return frozenset(row.person_id for row in meetings.present(item.meeting) if row.person_id is not None)


def _colleagues(school: School, *, now: dt.datetime) -> list[meetings.SeatChoice]:
    found: dict[UUID, meetings.SeatChoice] = {}
    for row in people.people_of_school(school, on=timezone.localdate(now)):
        found.setdefault(
            row.person_id,
            meetings.SeatChoice(
                key=f"person:{row.person_id}",
                name=row.person.name,
                role=row.role,
                role_name=short_name(row.role),
                wanted=False,
                required=False,
                blocked=False,
                person=row.person,
            ),
        )
    return list(found.values())
