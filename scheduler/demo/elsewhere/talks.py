"""The rows of the meetings: SOTs with their points, HIAs and MDOs with what was agreed, and evaluations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from planning.agenda.models import AgendaItem, ItemKind
from planning.agenda.rules.states import State
from planning.cases.models import CasusregisseurTerm, Domain, Regie, RegieBasis, Task
from planning.cases.services import TELL_FAMILY
from planning.followup.models import (
    Agreement,
    Evaluation,
    EvaluationState,
    Fits,
    Goal,
    GoalResult,
    Outcome,
    Progress,
    ProgressState,
    Reached,
)
from planning.followup.rules import CHOOSE_BEFORE
from planning.meetings.models import (
    Hold,
    InvitedBy,
    Meeting,
    MeetingKind,
    MeetingState,
    Participant,
    PartStat,
    Reply,
    Via,
)
from planning.minutes.models import Decision, DecisionKind, DecisionOutcome, Record
from planning.people.models import Person
from planning.people.roles import Role
from scheduler.demo.elsewhere import case as cases
from scheduler.demo.elsewhere.case import Told
from scheduler.demo.elsewhere.ledger import Ledger, Team
from scheduler.demo.elsewhere.tales import Discussed, Helped, Look, Promise

DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)
OVER = 3 * HOUR  # so long after it began a meeting is over, and written down
POINT, SOT, TALK = 20, 120, 60  # minutes
HAND_IN = 8 * DAY  # before the SOT
QUIET = 14 * DAY  # for so long the house asks nobody who comes to an evaluation: that was seen to
INVITED = 5 * DAY  # ago, to what is still to come
WORDS = {
    "lead": "Elke ochtend samen de dag doornemen.",
    "expert": "Twee keer meekijken in de klas en vertellen wat helpt.",
    "guardian": "Thuis een vast moment voor het huiswerk.",
}
GOAL = "Begint zelf aan een taak en werkt tien minuten door."
METHOD = "kort overleg met dezelfde mensen"
Seats = dict[str, Participant]


def been(ledger: Ledger, start: dt.datetime) -> bool:
    """Whether a meeting is over by now."""
    return start + OVER <= ledger.now


def sot(ledger: Ledger, team: Team, start: dt.datetime) -> Meeting:
    """One that was held last year."""
    meeting = _meeting(ledger, team, kind=MeetingKind.SOT, start=start, minutes=SOT)
    _seat(ledger, meeting, team.at_the_sot())
    return meeting


def put_on_agenda(told: Told, said: Discussed, whole: Meeting, *, order: int) -> AgendaItem:
    """The pupil's point of a SOT, discussed or still to come."""
    handed_in = max(said.answered + 2 * HOUR, said.sot - HAND_IN)
    ready = handed_in <= told.ledger.now
    return told.row(
        AgendaItem,
        school=told.team.school,
        meeting=whole,
        kind=ItemKind.PUPIL,
        minutes=POINT,
        order=order,
        state=State.PLANNED.value,
        proposed_by=told.team.lead,
        proposed_at=said.answered + HOUR,
        help_question="Wat helpt om zelfstandig aan een taak te beginnen?",
        tried=cases.TRIED,
        handed_in_at=handed_in if ready else None,
        handed_in_by=told.team.lead if ready else None,
    )


def discussed(told: Told, said: Discussed, item: AgendaItem) -> None:
    """It was the pupil's turn: a part of the SOT with its record, and whether a HIA or MDO follows (R105)."""
    ledger, team, start = told.ledger, told.team, said.sot + item.order * POINT * MINUTE
    part = _meeting(ledger, team, told, kind=MeetingKind.SOT, start=start, minutes=POINT, part_of=item.meeting)
    _seat(ledger, part, team.at_the_sot(), told if team.school.sector == "PO" else None)
    item.state, item.part = State.DISCUSSED.value, part
    record, end = _record(told, part, start), said.sot + 2 * HOUR
    if said.helped is not None:
        _decided(told, record, DecisionKind.TALK, DecisionOutcome.YES, at=end)
        cases.moved(told, end, to=4, outcome="mdo" if team.school.sector == "VO" else "hia")
        return
    _decided(told, record, DecisionKind.TALK, DecisionOutcome.NO, at=end)
    cases.moved(told, end, to=None, outcome="advice")
    heard, due = said.told <= ledger.now, said.sot.date() + 7 * DAY
    done_at = said.told if heard else None
    task = told.row(Task, person=team.lead, code=TELL_FAMILY, object_key=str(part.pk), due=due, done_at=done_at)
    ledger.since[task.pk] = end
    if heard:
        cases.heard_the_advice(told, said.told)


def helped(told: Told, help_: Helped) -> None:
    """The HIA or MDO: still ahead, or with its casusregisseur, agreements and evaluations."""
    ledger, team, met = told.ledger, told.team, help_.met
    kind = MeetingKind.MDO if team.school.sector == "VO" else MeetingKind.HIA
    if not been(ledger, met):
        _ahead(told, kind, met)
        return
    meeting = _meeting(ledger, team, told, kind=kind, start=met)
    seats = _seat(ledger, meeting, _at_the_table(team), told)
    _leads(told, met)
    record = _record(told, meeting, met)
    goal = told.row(Goal, meeting=meeting, what=GOAL, set_by=team.lead, set_at=met + 30 * MINUTE)
    if help_.mandated:
        mandate = {"mandated_by": team.expert, "role": team.expert_role}
        _decided(told, record, DecisionKind.MANDATE, DecisionOutcome.YES, at=met + HOUR, **mandate)
    else:
        _decided(told, record, DecisionKind.ARRANGEMENT, DecisionOutcome.SWV, at=met + HOUR)
    for promise in help_.promises:
        _promised(told, goal, seats, promise)
    cases.moved(told, met + HOUR, to=5, outcome="arrangement")
    before: Meeting | None = meeting
    for look in help_.looks:
        before = _looked_at(told, before, goal, look) if before is not None else None


def _promised(told: Told, goal: Goal, seats: Seats, promise: Promise) -> None:
    role = {"lead": told.team.lead_role, "expert": told.team.expert_role}.get(promise.owner, promise.owner)
    agreement = told.row(
        Agreement,
        meeting=goal.meeting,
        owner=seats[role],
        what=WORDS[promise.owner],
        due=promise.due,
        for_goal=goal,
        goal=GOAL,
        recorded_by=told.team.lead,
    )
    for state, at in ((ProgressState.STARTED, promise.begun), (ProgressState.DONE, promise.done)):
        if at <= told.ledger.now:
            by, swv = str(seats[role].pk), told.ledger.swv
            told.ledger.add(Progress(swv=swv, agreement=agreement, state=state, at=at, reported_by=by))


def _looked_at(told: Told, meeting: Meeting, goal: Goal, look: Look) -> Meeting | None:
    """The evaluation of what a meeting agreed; gives the one at which it was held, None when that is to come."""
    ledger, team = told.ledger, told.team
    evaluation = told.row(Evaluation, meeting=meeting, on=look.on, method=METHOD)
    if not been(ledger, look.held):
        if ledger.now.date() >= ledger.days.until(look.on - CHOOSE_BEFORE) - QUIET:
            chosen = max(meeting.start or ledger.now, ledger.now - INVITED)
            evaluation.asked_at, evaluation.chosen_at, evaluation.chosen_by = chosen, chosen, team.lead
            evaluation.state = EvaluationState.PROPOSED
            evaluation.next_meeting = _ahead(told, MeetingKind.EVALUATION, look.held, follows=meeting)
        return None
    held = _meeting(ledger, team, told, kind=MeetingKind.EVALUATION, start=look.held, follows=meeting)
    _seat(ledger, held, _at_the_table(team), told)
    end = look.held + HOUR
    evaluation.state, evaluation.next_meeting, evaluation.decided_at = EvaluationState.HELD, held, end
    evaluation.outcome = Outcome.CONTINUE if look.goes_on else Outcome.CLOSE
    evaluation.needs_fit = evaluation.goals_fit = evaluation.support_fit = Fits.YES
    reached = Reached.PARTLY if look.goes_on else Reached.YES
    ledger.add(GoalResult(swv=ledger.swv, evaluation=evaluation, goal=goal, reached=reached))
    ledger.noted(team.lead, "evaluation.decide", evaluation, end, outcome=evaluation.outcome)
    cases.moved(told, look.held, to=6, outcome="evaluate")
    cases.moved(told, end, to=5 if look.goes_on else 7, outcome="continue" if look.goes_on else "finish")
    return held


def _at_the_table(team: Team) -> list[tuple[Person, Role, bool]]:
    wanted = (team.lead_role, team.expert_role, Role.JP, Role.TEACHER)
    return [(team.people[role], role, True) for role in wanted if role in team.people]


def _leads(told: Told, at: dt.datetime) -> None:
    """The casusregisseur first (R19), and with that regie over the whole."""
    case, by, domain = told.case, told.team.lead, Domain.EDUCATION
    case.casusregisseur, case.leading_domain, case.casusregisseur_since = by, domain, at
    told.row(
        CasusregisseurTerm,
        person=by,
        leading_domain=domain,
        by_rule=True,
        since=at,
        appointed_by=by,
        met_on=at.date(),
    )
    basis = RegieBasis.MEETING
    told.regie = told.row(Regie, person=by, role=told.team.lead_role, since=at, basis=basis, decided_by=by)


def _meeting(
    ledger: Ledger,
    team: Team,
    told: Told | None = None,
    *,
    start: dt.datetime,
    minutes: int = TALK,
    state: MeetingState = MeetingState.HELD,
    **more: Any,
) -> Meeting:
    meeting = ledger.add(
        Meeting(
            swv=ledger.swv,
            reference=ledger.code(4),
            school=team.school,
            case=told.case if told is not None else None,
            organiser=team.lead,
            minutes=minutes,
            start=start,
            location=f"{team.school.name}, {team.school.street}, {team.school.town}",
            state=state,
            uid=f"{uuid4()}@aantafel.example",
            **more,
        )
    )
    if state == MeetingState.HELD and meeting.part_of is None:
        ledger.noted(team.lead, "meeting.held", meeting, start + OVER)
    return meeting


def _seat(
    ledger: Ledger, meeting: Meeting, people: Iterable[tuple[Person, Role, bool]], told: Told | None = None
) -> Seats:
    """Everybody at it, by role; of a case the parent too."""
    seats: Seats = {
        role: ledger.add(Participant(swv=ledger.swv, meeting=meeting, person=person, role=role, required=required))
        for person, role, required in people
    }
    if told is not None:
        seats["guardian"] = ledger.add(Participant(swv=ledger.swv, meeting=meeting, party=told.guardian))
    return seats


def _ahead(told: Told, kind: MeetingKind, wanted: dt.datetime, *, follows: Meeting | None = None) -> Meeting:
    """One that has a date and is still to come: everybody's hour is taken, and all but one said that they come."""
    ledger, people = told.ledger, _at_the_table(told.team)
    persons = [person for person, _role, _must in people]
    start = ledger.free(persons, wanted if wanted > ledger.now else wanted + DAY, TALK)
    invited = ledger.now - INVITED
    planned = MeetingState.PLANNED
    meeting = _meeting(
        ledger, told.team, told, kind=kind, start=start, state=planned, follows=follows, revised_at=invited
    )
    end = start + TALK * MINUTE
    for person in persons:
        ledger.add(Hold(swv=ledger.swv, person=person, meeting=meeting, start=start, end=end, firm=True))
        ledger.busy[person.pk].append((start, end))
    for number, seat in enumerate(_seat(ledger, meeting, people, told).values()):
        seat.invited_by = InvitedBy.MAIL if seat.person is not None else ""
        if number != 1:
            comes(ledger, seat, at=invited + number * 7 * HOUR)
    return meeting


def comes(ledger: Ledger, seat: Participant, *, at: dt.datetime, sequence: int = 0) -> None:
    """Somebody said yes to the invitation."""
    yes, via = PartStat.ACCEPTED, Via.LINK
    ledger.add(Reply(swv=ledger.swv, participant=seat, partstat=yes, sequence=sequence, at=at, said_at=at, via=via))


def _record(told: Told, meeting: Meeting, start: dt.datetime) -> Record:
    lead, fixed = told.team.lead, start + 2 * HOUR
    told.ledger.noted(lead, "record.fix", meeting, fixed)
    return told.row(Record, meeting=meeting, begun_by=lead, begun_at=start, fixed_by=lead, fixed_at=fixed)


def _decided(
    told: Told, record: Record, kind: DecisionKind, outcome: DecisionOutcome, *, at: dt.datetime, **more: Any
) -> None:
    words, lead = "Hulp in de klas, twee uur in de week." if kind != DecisionKind.TALK else None, told.team.lead
    decision = Decision(record=record, kind=kind, outcome=outcome, words=words, recorded_by=lead, at=at, **more)
    decision.swv = told.ledger.swv
    told.ledger.add(decision)
