"""Reads of the follow-up, scoped and without N+1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from planning.cases import selectors as cases
from planning.followup import rules
from planning.followup.models import Agreement, Evaluation, EvaluationState, Progress, ProgressState, Response
from planning.meetings import selectors as meetings_of
from planning.meetings.models import Meeting, Participant
from planning.people.access import Actor
from planning.people.models import Person


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
        .select_related("owner__person", "owner__party", "case__school", "meeting")
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
                owner=owner_name(agreement.owner),
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


def agreements_of_case(case_id: UUID, *, today: dt.date) -> list[AgreementRow]:
    """The agreements of one case, by date."""
    return _rows(_with_owner(Agreement.objects.filter(case_id=case_id)), today=today)


def agreements_for(actor: Actor, *, today: dt.date, only_open: bool = True) -> list[AgreementRow]:
    """All agreements of the cases this person may see; open ones first by date."""
    rows = _rows(_with_owner(Agreement.objects.filter(case__in=cases.visible_cases(actor))), today=today)
    return [row for row in rows if row.standing != rules.Standing.DONE] if only_open else rows


def visible_agreements(actor: Actor) -> QuerySet[Agreement]:
    """The agreements of the cases this person may see, withdrawn ones too."""
    return Agreement.objects.filter(case__in=cases.visible_cases(actor)).select_related("case")


def agreement_for(actor: Actor, agreement_id: UUID, *, now: dt.datetime) -> Agreement | None:
    """One agreement, for who may see its case or leads it from elsewhere with a ground still (house rule 4)."""
    agreement = Agreement.objects.filter(pk=agreement_id).select_related("case__school", "meeting").first()
    if agreement is None or cases.case_for(actor, agreement.case_id, now=now) is None:
        return None
    return agreement


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


def evaluations_for(actor: Actor) -> QuerySet[Evaluation]:
    """Evaluations ahead, of the cases this person may see."""
    return Evaluation.objects.filter(
        case__in=cases.visible_cases(actor), state__in=[EvaluationState.PLANNED, EvaluationState.PROPOSED]
    ).select_related("case__school", "meeting", "next_meeting")


@dataclass(frozen=True, slots=True)
class OwnAgreement:
    """What the owner of an agreement sees behind the link: never the case, the pupil or the others (P9)."""

    id: UUID
    what: str
    due: dt.date
    school: str
    name: str
    language: str
    contact: Person
    over: bool
    state: ProgressState
    reports: tuple[tuple[dt.datetime, ProgressState, str], ...]
    professional: bool  # reads abbreviations; parents and pupil never do (U3)


def own_agreement(*, agreement_id: UUID, participant_id: UUID, now: dt.datetime) -> OwnAgreement | None:
    """The agreement for its owner, or None when it is somebody else's, or the owner has no ground now (rule 4)."""
    agreement = (
        Agreement.objects.select_related(
            "case__school", "case__casusregisseur", "recorded_by", "owner__person", "owner__party", "meeting__case"
        )
        .filter(pk=agreement_id, owner_id=participant_id, owner__removed_at__isnull=True)
        .first()
    )
    if agreement is None or not meetings_of.is_admitted(agreement.owner, meeting=agreement.meeting, now=now):
        return None
    reports = tuple((row.at, ProgressState(row.state), row.remark or "") for row in agreement.progress.order_by("-at"))
    return OwnAgreement(
        id=agreement.pk,
        what=str(agreement.what),
        due=agreement.due,
        school=agreement.case.school.name,
        name=owner_name(agreement.owner),
        language=meetings_of.language_of(agreement.owner),
        contact=agreement.case.casusregisseur or agreement.recorded_by,
        over=agreement.withdrawn_at is not None,
        state=reports[0][1] if reports else ProgressState.OPEN,
        reports=reports,
        professional=agreement.owner.person_id is not None,
    )


def owners_of(agreement_ids: Iterable[UUID]) -> list[UUID]:
    """The participants (their ids) who own these agreements; ids of other things are passed over."""
    return list(Agreement.objects.filter(pk__in=list(agreement_ids)).values_list("owner_id", flat=True))
