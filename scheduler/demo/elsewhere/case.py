"""The rows of one case: its signal, the pupil and a parent, consent with its proof, its steps, and its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model

from planning.cases import rules, scopes, selectors, texts
from planning.cases.models import (
    Answer,
    Audience,
    Authority,
    Care,
    Case,
    CaseState,
    ConditionWord,
    ConsentDecision,
    ConsentRequest,
    ConsentText,
    Conversation,
    ExpertTold,
    Involved,
    Knows,
    Means,
    Met,
    Party,
    Purpose,
    Regie,
    Signal,
    SignalAct,
    SignalState,
    SignalWay,
    StepMove,
    Subject,
    Tick,
    TickList,
    Triage,
)
from planning.cases.selectors.proof import FORM_NOW
from planning.people.models import Person
from planning.people.roles import Role
from planning.privacy.rules import TERMS, Category
from planning.regions.selectors import get_route
from planning.routes.engine import Route
from scheduler.demo.elsewhere.ledger import Ledger, Team
from scheduler.demo.elsewhere.tales import Discussed, Tale

Row = TypeVar("Row", bound=Model)
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
LANGUAGE = "nl"
STORY = "In de klas lukt het zelfstandig werken niet meer, en het kost steeds meer energie."
SUPPORT = "Meer rust en een duidelijk begin van het werk."
TRIED = "Een vaste plek en korte opdrachten."
# A signal that came to nothing is gone after its term (P4), so it is not written when that is nearly over.
KEPT = dt.timedelta(days=TERMS[Category.SIGNALS].days - 15)


@dataclass(slots=True)
class Told:
    """A case while its rows are made: whose it is, where they are written, and how many steps were taken."""

    ledger: Ledger
    team: Team
    case: Case
    guardian: Party
    moves: int = 0
    regie: Regie | None = None

    @property
    def route(self) -> Route:
        """The one that the demo's other schools use."""
        return route_of(self.team.school.sector)

    def row(self, model: type[Row], **fields: Any) -> Row:
        """One more row about this case."""
        return self.ledger.add(model(swv=self.ledger.swv, case=self.case, **fields))

    def act(self, model: type[Row], at: dt.datetime, **fields: Any) -> Row:
        """One of what the IB or OC did."""
        return self.row(model, at=at, by=self.team.lead, **fields)


@cache
def route_of(sector: str) -> Route:
    """Of West-Brabant, as it was shipped first."""
    return get_route("west-brabant-vo" if sector == "VO" else "west-brabant-po", 1)


def signalled(ledger: Ledger, team: Team, tale: Tale) -> Signal | None:
    """The signal, and what was done with it by now; None: not there yet, or gone by now."""
    if tale.signalled > ledger.now or (tale.discussed is None and tale.signalled < ledger.now - KEPT):
        return None
    taken, done = tale.taken <= ledger.now, tale.settled <= ledger.now
    signal = ledger.add(
        Signal(
            swv=ledger.swv,
            school=team.school,
            source=tale.source,
            heard_on=tale.signalled.date(),
            pupil_name=tale.pupil,
            pupil_initial=tale.initial,
            pupil_group=tale.group,
            story=STORY,
            question_support=SUPPORT,
            adjusted=TRIED,
            parents_know=Knows.YES,
            state=SignalState.DONE if done else SignalState.IN_HAND if taken else SignalState.NEW,
            written_by=team.lead,
            written_at=tale.signalled,
            held_by=team.lead if taken else None,
            held_since=tale.settled if done else tale.taken if taken else None,
        )
    )
    ledger.noted(team.lead, "signal.write", signal, tale.signalled, source=tale.source)
    if taken:
        _dealt_with(ledger, signal, SignalWay.TAKEN, tale.taken)
    if done and tale.discussed is None:
        reason = "De leerkracht probeert het eerst met een vast begin van de dag."
        _dealt_with(ledger, signal, SignalWay.OWN_SUPPORT, tale.settled, reason=reason)
    return signal


def _dealt_with(ledger: Ledger, signal: Signal, way: SignalWay, at: dt.datetime, **more: Any) -> None:
    ledger.add(SignalAct(swv=ledger.swv, signal=signal, way=way, by=signal.written_by, at=at, **more))
    ledger.noted(signal.written_by, f"signal.{way}", signal, at)


def opened(ledger: Ledger, team: Team, tale: Tale, signal: Signal) -> Told:
    """The case that the signal became, with a parent."""
    route, at = route_of(team.school.sector), tale.settled
    case = ledger.add(
        Case(
            swv=ledger.swv,
            reference=ledger.code(6),
            school=team.school,
            route=route.key,
            route_version=route.version,
            opened_by=team.lead,
            pupil_name=tale.pupil,
            pupil_initial=tale.initial,
            pupil_group=tale.group,
            question_support=SUPPORT,
            question_organise="Een dagplanning die op tafel ligt.",
            question_evaluate="Na acht weken kijken of het werken beter lukt.",
        )
    )
    guardian = ledger.add(
        Party(
            swv=ledger.swv,
            case=case,
            name=tale.guardian,
            email=f"{tale.guardian.split()[0].lower()}.{case.reference.lower()}@ouders.example",
            phone="06-5550001",
            language=LANGUAGE,
            authority=Authority.YES,
        )
    )
    ledger.since[case.pk] = at
    told = Told(ledger, team, case, guardian)
    _dealt_with(ledger, signal, SignalWay.CASE, at, case=case)
    moved(told, at, to=1)
    ledger.noted(team.lead, "case.open", case, at)
    told.act(Triage, at, answer=Care.BOTH, reason="Op school en thuis loopt hetzelfde vast.")
    return told


def moved(told: Told, at: dt.datetime, *, to: int | None, outcome: str = "") -> None:
    """One step further along the route; the first is the opening. Without `to` the way leads out of the route."""
    case, told.moves = told.case, told.moves + 1
    told.act(
        StepMove,
        at,
        number=told.moves,
        route=case.route,
        route_version=case.route_version,
        from_step=case.step if outcome else None,
        outcome=outcome,
        decision=told.route.outcome(case.step, outcome).decision if outcome else "",
        to_step=to,
        out="" if to is not None else "elsewhere",
    )
    case.step = to or case.step


def brought_in(told: Told, said: Discussed) -> None:
    """The GW or TC hears of it and consent is asked (step 2); with that it is on its way to the SOT (step 3)."""
    team = told.team
    _seen_to(told, said.asked, step=2)
    moved(told, said.asked, to=2, outcome="report")
    told.act(ExpertTold, said.asked, person=team.expert, role=team.expert_role, step=2)
    _talked(told, said.asked, Subject.PURPOSE, agreed="Uitgelegd waarvoor het overleg is en wie er komen.")
    thought_of = [_thought_of(told, team.expert, team.expert_role), _thought_of(told, team.youth, Role.JP)]
    requests = [_asked(told, said.asked, one) for one in (None, *thought_of)]
    if said.answered <= told.ledger.now:
        _answered(told, said.answered, requests)
        _seen_to(told, said.answered + HOUR, step=3)
        moved(told, said.answered + HOUR, to=3, outcome="to-sot")


def _seen_to(told: Told, at: dt.datetime, *, step: int) -> None:
    for row in told.route.conditions:
        if row.step == step and row.obligatory and not row.when:
            told.act(ConditionWord, at, key=row.key, answer=Met.YES, explanation="Besproken in het zorgteam.")


def _thought_of(told: Told, person: Person, role: Role) -> Involved:
    return told.row(Involved, person=person, role=role, organisation=person.organisation)


def _talked(told: Told, at: dt.datetime, subject: Subject, *, agreed: str) -> None:
    talk = told.act(Conversation, at, on=at.date(), subject=subject, agreed=agreed)
    told.ledger.add(Conversation.parties.through(conversation=talk, party=told.guardian))


def heard_the_advice(told: Told, at: dt.datetime) -> None:
    """No HIA or MDO follows: the parents heard what the SOT thinks (R113)."""
    _talked(told, at, Subject.FEEDBACK, agreed="Verteld wat het SOT adviseert. De school gaat daarmee verder.")


def _asked(told: Told, at: dt.datetime, about: Involved | None) -> ConsentRequest:
    purpose = Purpose.INVOLVE if about is not None else Purpose.SOT
    return told.row(
        ConsentRequest,
        giver=told.guardian,
        purpose=purpose,
        involved=about,
        role=about.role if about is not None else "",
        organisation=about.organisation if about is not None else None,
        scope=list(scopes.default(purpose)),
        text_version=texts.version_for(purpose, told.guardian),
        explained_on=at.date(),
        asked_by=told.team.lead,
        asked_at=at,
        expires_on=rules.expiry(asked_on=at.date()),
    )


def _answered(told: Told, at: dt.datetime, requests: Sequence[ConsentRequest]) -> None:
    """Yes to everything, on one paper form that the IB or OC saw: the same chain as that of one answer at a time."""
    case, guardian, lead = told.case, told.guardian, told.team.lead
    for number, request in enumerate(requests, start=1):
        row = told.row(
            ConsentDecision,
            number=number,
            request=request,
            answer=Answer.YES,
            at=at + number * MINUTE,
            means=Means.PAPER,
            typed_name=guardian.name,
            address=guardian.email,
            entered_by=lead,
            text=_words(told.ledger, request),
            shown=texts.shown(request, language=LANGUAGE),
            previous_hash=case.consent_head,
            form=FORM_NOW,
            relation=guardian.kind,
            authority=guardian.authority,
            witness=lead.name,
        )
        row.hash = rules.chain_hash(previous=row.previous_hash, fields=selectors.facts_of(row))
        case.consent_head = row.hash
        told.ledger.noted(lead, "consent.answer", request, row.at, answer="yes")


def _words(ledger: Ledger, request: ConsentRequest) -> ConsentText:
    if request.purpose not in ledger.words:
        audience, version = Audience.GUARDIAN, request.text_version
        ledger.words[request.purpose] = texts.used(request.purpose, LANGUAGE, audience=audience, version=version)
    return ledger.words[request.purpose]


def closed(told: Told, at: dt.datetime) -> None:
    """The end: the list is ticked off, or it says why not; from here the term of keeping counts (R138, P4)."""
    case, lines = told.case, told.route.closing.checklist
    finished = case.step == told.route.closing.step
    for number, _line in enumerate(lines if finished else (), start=1):
        told.act(Tick, at - HOUR, of=TickList.CLOSING, number=number)
    case.state, case.closed_at, case.retention_from = CaseState.CLOSED, at, at.date()
    case.closing_reason = None if finished else "De school gaat verder met het advies van het SOT."
    if told.regie is not None:
        told.regie.until = at
    told.ledger.noted(told.team.lead, "case.close", case, at, left=0 if finished else len(lines))
