"""Reads of cases, scoped and without N+1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from notifications.outbox import selectors as outbox
from notifications.outbox.models import OutgoingLetter
from planning.cases import gate, rules, texts
from planning.cases.models import (
    Authority,
    Case,
    CaseState,
    ConsentDecision,
    ConsentRequest,
    Involved,
    Party,
    PartyKind,
    Purpose,
    Task,
)
from planning.cases.rules import ConsentState
from planning.people.access import Actor, Right
from planning.people.models import Person, RoleHolding
from planning.people.roles import Role, short_name
from planning.routes.engine import Route, get_route
from planning.routes.parts import Step


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """The cases this person may see: those of the schools where the right is held (R16: a director has no such right).

    Partners have no list of cases: they see what they are invited to, by link (P9).
    """
    schools = actor.schools_with(Right.SEE_CASES)
    cases = Case.objects.select_related("school", "casusregisseur", "opened_by")
    return cases if schools is None else cases.filter(school__in=schools)


def party_of(case: Case, party_id: UUID) -> Party | None:
    """One guardian of a case, or None."""
    return case.parties.filter(pk=party_id, kind=PartyKind.GUARDIAN).first()


def visible_case(actor: Actor, case_id: UUID) -> Case | None:
    """One case, or None when it is not there or not to be seen."""
    return visible_cases(actor).filter(pk=case_id).first()


def recipient_keys(actor: Actor) -> list[str] | None:
    """Whose post this person may see: of the parties and partners of own cases; None: of the whole SWV."""
    if Right.SEE_LETTERS in actor.swv_rights:
        return None
    cases = visible_cases(actor).values("pk")
    parties = Party.objects.filter(case__in=cases).values_list("pk", flat=True)
    involved = Involved.objects.filter(case__in=cases).values_list("person_id", flat=True)
    return [str(key) for key in (*parties, *involved)]


def letters_of(actor: Actor, *, state: str = "") -> QuerySet[OutgoingLetter]:
    """The post this person may see: see `recipient_keys`, and every lost letter that is a task in their cases."""
    keys = recipient_keys(actor)
    lost = Task.objects.filter(code=rules.LETTER_FAILED, case__in=visible_cases(actor).values("pk"))
    also = list(lost.values_list("object_key", flat=True)) if keys is not None else []
    return outbox.letters_to(keys, also=also, state=state)


def address_now(recipient_key: str) -> str:
    """The e-mail address by which the receiver of a letter is known today: a guardian's or a professional's; or ""."""
    key = rules.as_id(recipient_key)
    if key is None:
        return ""
    for model in (Party, Person):
        found = model.objects.filter(pk=key).values_list("email", flat=True).first()
        if found:
            return str(found)
    return ""


def open_tasks(actor: Actor) -> QuerySet[Task]:
    """What waits for this person, oldest first."""
    return Task.objects.filter(person_id=actor.person_id, done_at__isnull=True).select_related("case__school")


@dataclass(frozen=True, slots=True)
class ConsentCell:
    """One guardian's newest word on one question."""

    guardian: Party
    request: ConsentRequest | None
    answer: str | None
    at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One question: about the SOT, or about one professional."""

    label: str
    purpose: Purpose
    involved: Involved | None
    state: ConsentState
    cells: tuple[ConsentCell, ...]
    asked_at: dt.datetime | None
    changed: bool  # the professional has another role or organisation than the guardians were told (C12)

    @property
    def may_be_asked(self) -> bool:
        """Whether asking makes sense now."""
        return self.state != ConsentState.GRANTED


@dataclass(frozen=True, slots=True)
class Waiting:
    """A guardian who has not answered yet, and since when."""

    guardian: Party
    since: dt.datetime
    questions: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case at one look (issue of every IB: where are we, who leads, what waits for whom)."""

    case: Case
    route: Route
    step: Step
    guardians: tuple[Party, ...]
    consent: tuple[ConsentRow, ...]
    named: bool
    pupil: str
    regie: str
    tasks: tuple[Task, ...]
    candidates: tuple[RoleHolding, ...]  # professionals of the school and the SWV who can be involved
    waiting_for: tuple[Waiting, ...]

    @property
    def may_ask(self) -> bool:
        """Whether there is anything left to ask consent for."""
        return any(row.may_be_asked for row in self.consent)


def case_page(case: Case, *, now: dt.datetime) -> CasePage:
    """Everything the page shows, in a fixed number of queries."""
    route = get_route(case.route, case.route_version)
    guardians = tuple(case.parties.filter(kind=PartyKind.GUARDIAN).order_by("created_at"))
    rows = consent_rows(case, guardians=guardians, now=now)
    named = any(row.purpose == Purpose.SOT and row.state == ConsentState.GRANTED for row in rows)
    step = route.step(case.step)
    return CasePage(
        case=case,
        route=route,
        step=step,
        guardians=guardians,
        consent=rows,
        named=named,
        pupil=f"{case.pupil_name} {case.pupil_initial}.",
        regie=_regie(case, step),
        tasks=tuple(case.tasks.filter(done_at__isnull=True).select_related("person")),
        candidates=candidates(case, today=timezone.localdate(now)),
        waiting_for=_waiting(rows, guardians),
    )


def consent_rows(case: Case, *, guardians: Sequence[Party], now: dt.datetime) -> tuple[ConsentRow, ...]:
    """The consent matrix: a row per question, a cell per guardian."""
    states = gate.consent_states(case, now=now)
    requests = list(ConsentRequest.objects.filter(case=case).prefetch_related(gate.with_answers()))
    by_key = {(row.giver_id, row.involved_id): row for row in requests}
    involved = list(Involved.objects.filter(case=case).select_related("person", "organisation"))
    changed = gate.changed_since_asked(case, now=now)

    def row(label: str, purpose: Purpose, about: Involved | None) -> ConsentRow:
        key = about.pk if about is not None else None
        found = [by_key.get((guardian.pk, key)) for guardian in guardians]
        cells = tuple(_cell(guardian, request) for guardian, request in zip(guardians, found, strict=True))
        asked = [request.asked_at for request in found if request is not None]
        return ConsentRow(
            label=label,
            purpose=purpose,
            involved=about,
            state=states.get(key, ConsentState.NOT_ASKED),
            cells=cells,
            asked_at=min(asked) if asked else None,
            changed=key in changed,
        )

    rows = [row(str(Purpose.SOT.label), Purpose.SOT, None)]
    rows += [row(f"{one.person.name} ({short_name(one.role)})", Purpose.INVOLVE, one) for one in involved]
    return tuple(rows)


def _cell(guardian: Party, request: ConsentRequest | None) -> ConsentCell:
    newest = gate.answer_of(request) if request is not None else None
    if newest is None:
        return ConsentCell(guardian=guardian, request=request, answer=None, at=None)
    return ConsentCell(guardian=guardian, request=request, answer=newest.answer, at=newest.at)


def _regie(case: Case, step: Step) -> str:
    if "casusregisseur" in step.regie and case.casusregisseur is not None:
        return case.casusregisseur.name
    names = {"casusregisseur": "casusregisseur"}
    return " / ".join(names.get(role) or short_name(role) for role in step.regie)


# Whom guardians are asked about: partners. Staff of the own school need no consent (see the gate).
PARTNERS = (
    *(Role.GW, Role.TC, Role.JP, Role.JA, Role.LPA, Role.NURSE, Role.SMW, Role.AB, Role.ORTHO, Role.TRAJECT),
    *(Role.COACH, Role.OZC, Role.SPECIALIST_TEACHER, Role.POLICE),
)


def candidates(case: Case, *, today: dt.date) -> tuple[RoleHolding, ...]:
    """The partners who work for this school or the whole SWV and are not thought of yet, each once. One query."""
    rows = (
        RoleHolding.objects.filter(
            Q(school_id=case.school_id) | Q(school__isnull=True), role__in=PARTNERS, valid_from__lte=today
        )
        .exclude(valid_to__lt=today)
        .exclude(person__in=Involved.objects.filter(case=case).values("person_id"))
        .select_related("person__organisation")
        .order_by("person__last_name", "person__first_name", "role")
    )
    return tuple({row.person_id: row for row in reversed(rows)}.values())[::-1]


def _waiting(rows: Sequence[ConsentRow], guardians: Sequence[Party]) -> tuple[Waiting, ...]:
    found = []
    for number, guardian in enumerate(guardians):
        if guardian.authority == Authority.NO:
            continue
        cells = [row.cells[number] for row in rows]
        since = [cell.request.asked_at for cell in cells if cell.request is not None and cell.answer in {None, "later"}]
        if since:
            found.append(Waiting(guardian=guardian, since=min(since), questions=len(since)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list."""

    case: Case
    pupil: str
    step: Step
    tasks: int
    consent_waits: bool
    consent_blocked: bool


def case_lines(actor: Actor, *, now: dt.datetime, state: str = CaseState.OPEN) -> list[CaseLine]:
    """The list of cases, newest first: five queries for any number."""
    cases = list(visible_cases(actor).filter(state=state).order_by("-created_at"))
    waiting: dict[UUID, int] = {}
    for case_id in Task.objects.filter(case__in=cases, done_at__isnull=True).values_list("case_id", flat=True):
        waiting[case_id] = waiting.get(case_id, 0) + 1
    states = gate.states_of_cases([case.pk for case in cases], now=now)
    return [
        CaseLine(
            case=case,
            pupil=f"{case.pupil_name} {case.pupil_initial}.",
            step=get_route(case.route, case.route_version).step(case.step),
            tasks=waiting.get(case.pk, 0),
            consent_waits=ConsentState.WAITING in states[case.pk].values(),
            consent_blocked=any(state in rules.SAID_NO for state in states[case.pk].values()),
        )
        for case in cases
    ]


@dataclass(frozen=True, slots=True)
class GuestQuestion:
    """One consent question as its giver sees it."""

    request_id: UUID
    text: str
    digest: str  # of the text: comes back with the answer, so that only words that were read are answered (C2)
    answer: str | None
    answered_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class GuestConsent:
    """The consent page of one guardian: never the other guardian's words (C11)."""

    name: str
    child: str
    school: str
    contact: Person
    over: bool
    questions: tuple[GuestQuestion, ...]


def language_of_party(party_id: UUID) -> str:
    """The code of the language a guardian reads, as the school knows it; Dutch for somebody unknown."""
    return Party.objects.filter(pk=party_id).values_list("language", flat=True).first() or "nl"


def guest_consent(*, party_id: UUID, case_id: UUID, language: str) -> GuestConsent | None:
    """What a guardian may see of the consent page, or None when there is nothing for this person."""
    party = (
        Party.objects.select_related("case__school", "case__casusregisseur", "case__opened_by")
        .filter(pk=party_id, case_id=case_id)
        .first()
    )
    if party is None:
        return None
    requests = (
        ConsentRequest.objects.filter(giver=party)
        .select_related("case__school", "involved__person", "involved__organisation")
        .prefetch_related(gate.with_answers())
        .order_by("asked_at", "created_at")
    )
    questions = []
    for request in requests:
        cell = _cell(party, request)
        text = texts.shown(request, language=language)
        questions.append(
            GuestQuestion(
                request_id=request.pk,
                text=text,
                digest=rules.text_digest(text),
                answer=cell.answer,
                answered_at=cell.at,
            )
        )
    case = party.case
    contact = case.casusregisseur or case.opened_by
    return GuestConsent(
        name=str(party.name),
        child=str(case.pupil_name),
        school=case.school.name,
        contact=contact,
        over=case.state == CaseState.CLOSED,
        questions=tuple(questions),
    )


def facts_of(decision: ConsentDecision) -> dict[str, str]:
    """What the chain proves of a decision. Not the network address: that is wiped after 90 days (C3)."""
    return {
        "case": str(decision.case_id),
        "number": str(decision.number),
        "request": str(decision.request_id),
        "answer": str(decision.answer),
        "at": decision.at.astimezone(dt.UTC).isoformat(),
        "means": str(decision.means),
        "name": str(decision.typed_name or ""),
        "address": str(decision.address or ""),
        "link": str(decision.link_id or ""),
        "entered_by": str(decision.entered_by_id or ""),
        "text": decision.text.sha256,
        "shown": rules.text_digest(str(decision.shown)),
    }


def proof_is_whole(case: Case) -> bool:
    """Whether a case's consent decisions are all there and as they were written (C3)."""
    rows = list(ConsentDecision.objects.filter(case=case).select_related("text").order_by("number"))
    head = Case.objects.values_list("consent_head", flat=True).get(pk=case.pk)
    return (rows[-1].hash if rows else "") == head and rules.chain_is_whole(
        (row.previous_hash, row.hash, facts_of(row)) for row in rows
    )
