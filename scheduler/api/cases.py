"""Cases by machine: opening one, asking consent, and how it stands."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import Field, StringConstraints

from planning.cases import selectors, services
from planning.cases.models import Authority, Case, Purpose
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.roles import Role
from planning.regions.selectors import default_key
from scheduler.api.door import actor_of
from scheduler.api.pages import Pages
from scheduler.api.problems import REFUSALS, Problem

router = Router()
# PostgreSQL takes no NUL in a text.
Line = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00-\x1f]*$")]
Story = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]


class GuardianIn(Schema):
    """A parent or guardian."""

    name: Line
    email: Line = ""
    phone: Annotated[str, StringConstraints(max_length=30, pattern=r"^[^\x00-\x1f]*$")] = ""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] = "nl"
    authority: Authority = Authority.UNKNOWN


class CaseIn(Schema):
    """A new case: the pupil at the least (P10)."""

    school: UUID
    route: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,40}$")] = ""  # "": the usual one of the school
    name: Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00-\x1f]*$")]
    initial: Annotated[str, StringConstraints(max_length=4, pattern=r"^[^\x00-\x1f]*$")]
    group: Annotated[str, StringConstraints(max_length=20, pattern=r"^[^\x00-\x1f]*$")] = ""
    birth_month: Annotated[str, StringConstraints(pattern=r"^(|(19|20)\d\d-(0[1-9]|1[0-2]))$")] = ""
    guardians: list[GuardianIn] = Field(min_length=1, max_length=6)
    question_support: Story = ""
    question_organise: Story = ""
    question_evaluate: Story = ""


class CaseOut(Schema):
    """A case without anything about the pupil: those stay in the house."""

    id: UUID
    reference: str
    school: UUID
    route: str
    route_version: int
    step: int
    state: str
    created_at: dt.datetime

    @staticmethod
    def resolve_school(case: Case) -> UUID:
        """The school's id."""
        return case.school_id


class ConsentOut(Schema):
    """How consent stands for the SOT, or for one involved person."""

    purpose: str
    involved: UUID | None
    person: UUID | None
    state: str
    asked_at: dt.datetime | None


class QuestionsIn(Schema):
    """What to ask: the SOT, and people to involve."""

    sot: bool = True
    people: list[UUID] = Field(default=[], max_length=20)


def visible(actor: Actor, case_id: UUID) -> Case:
    """The case, or 404."""
    case = selectors.visible_case(actor, case_id)
    if case is None:
        raise Http404
    return case


@router.get("", response={200: list[CaseOut], REFUSALS: Problem}, summary="All cases")
@paginate(Pages)
def cases(request: HttpRequest) -> QuerySet[Case]:
    """Newest first."""
    actor = actor_of(request)
    actor.require(Right.SEE_CASES)
    return selectors.visible_cases(actor).order_by("-created_at", "pk")


@router.post("", response={201: CaseOut, REFUSALS: Problem}, summary="Open a case")
def create(request: HttpRequest, body: CaseIn) -> Status[Case]:
    """Open a case at a school."""
    actor = actor_of(request)
    school = people.school(body.school)
    if school is None:
        raise Http404
    case = services.open_case(
        actor=actor,
        school=school,
        route_key=body.route or default_key(school),
        pupil=services.PupilData(name=body.name, initial=body.initial, group=body.group, birth_month=body.birth_month),
        guardians=[services.GuardianData(**row.dict()) for row in body.guardians],
        questions=services.StartQuestions(
            support=body.question_support, organise=body.question_organise, evaluate=body.question_evaluate
        ),
        now=timezone.now(),
    )
    return Status(201, case)


@router.get("/{uuid:case_id}", response={200: CaseOut, REFUSALS: Problem}, summary="One case")
def case(request: HttpRequest, case_id: UUID) -> Case:
    """One case."""
    actor = actor_of(request)
    actor.require(Right.SEE_CASES)
    return visible(actor, case_id)


@router.get("/{uuid:case_id}/consent", response={200: list[ConsentOut], REFUSALS: Problem}, summary="Consent of a case")
@paginate(Pages)
def consent(request: HttpRequest, case_id: UUID) -> list[ConsentOut]:
    """Per purpose and party, over all guardians together."""
    actor = actor_of(request)
    actor.require(Right.SEE_CASES)
    page = selectors.case_page(visible(actor, case_id), now=timezone.now())
    return [
        ConsentOut(
            purpose=row.purpose,
            involved=row.involved.pk if row.involved else None,
            person=row.involved.person_id if row.involved else None,
            state=row.state,
            asked_at=row.asked_at,
        )
        for row in page.consent
    ]


@router.post("/{uuid:case_id}/consent", response={202: CaseOut, REFUSALS: Problem}, summary="Ask consent")
def ask(request: HttpRequest, case_id: UUID, body: QuestionsIn) -> Status[Case]:
    """Every guardian with authority gets one letter with a link of their own."""
    actor = actor_of(request)
    found = visible(actor, case_id)
    now = timezone.now()
    questions = [services.Question(purpose=Purpose.SOT)] if body.sot else []
    directory = {row.person_id: row for row in people.people_of_school(found.school, on=timezone.localdate(now))}
    for person_id in body.people:
        if person_id not in directory:
            raise Http404
        row = directory[person_id]
        involved = services.add_involved(actor=actor, case=found, person=row.person, role=Role(row.role), now=now)
        questions.append(services.Question(purpose=Purpose.INVOLVE, involved=involved))
    services.ask_consent(actor=actor, case=found, questions=questions, now=now)
    return Status(202, found)
