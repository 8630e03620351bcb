"""The whole picture of a school: every running case with what is late, what waits on whom and what is planned (R33)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Min, OuterRef, Q, Subquery
from django.utils import timezone

from planning.agenda import selectors as agenda
from planning.agenda.rules.states import Stand
from planning.cases import selectors as cases
from planning.cases import voices
from planning.cases.models import Case, CaseState, ConsentRequest, RegieOffer, Task
from planning.cases.rules import ConsentState
from planning.followup.models import Agreement, Evaluation, EvaluationState, Progress
from planning.followup.rules import Standing, school_year_began, standing
from planning.followup.selectors import owner_name
from planning.insight.rules.picture import NEXT, Fact, Place, place_of
from planning.insight.selectors.unfinished import finished_by, written_at_the_table
from planning.meetings import rules as meeting_rules
from planning.meetings import selectors as meetings_of
from planning.meetings.models import Meeting, MeetingState, Participant
from planning.people.access import Actor
from planning.people.models import School
from planning.polls.models import DatePoll, PollAnswer, PollState
from planning.regions.selectors import get_routes
from planning.routes.parts import Step

Facts = dict[UUID, list[Fact]]


@dataclass(frozen=True, slots=True)
class Card:
    """One case in the picture. `facts` are those that put it where it stands."""

    case: Case
    pupil: str
    step: Step
    place: Place
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """All cards by column, and how many there are in each phase of the routes."""

    columns: dict[Place, tuple[Card, ...]]
    phases: dict[str, int]

    @property
    def running(self) -> int:
        """How many cases run, in the phases shown."""
        return sum(len(cards) for place, cards in self.columns.items() if place != Place.CLOSED)


def picture_of(actor: Actor, *, school: School | None = None, phase: str = "", now: dt.datetime) -> Picture:
    """What this person may see, of one school or all. The same queries for one case and for sixty."""
    today = timezone.localdate(now)
    closed_since = Q(state=CaseState.CLOSED, closed_at__date__gte=school_year_began(today))
    rows = cases.visible_cases(actor).filter(Q(state=CaseState.OPEN) | closed_since)
    found = list(rows if school is None else rows.filter(school=school))
    routes = get_routes((case.route, case.route_version) for case in found)
    facts = facts_of([case for case in found if case.state == CaseState.OPEN], now=now)
    columns: dict[Place, list[Card]] = {place: [] for place in Place}
    phases: dict[str, int] = defaultdict(int)
    for case in sorted(found, key=lambda case: case.step):
        step = routes[case.route, case.route_version].step(case.step)
        if case.state == CaseState.OPEN:
            phases[step.phase] += 1
        if phase and step.phase != phase:
            continue
        place, why = where(case, facts)
        columns[place].append(Card(case, f"{case.pupil_name} {case.pupil_initial}.", step, place, why))
    for place, cards in columns.items():
        cards.sort(key=lambda card: (card.facts[0].day, card.case.reference), reverse=place == Place.CLOSED)
    return Picture({place: tuple(cards) for place, cards in columns.items()}, dict(phases))


def where(case: Case, facts: Facts) -> tuple[Place, tuple[Fact, ...]]:
    """The column of a case, and what puts it there; `facts` are those of the open cases."""
    if case.closed_at is not None:
        return Place.CLOSED, (Fact("closed", timezone.localdate(case.closed_at)),)
    return place_of(facts[case.pk])


def facts_of(found: Sequence[Case], *, now: dt.datetime) -> Facts:
    """What is so in each of these open cases; in each at least one thing."""
    facts: Facts = {case.pk: [] for case in found}
    today = timezone.localdate(now)
    ids = list(facts)
    _tasks(facts, ids, today=today)
    _consent(facts, found, now=now)
    _meetings(facts, ids, now=now)
    _points(facts, ids, now=now)
    _agreements(facts, ids, today=today)
    _evaluations(facts, ids, today=today)
    for offer in RegieOffer.objects.filter(case__in=ids, answered_at__isnull=True).select_related("person"):
        facts[offer.case_id].append(Fact("offer", timezone.localdate(offer.asked_at), offer.person.name))
    for case in found:
        if case.aftercare_until is not None:
            over = case.aftercare_until <= today
            facts[case.pk].append(Fact("aftercare_over" if over else "aftercare", case.aftercare_until))
        if not facts[case.pk]:
            lead = case.casusregisseur or case.opened_by
            facts[case.pk].append(Fact(NEXT, timezone.localdate(case.created_at), lead.name))
    return facts


def _tasks(facts: Facts, ids: Collection[UUID], *, today: dt.date) -> None:
    for task in Task.objects.filter(case__in=ids, done_at__isnull=True).select_related("person"):
        late = task.due is not None and task.due < today
        day = task.due if task.due is not None else timezone.localdate(task.created_at)
        facts[task.case_id].append(Fact("task_late" if late else "task", day, task.person.name, task.pk, task.code))


def _consent(facts: Facts, found: Sequence[Case], *, now: dt.datetime) -> None:
    asked = ConsentRequest.objects.filter(case__in=[case.pk for case in found], decisions__isnull=True)
    since = dict(asked.order_by().values_list("case").annotate(first=Min("asked_at")))
    for pk, states in voices.states_of_cases(found, now=now).items():
        if ConsentState.WAITING in states.values():
            facts[pk].append(Fact("consent", timezone.localdate(since.get(pk, now))))


def _meetings(facts: Facts, ids: Collection[UUID], *, now: dt.datetime) -> None:
    unfixed = Q(state=MeetingState.HELD, record__isnull=False, record__fixed_at__isnull=True)
    rows = Meeting.objects.filter(Q(state__in=[MeetingState.DRAFT, MeetingState.PLANNED]) | unfixed, case__in=ids)
    meetings = list(rows.select_related("organiser"))
    polls = {row.meeting_id: row for row in DatePoll.objects.filter(meeting__case__in=ids, state=PollState.OPEN)}
    silent = _silent(polls)
    written = written_at_the_table(row.pk for row in meetings)
    for row in meetings:
        if row.case_id is None:
            continue
        if row.pk in polls:
            who = ", ".join(silent[row.pk]) or row.organiser.name
            fact = Fact("poll", timezone.localdate(polls[row.pk].created_at), who, polls[row.pk].pk)
        elif row.start is None:
            fact = Fact("undated", timezone.localdate(row.created_at), row.organiser.name, row.pk)
        elif row.state == MeetingState.HELD or (row.pk in written and _is_over(row, now)):
            by = finished_by(row.start)
            kind = "record_late" if by < timezone.localdate(now) else "record"
            fact = Fact(kind, by, row.organiser.name, row.pk)
        elif _is_over(row, now):
            fact = Fact("unconfirmed", timezone.localdate(row.start), row.organiser.name, row.pk)
        else:
            fact = Fact("meeting", timezone.localdate(row.start), str(row.get_kind_display()), row.pk)
        facts[row.case_id].append(fact)


def _is_over(row: Meeting, now: dt.datetime) -> bool:
    return row.start is not None and meeting_rules.has_ended(start=row.start, minutes=row.minutes, now=now)


def _points(facts: Facts, ids: Collection[UUID], *, now: dt.datetime) -> None:
    """Who is on the agenda of a SOT to come is planned; who is not, waits for one. One query."""
    for pk, point in agenda.waiting_of(ids, now=now).items():
        on = point.sot.start if point.stand == Stand.ON and point.sot is not None else None
        facts[pk].append(Fact(f"point_{point.stand}", timezone.localdate(on or point.since), about=point.item.pk))


def _silent(polls: Collection[UUID]) -> dict[UUID, list[str]]:
    """By meeting, who must still say when they can. Two queries."""
    seats = Participant.objects.filter(meeting__in=list(polls), removed_at__isnull=True)
    seats = seats.select_related("person", "party")
    said = set(PollAnswer.objects.filter(participant__meeting__in=list(polls)).values_list("participant_id", flat=True))
    found: dict[UUID, list[str]] = defaultdict(list)
    for seat in seats:
        if seat.pk not in said:
            found[seat.meeting_id].append(meetings_of.name_of(seat))
    return found


def _agreements(facts: Facts, ids: Collection[UUID], *, today: dt.date) -> None:
    newest = Progress.objects.filter(agreement=OuterRef("pk")).order_by("-at").values("state")[:1]
    rows = Agreement.objects.filter(case__in=ids, withdrawn_at__isnull=True).annotate(newest=Subquery(newest))
    for row in rows.select_related("owner__person", "owner__party"):
        stands = standing(state=row.newest or "open", due=row.due, today=today)
        if row.case_id is not None and stands in {Standing.LATE, Standing.STUCK}:
            facts[row.case_id].append(Fact(f"agreement_{stands}", row.due, owner_name(row.who), row.pk))


def _evaluations(facts: Facts, ids: Collection[UUID], *, today: dt.date) -> None:
    waiting = [EvaluationState.PLANNED, EvaluationState.PROPOSED]
    rows = Evaluation.objects.filter(case__in=ids, state__in=waiting)
    for row in rows:
        kind = "evaluation_late" if row.on < today else "evaluation"
        facts[row.case_id].append(Fact(kind, row.on, about=row.pk))
