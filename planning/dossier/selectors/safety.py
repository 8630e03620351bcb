"""Safety signals, for who started one or was named: the only reads of these tables (R153)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from planning.cases import gate
from planning.cases.models import Case, CaseState, Involved
from planning.cases.selectors import visible_cases
from planning.dossier.models import SafetyAccess, SafetySignal, SafetyStep
from planning.dossier.rules import safety as rules
from planning.errors import Text
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import Person, RoleHolding
from planning.people.roles import Role

STARTERS = (Role.IB, Role.OC, Role.JP, Role.JA, Role.LPA)  # R153

# What the five steps ask, in short. Source: the meldcode as the field knows it; the order binds (R153).
STEPS: dict[int, tuple[Text, Text]] = {
    1: (_("Signalen in kaart brengen"), _("Schrijf op wat u zelf zag of hoorde, en wat u van anderen hoorde.")),
    2: (_("Overleggen"), _("Vraag een deskundige collega, en zo nodig Veilig Thuis, om mee te denken.")),
    3: (_("Praten met ouders en kind"), _("Deel uw zorgen, als dat veilig kan.")),
    4: (_("Wegen"), _("Weeg hoe ernstig het is. Twijfelt u? Vraag Veilig Thuis.")),
    5: (_("Beslissen"), _("Is melden nodig? Is hulp nodig, en kan die er komen?")),
}


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step: taken, the next, or later."""

    number: int
    title: Text
    what: Text
    step: SafetyStep | None
    now: bool


@dataclass(frozen=True, slots=True)
class SignalPage:
    """One signal for who may open it."""

    signal: SafetySignal
    pupil: str
    steps: tuple[StepLine, ...]
    next: int | None
    may_skip_talk: bool
    access: tuple[SafetyAccess, ...]
    colleagues: tuple[RoleHolding, ...]  # who can still be named
    mine: bool
    may_close: bool


@dataclass(frozen=True, slots=True)
class SignalLine:
    """One signal in the list of who may open it."""

    signal: SafetySignal
    pupil: str
    taken: int


def starter_roles(actor: Actor, *, school_id: UUID) -> list[Role]:
    """In which of the roles of R153 this person works for this school or the whole SWV."""
    return [role for role in STARTERS if any(held == role and at in {school_id, None} for held, at in actor.roles)]


def may_open(signal: SafetySignal, *, actor: Actor) -> bool:
    """Only who started it and who is named now; no right and no role opens it, and no machine."""
    if actor.machine:
        return False
    if signal.started_by_id == actor.person_id:
        return True
    return SafetyAccess.objects.filter(signal=signal, person_id=actor.person_id, ended_at__isnull=True).exists()


def _mine(actor: Actor) -> QuerySet[SafetySignal]:
    if actor.machine:
        return SafetySignal.objects.none()
    named = SafetyAccess.objects.filter(person_id=actor.person_id, ended_at__isnull=True).values("signal_id")
    return SafetySignal.objects.filter(Q(started_by=actor.person_id) | Q(pk__in=named)).select_related(
        "case__school", "started_by"
    )


def signal_lines(actor: Actor, *, now: dt.datetime) -> list[SignalLine]:
    """The signals this person may open, newest first."""
    rows = list(_mine(actor).prefetch_related("steps").order_by("-started_at"))
    names = _names(actor, [row.case for row in rows], now=now)
    return [SignalLine(signal=row, pupil=names[row.case_id], taken=len(row.steps.all())) for row in rows]


def signal_of(actor: Actor, safety_id: UUID) -> SafetySignal | None:
    """One signal, or None: also when it is there and not for this person."""
    return _mine(actor).filter(pk=safety_id).first()


def signal_page(signal: SafetySignal, *, actor: Actor, now: dt.datetime, today: dt.date) -> SignalPage:
    """The page of a signal that this person may open."""
    steps = {row.number: row for row in signal.steps.select_related("recorded_by")}
    upcoming = rules.next_step(steps)
    access = tuple(signal.access.filter(ended_at__isnull=True).select_related("person"))
    known = {row.person_id for row in access} | {signal.started_by_id}
    colleagues: dict[UUID, RoleHolding] = {}
    for holding in people.people_of_school(signal.case.school, on=today):
        if holding.person_id not in known:
            colleagues.setdefault(holding.person_id, holding)
    return SignalPage(
        signal=signal,
        pupil=_names(actor, [signal.case], now=now)[signal.case_id],
        steps=tuple(
            StepLine(number=number, title=title, what=what, step=steps.get(number), now=number == upcoming)
            for number, (title, what) in STEPS.items()
        ),
        next=upcoming if signal.closed_at is None else None,
        may_skip_talk=upcoming == rules.TALK,
        access=access,
        colleagues=tuple(colleagues.values()),
        mine=signal.started_by_id == actor.person_id,
        may_close=signal.closed_at is None and rules.DECIDE in steps,
    )


def cases_to_signal(actor: Actor, *, now: dt.datetime) -> list[tuple[Case, str]]:
    """The cases about which this person can start a signal, with what the pupil is called for this person.

    Of whoever leads cases the own ones; of a partner those where he or she is thought of. Without a ground the pupil
    has no name there either.
    """
    own = visible_cases(actor) if actor.may_somewhere(Right.SEE_CASES) else Case.objects.none()
    about = Involved.objects.filter(person_id=actor.person_id).values("case_id")
    rows = list(
        Case.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=about))
        .filter(state=CaseState.OPEN)
        .select_related("school")
        .order_by("-created_at")
    )
    names = _names(actor, rows, now=now)
    return [(row, names[row.pk]) for row in rows if starter_roles(actor, school_id=row.school_id)]


def _names(actor: Actor, rows: list[Case], *, now: dt.datetime) -> dict[UUID, str]:
    found = {}
    for case in {row.pk: row for row in rows}.values():
        known = actor.may(Right.SEE_CASES, school_id=case.school_id)
        if not known:
            # A handful of cases at most: those where one partner is thought of.
            person = Person(pk=actor.person_id)
            known = gate.admits(gate.ground(case=case, person=person, now=now))
        name = f"{case.pupil_name} {case.pupil_initial}."
        found[case.pk] = name if known else _anonymous(case)
    return found


def _anonymous(case: Case) -> str:
    return f"Leerling {case.reference}"
