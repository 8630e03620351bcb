"""A case at one look: what waits for whom since when, what comes next, and what happened, from all rooms below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from planning.agenda import selectors as agenda
from planning.agenda.rules.states import Stand
from planning.agenda.selectors import AtSot
from planning.cases import gate
from planning.cases import selectors as cases
from planning.cases.models import (
    Case,
    CaseState,
    CasusregisseurTerm,
    ConsentDecision,
    Party,
    Regie,
    Scaling,
    StepMove,
    Task,
)
from planning.cases.rules import ConsentState
from planning.cases.voices import SOT
from planning.followup import rules
from planning.followup.models import Evaluation, EvaluationState
from planning.followup.rules import Standing, Todo
from planning.followup.selectors import AgreementRow, agreements_of_case
from planning.meetings import selectors as meetings_of
from planning.meetings.models import Meeting, MeetingKind, MeetingState, Participant
from planning.people.access import Actor, Right
from planning.people.models import AuditEvent
from planning.polls.models import DatePoll, PollAnswer, PollState
from planning.regions.selectors import get_route
from planning.routes.engine import Route
from planning.routes.parts import MeetingType, Step


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that waits: `kind` says what (the page has the words), for whom, since when, and about which row."""

    kind: str
    who: str
    since: dt.datetime
    about: UUID
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """One thing with a date ahead. `day` in Amsterdam; `start` when it has a time."""

    kind: str
    day: dt.date
    about: UUID
    start: dt.datetime | None = None
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """One dated act. No free text: what was said stands where it belongs (P6)."""

    at: dt.datetime
    kind: str
    who: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """The page Overzicht."""

    route: Route
    step: Step
    following: tuple[Step, ...]
    round: int
    lead: cases.Lead
    lead_roles: tuple[str, ...]
    escalation: Scaling | None
    todo: Todo
    meeting_type: MeetingType | None
    tasks: tuple[Task, ...]
    waits: tuple[Wait, ...]
    coming: tuple[Coming, ...]
    happened: tuple[Happened, ...]
    meetings: tuple[Meeting, ...]
    agreements: tuple[AgreementRow, ...]
    named: bool
    at_sot: AtSot
    may_begin: bool  # what is next, where that is proposing for a SOT or planning a meeting: not every lead may


def look_at(case: Case, *, actor: Actor, now: dt.datetime) -> Look:
    """Everything Overzicht shows, in a fixed number of queries. The caller has checked that the viewer may see it."""
    route = get_route(case.route, case.route_version)
    step = route.step(case.step)
    meetings = list(Meeting.objects.filter(case=case).select_related("school", "organiser").order_by("-created_at"))
    evaluations = list(Evaluation.objects.filter(case=case).order_by("on"))
    agreements = agreements_of_case(case.pk, today=timezone.localdate(now))
    tasks = list(case.tasks.filter(done_at__isnull=True).select_related("person").order_by("created_at"))
    lead = cases.lead_of(case, step)
    states = gate.consent_states(case, now=now)
    guardians = list(cases.guardians_of(case))
    kind = next((row for row in route.meetings if row.step <= case.step <= max(row.until, row.step)), None)
    sot = agenda.at_sot(case, actor=actor, now=now)
    waits = [
        *_consents(case, guardians=guardians, now=now),
        *_polls(meetings),
        *_replies(meetings, now=now),
        *_agreements(agreements, told={task.object_key for task in tasks}),
        *_offer(lead),
        *_point(sot),
    ]
    facts = rules.Facts(
        closed=case.state == CaseState.CLOSED,
        aftercare_over=case.aftercare_until is not None and case.aftercare_until <= timezone.localdate(now),
        own_tasks=sum(task.person_id == actor.person_id for task in tasks),
        offered=lead.offer is not None and lead.offer.person_id == actor.person_id,
        consent_asked=states.get(SOT, ConsentState.NOT_ASKED) != ConsentState.NOT_ASKED,
        consent_needed=any(row.consent for row in route.meetings if row.step >= case.step),
        contact_needed="casusregisseur" in step.regie and case.casusregisseur_id is None,
        lead_fits=lead.fits,
        to_confirm=any(_over(meeting, now=now) for meeting in meetings),
        undated=any(meeting.state == MeetingState.DRAFT for meeting in meetings),
        polling=any(wait.kind == "poll" for wait in waits),
        planned=any(_ahead(meeting, now=now) for meeting in meetings) or _on(sot),
        meeting_here=kind is not None,
        held_here=_held_here(meetings, kind, since=_round_began(case), spoken_of=sot.spoken_of),
        decide=any(_undecided(row, meetings=meetings) for row in evaluations),
        waits=bool(waits),
        missed=sot.may_tell,
        to_put_on=sot.may_put_on,
        to_hand_in=sot.may_hand_in,
        at_sot=kind is not None and kind.kind == MeetingKind.SOT and sot.together,
    )
    todo = rules.first_thing(facts)
    return Look(
        route=route,
        step=step,
        following=tuple(dict.fromkeys(route.step(way.to) for way in step.outcomes if isinstance(way.to, int))),
        round=cases.round_of(case),
        lead=lead,
        lead_roles=tuple(cases.role_names(route, lead.roles)),
        escalation=cases.open_escalation(case),
        todo=todo,
        meeting_type=kind,
        tasks=tuple(tasks),
        waits=tuple(sorted(waits, key=lambda wait: wait.since)),
        coming=tuple(sorted(_coming(case, meetings, evaluations, sot, now=now), key=lambda row: row.day)),
        happened=tuple(sorted(_happened(case, meetings, evaluations), key=lambda row: row.at, reverse=True)),
        meetings=tuple(meetings),
        agreements=tuple(agreements),
        named=states.get(SOT) == ConsentState.GRANTED,
        at_sot=sot,
        may_begin=_may_begin(todo, case, actor=actor, now=now),
    )


def _may_begin(todo: Todo, case: Case, *, actor: Actor, now: dt.datetime) -> bool:
    if todo == Todo.PROPOSE:
        return agenda.may_propose(case, actor=actor, now=now)
    return todo == Todo.PLAN and actor.may(Right.MANAGE_MEETINGS, school_id=case.school_id)


def _consents(case: Case, *, guardians: Sequence[Party], now: dt.datetime) -> list[Wait]:
    rows = cases.consent_rows(case, guardians=guardians, now=now)
    return [
        Wait("consent", str(row.guardian.name), row.since, row.guardian.pk, phone=str(row.guardian.phone or ""))
        for row in cases.waiting_for(rows, guardians)
    ]


def _polls(meetings: Sequence[Meeting]) -> list[Wait]:
    """Who must still say when they can. Three queries."""
    polls = {row.meeting_id: row for row in DatePoll.objects.filter(meeting__in=meetings, state=PollState.OPEN)}
    seated = _seated(polls)
    said = set(
        PollAnswer.objects.filter(participant__in=seated).values_list("participant_id", flat=True)
    )  # fmt: skip
    return [
        Wait("poll", meetings_of.name_of(row), polls[row.meeting_id].created_at, polls[row.meeting_id].pk)
        for row in seated
        if row.pk not in said
    ]


def _replies(meetings: Sequence[Meeting], *, now: dt.datetime) -> list[Wait]:
    """Who has not said whether they come, or cannot while they must. Two queries."""
    ahead = {meeting.pk: meeting for meeting in meetings if _ahead(meeting, now=now)}
    seated = _seated(ahead)
    said = meetings_of.answers_of(seated, meetings=ahead)
    found = []
    for row in seated:
        meeting, partstat = ahead[row.meeting_id], said[row.pk].partstat
        kind = {"NEEDS-ACTION": "reply", "DECLINED": "declined"}.get(partstat)
        if kind == "reply" or (kind == "declined" and row.required):
            since = said[row.pk].said_at if kind == "declined" else meeting.revised_at or meeting.created_at
            found.append(Wait(kind, meetings_of.name_of(row), since, meeting.pk))
    return found


def _seated(meeting_ids: Iterable[UUID]) -> list[Participant]:
    rows = Participant.objects.filter(meeting__in=list(meeting_ids), removed_at__isnull=True)
    return list(rows.select_related("person", "party"))


def _agreements(rows: Sequence[AgreementRow], *, told: Collection[str]) -> list[Wait]:
    """What is late or stuck, but not twice: somebody has a task about what is in `told`."""
    late = [row for row in rows if row.standing in {Standing.LATE, Standing.STUCK}]
    late = [row for row in late if str(row.agreement.pk) not in told]
    return [
        Wait(
            f"agreement_{row.standing}",
            row.owner,
            timezone.make_aware(dt.datetime.combine(row.agreement.due, dt.time())),
            row.agreement.pk,
        )
        for row in late
    ]


def _offer(lead: cases.Lead) -> list[Wait]:
    if lead.offer is None:
        return []
    return [Wait("regie_offer", lead.offer.person.name, lead.offer.asked_at, lead.offer.pk)]


def _point(sot: AtSot) -> list[Wait]:
    """The pupil waits for a SOT. One that stands on an agenda comes, and waits for nothing."""
    if sot.point is None or sot.point.stand == Stand.ON:
        return []
    return [Wait(f"point_{sot.point.stand}", "", sot.point.since, sot.point.item.pk)]


def _on(sot: AtSot) -> bool:
    return sot.point is not None and sot.point.stand == Stand.ON


def _ahead(meeting: Meeting, *, now: dt.datetime) -> bool:
    return meeting.state == MeetingState.PLANNED and meeting.end is not None and meeting.end > now


def _over(meeting: Meeting, *, now: dt.datetime) -> bool:
    return meeting.state == MeetingState.PLANNED and meeting.end is not None and meeting.end <= now


def _round_began(case: Case) -> dt.datetime | None:
    """When the case went back for the round it is in; None in the first. One query."""
    rows = StepMove.objects.filter(case=case, round__gt=1).order_by("-round", "number")
    return rows.values_list("at", flat=True).first()


def _held_here(
    meetings: Sequence[Meeting],
    kind: MeetingType | None,
    *,
    since: dt.datetime | None,
    spoken_of: Sequence[dt.datetime] = (),
) -> bool:
    """Whether the meeting of this step was held, in this round: of a round before it counts no more (R132).

    A SOT about several pupils was, once this pupil was spoken of there: by its part, which is a meeting about the case,
    or without a record, by the point (`spoken_of`: when those SOTs began).
    """
    if kind is None:
        return False
    held = [row.start for row in meetings if row.kind == kind.kind and row.state == MeetingState.HELD]
    held += spoken_of if kind.kind == MeetingKind.SOT else ()
    return any(since is None or (start is not None and start >= since) for start in held)


def _undecided(row: Evaluation, *, meetings: Sequence[Meeting]) -> bool:
    held = {meeting.pk for meeting in meetings if meeting.state == MeetingState.HELD}
    return row.state == EvaluationState.PROPOSED and row.next_meeting_id in held


def _coming(
    case: Case, meetings: Sequence[Meeting], evaluations: Sequence[Evaluation], sot: AtSot, *, now: dt.datetime
) -> list[Coming]:
    found = [
        Coming("meeting", timezone.localdate(meeting.start), meeting.pk, start=meeting.start, meeting=meeting)
        for meeting in meetings
        if _ahead(meeting, now=now) and meeting.start is not None
    ]
    if sot.point is not None and sot.point.sot is not None and sot.point.sot.start is not None and _on(sot):
        day = timezone.localdate(sot.point.sot.start)
        found.append(Coming("point", day, sot.point.item.pk, start=sot.start))
    waiting = {EvaluationState.PLANNED, EvaluationState.PROPOSED}
    found += [Coming("evaluation", row.on, row.pk) for row in evaluations if row.state in waiting]
    if case.aftercare_until is not None:
        found.append(Coming("aftercare", case.aftercare_until, case.pk))
    return found


def _happened(case: Case, meetings: Sequence[Meeting], evaluations: Sequence[Evaluation]) -> list[Happened]:
    """The dated acts of a case. Five queries."""
    found = [Happened(case.created_at, "opened", case.opened_by.name)]
    decisions = ConsentDecision.objects.filter(case=case).select_related("request__giver")
    found += [Happened(row.at, f"consent_{row.answer}", str(row.request.giver.name)) for row in decisions]
    found += [
        Happened(row.since, f"regie_{row.basis}", row.person.name, row.get_kind_display())
        for row in Regie.objects.filter(case=case).select_related("person")
    ]
    found += [
        Happened(row.since, "casusregisseur", row.person.name)
        for row in CasusregisseurTerm.objects.filter(case=case).select_related("person")
    ]
    for row in cases.scalings(case):
        found.append(Happened(row.at, f"scale_{row.kind}", row.by.name))
        if row.ended_at is not None:
            found.append(Happened(row.ended_at, "escalation_over"))
    acts = AuditEvent.objects.filter(
        Q(object_id=str(case.pk), action__in=STEPS)
        | Q(object_id__in=[str(row.pk) for row in meetings], action__in=HELD)
    )
    kinds = {str(row.pk): str(row.get_kind_display()) for row in meetings}
    found += [Happened(row.at, row.action, detail=kinds.get(row.object_id, _after(row))) for row in acts]
    decided = {str(row.pk): str(row.get_outcome_display()) for row in evaluations if row.outcome}
    rows = AuditEvent.objects.filter(object_id__in=list(decided), action="evaluation.decide")
    found += [Happened(row.at, row.action, detail=decided[row.object_id]) for row in rows]
    return found


STEPS = ("case.step", "case.aftercare", "case.goes_on", "case.close", "case.party", "case.guardian")
HELD = ("meeting.fix", "meeting.held", "meeting.cancel", "meeting.move")


def _after(row: AuditEvent) -> str:
    return str(row.detail.get("after", ""))
