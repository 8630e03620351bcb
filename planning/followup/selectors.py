"""Reads of the follow-up, scoped and without N+1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from planning.agenda.models import AgendaGuest, AgendaItem
from planning.cases import selectors as cases
from planning.followup import rules
from planning.followup.models import Agreement, Evaluation, EvaluationState, Progress, ProgressState, Response
from planning.meetings import selectors as meetings_of
from planning.meetings.models import Meeting, MeetingState, Participant
from planning.people.access import Actor, Right
from planning.people.models import Person
from planning.polls import rules as poll_rules
from planning.polls import selectors as polls
from planning.polls.models import DatePoll, PollState

OPTIONS = 5


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One agreement as a list shows it."""

    agreement: Agreement
    owner: str
    state: ProgressState
    standing: rules.Standing
    reports: tuple[Progress, ...]


def _with_owner(agreements: QuerySet[Agreement], *, withdrawn: bool = False) -> QuerySet[Agreement]:
    newest = Progress.objects.filter(agreement=OuterRef("pk")).order_by("-at").values("state")[:1]
    return (
        (agreements if withdrawn else agreements.filter(withdrawn_at__isnull=True))
        .select_related("owner__person", "owner__party", "guest", "case__school", "point", "meeting__school")
        .annotate(newest_state=Subquery(newest))
        .prefetch_related(Prefetch("progress", queryset=Progress.objects.order_by("-at"), to_attr="reports"))
    )


def _rows(agreements: Iterable[Agreement], *, today: dt.date) -> list[AgreementRow]:
    rows = []
    for agreement in agreements:
        state = ProgressState(getattr(agreement, "newest_state", None) or ProgressState.OPEN)
        rows.append(
            AgreementRow(
                agreement=agreement,
                owner=owner_name(agreement.who),
                state=state,
                standing=rules.standing(state=state, due=agreement.due, today=today),
                reports=tuple(getattr(agreement, "reports", ())),
            )
        )
    return rows


def owner_name(owner: Participant) -> str:
    """The owner's own name: for people who may see the case."""
    if owner.person is not None:
        return owner.person.name
    return str(owner.party.name) if owner.party is not None else ""


def agreements_of_meeting(meeting: Meeting, *, today: dt.date) -> list[AgreementRow]:
    """The agreements of one meeting, by date."""
    return _rows(_with_owner(Agreement.objects.filter(meeting=meeting)), today=today)


def let_go_at(meeting: Meeting) -> list[AgreementRow]:
    """The agreements of one meeting that were let go, with the reason; newest first."""
    return _let_go(Agreement.objects.filter(meeting=meeting))


def let_go_of(point: AgendaItem) -> list[AgreementRow]:
    """The same, of a point that is about no pupil."""
    return _let_go(Agreement.objects.filter(point=point))


def _let_go(agreements: QuerySet[Agreement]) -> list[AgreementRow]:
    rows = agreements.filter(withdrawn_at__isnull=False)
    return _rows(_with_owner(rows, withdrawn=True).order_by("-withdrawn_at"), today=dt.date.min)


def agreements_of_case(case_id: UUID, *, today: dt.date) -> list[AgreementRow]:
    """The agreements of one case, by date."""
    return _rows(_with_owner(Agreement.objects.filter(case_id=case_id)), today=today)


def agreements_of_points(points: Iterable[UUID], *, today: dt.date) -> dict[UUID, list[AgreementRow]]:
    """Of each of these points that has some: its agreements, by date. Two queries for any number."""
    found: dict[UUID, list[AgreementRow]] = {}
    ids = list(points)
    for row in _rows(_with_owner(Agreement.objects.filter(point__in=ids)), today=today) if ids else ():
        if row.agreement.point_id is not None:
            found.setdefault(row.agreement.point_id, []).append(row)
    return found


def has_agreements(point: AgendaItem) -> bool:
    """Whether something stands that was agreed of this point. One query."""
    return point.agreements.filter(withdrawn_at__isnull=True).exists()


def followed_by(actor: Actor) -> Q:
    """The agreements somebody follows: of the cases one may see, and at one's schools of what is about no pupil."""
    schools = actor.schools_with(Right.SEE_MEETINGS)
    here = Q() if schools is None else Q(meeting__school__in=schools)
    return Q(case__in=cases.visible_cases(actor)) | Q(point__isnull=False) & here


def agreements_for(actor: Actor, *, today: dt.date, only_open: bool = True) -> list[AgreementRow]:
    """All agreements this person follows; open ones first by date."""
    rows = _rows(_with_owner(Agreement.objects.filter(followed_by(actor))), today=today)
    return [row for row in rows if row.standing != rules.Standing.DONE] if only_open else rows


def visible_agreements(actor: Actor) -> QuerySet[Agreement]:
    """The agreements this person follows, withdrawn ones too."""
    return Agreement.objects.filter(followed_by(actor)).select_related("case__school", "meeting__school")


def agreement_for(actor: Actor, agreement_id: UUID, *, now: dt.datetime) -> Agreement | None:
    """One agreement, for who may see its case or leads it from elsewhere with a ground still (house rule 4).

    About no pupil: for who follows the school's SOTs.
    """
    rows = Agreement.objects.select_related("case__school", "point", "meeting__school")
    agreement = rows.filter(pk=agreement_id).first()
    if agreement is None:
        return None
    if agreement.case_id is None:
        return agreement if actor.may(Right.SEE_MEETINGS, school_id=agreement.school.pk) else None
    return agreement if cases.case_for(actor, agreement.case_id, now=now) is not None else None


def one_agreement(agreement: Agreement, *, today: dt.date) -> AgreementRow:
    """One agreement with its owner and reports, a withdrawn one too."""
    (row,) = _rows(_with_owner(Agreement.objects.filter(pk=agreement.pk), withdrawn=True), today=today)
    return row


def responses_to(agreement: Agreement) -> list[Response]:
    """What was done about it, newest first."""
    return list(agreement.responses.select_related("by").order_by("-at"))


def possible_owners(meeting: Meeting) -> list[Participant]:
    """Who can own an agreement: everybody still at the meeting, with the names loaded."""
    return list(meeting.participants.filter(removed_at__isnull=True).select_related("person", "party"))


def possible_owners_of(point: AgendaItem) -> list[Participant | AgendaGuest]:
    """Who can own an agreement of a point that is about no pupil: the professionals at the table of its SOT.

    After them who comes for this point only (R66). Two queries.
    """
    if point.meeting is None:
        return []
    seats = [row for row in possible_owners(point.meeting) if row.person_id is not None]
    guests = point.guests.filter(person__isnull=False).exclude(person__in=[row.person_id for row in seats])
    return [*seats, *guests.select_related("person")]


def is_there(agreement: Agreement) -> bool:
    """Whether who does it still sits at the table, or comes for the point. One query for the latter."""
    if agreement.owner is not None:
        return agreement.owner.removed_at is None
    return AgendaGuest.objects.filter(item=agreement.point_id, person=agreement.guest_id).exists()


def evaluation_of(meeting: Meeting) -> Evaluation | None:
    """The evaluation of a meeting, when one is planned."""
    return Evaluation.objects.filter(meeting=meeting).select_related("next_meeting").first()


def evaluation_for(actor: Actor, evaluation_id: UUID, *, now: dt.datetime) -> Evaluation | None:
    """One evaluation, a decided one too, for who may see its case or leads it from elsewhere with a ground still."""
    rows = Evaluation.objects.select_related("case__school", "meeting", "next_meeting", "chosen_by")
    evaluation = rows.filter(pk=evaluation_id).first()
    if evaluation is None or cases.case_for(actor, evaluation.case_id, now=now) is None:
        return None
    return evaluation


@dataclass(frozen=True, slots=True)
class ReadyPoll:
    """Moments for the meeting of an evaluation that can be asked with one click, and until when people answer."""

    proposals: tuple[polls.Proposal, ...]
    deadline: dt.datetime | None


def ready_poll(evaluation: Evaluation, *, now: dt.datetime) -> ReadyPoll | None:
    """Good moments round its date for the meeting that stands ready; None when that has a date or is asked about."""
    meeting = evaluation.next_meeting
    if evaluation.state != EvaluationState.PROPOSED or meeting is None or meeting.state != MeetingState.DRAFT:
        return None
    if DatePoll.objects.filter(meeting=meeting, state=PollState.OPEN).exists():
        return None
    found = polls.propose_options(
        meeting, now=now, count=OPTIONS, weeks=rules.POLL_WEEKS, not_before=evaluation.on - rules.POLL_FROM
    )
    proposals = tuple(sorted(found.proposals, key=lambda row: row.start))
    if not proposals:
        return ReadyPoll((), None)
    return ReadyPoll(proposals, answer_by(meeting, first_option=proposals[0].start, now=now))


def answer_by(meeting: Meeting, *, first_option: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Until when people can answer, as the route says."""
    days = polls.date_rule(meeting).answer_days
    return poll_rules.proposed_deadline(now=now, first_option=first_option, days=days)


def visible_evaluations(actor: Actor) -> QuerySet[Evaluation]:
    """All evaluations of the cases this person may see, by date."""
    return Evaluation.objects.filter(case__in=cases.visible_cases(actor))


def evaluations_for(actor: Actor) -> QuerySet[Evaluation]:
    """Evaluations ahead, of the cases this person may see."""
    return Evaluation.objects.filter(
        case__in=cases.visible_cases(actor), state__in=[EvaluationState.PLANNED, EvaluationState.PROPOSED]
    ).select_related("case__school", "meeting", "next_meeting")


@dataclass(frozen=True, slots=True)
class OwnAgreement:
    """What the owner of an agreement sees behind the link: never the case, the pupil or the others (P9).

    `point` is what the SOT spoke of where that was no pupil, else "".
    """

    id: UUID
    what: str
    due: dt.date
    school: str
    name: str
    language: str
    contact: Person
    over: bool
    state: ProgressState
    since: dt.datetime | None  # when that was reported; None where nothing was
    reports: tuple[tuple[dt.datetime, ProgressState, str], ...]
    professional: bool  # reads abbreviations; parents and pupil never do (U3)
    point: str = ""


def own_agreement(*, agreement_id: UUID, key: UUID, now: dt.datetime) -> OwnAgreement | None:
    """The agreement for its owner (`Agreement.key`), or None when it is somebody else's.

    None too when the owner is not at the table any more, nor comes for the point, or has no ground now (rule 4).
    """
    agreement = (
        Agreement.objects.select_related(
            *("case__school", "case__casusregisseur", "recorded_by", "owner__person", "owner__party", "guest", "point"),
            *("meeting__case", "meeting__school", "meeting__organiser"),
        )
        .filter(Q(owner=key) | Q(guest=key), pk=agreement_id)
        .first()
    )
    if agreement is None or not is_there(agreement):
        return None
    who = agreement.who
    if not meetings_of.is_admitted(who, meeting=agreement.meeting, now=now):
        return None
    own = agreement.case_id is not None  # no code is asked for the others, so nothing typed freely is shown again (S4)
    reports = tuple(
        (row.at, ProgressState(row.state), (row.remark or "") if own else "")
        for row in agreement.progress.order_by("-at")
    )
    return OwnAgreement(
        id=agreement.pk,
        what=str(agreement.what),
        due=agreement.due,
        school=agreement.school.name,
        name=owner_name(who),
        language=meetings_of.language_of(who),
        contact=_contact(agreement),
        over=agreement.withdrawn_at is not None,
        state=reports[0][1] if reports else ProgressState.OPEN,
        since=rules.holds_since([(at, state) for at, state, _remark in reports]),
        reports=reports,
        professional=who.person_id is not None,
        point=str(agreement.point.title) if agreement.point is not None else "",
    )


def _contact(agreement: Agreement) -> Person:
    """Whom the owner calls: the casusregisseur, or who wrote it down; about no pupil who organises the SOT."""
    if agreement.case is None:
        return agreement.meeting.organiser
    return agreement.case.casusregisseur or agreement.recorded_by


def names_no_pupil(agreement_id: UUID) -> bool:
    """Whether it comes out of a point that is about no pupil: then nothing of one is behind its link (S4)."""
    return Agreement.objects.filter(pk=agreement_id, point__isnull=False).exists()


def owners_of(agreement_ids: Iterable[UUID]) -> list[UUID]:
    """The participants (their ids) who own these agreements; ids of other things are passed over."""
    rows = Agreement.objects.filter(pk__in=list(agreement_ids), owner__isnull=False)
    return [key for key in rows.values_list("owner_id", flat=True) if key is not None]


def guest_of(agreement_ids: Iterable[UUID]) -> Participant | None:
    """Who came for a point only and does one of these, as a seat with its role; ids of other things are passed over."""
    rows = Agreement.objects.filter(pk__in=list(agreement_ids), guest__isnull=False)
    agreement = rows.select_related("meeting__organiser", "meeting__case", "guest").first()
    came = AgendaGuest.objects.filter(item=agreement.point_id, person=agreement.guest_id) if agreement else None
    if agreement is None or came is None or not came.exists():
        return None
    seat = agreement.who
    seat.role = came.values_list("role", flat=True)[0]
    return seat
