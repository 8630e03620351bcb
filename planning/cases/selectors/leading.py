"""Who leads a case, since when, and in which round it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from planning.cases import leading
from planning.cases.gate import SCHOOL_ROLES
from planning.cases.models import (
    Case,
    CasusregisseurTerm,
    Domain,
    Involved,
    Regie,
    RegieKind,
    RegieOffer,
    Scaling,
    Tick,
    TickList,
)
from planning.cases.selectors.ways import role_name, standing_of
from planning.people import selectors as people
from planning.people.access import LEADERS, Actor, Right
from planning.people.models import Person
from planning.people.roles import ABBREVIATION, Role, short_name
from planning.regions.selectors import get_route
from planning.routes.engine import Route
from planning.routes.parts import Step


@dataclass(frozen=True, slots=True)
class Lead:
    """Who holds regie: persons since a day, or the roles that the route names for this step."""

    rows: tuple[Regie, ...]
    roles: tuple[str, ...]  # what the route says of this step; `casusregisseur` may be among them
    fits: bool  # whether who holds it is whom the route wants at this step
    offer: RegieOffer | None

    @property
    def split(self) -> bool:
        """Whether school and youth care each hold a plan (R18)."""
        return any(row.kind != RegieKind.WHOLE for row in self.rows)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Over what regie can be handed on: after a split one of the two plans, else only the whole."""
        return [(row.kind, str(row.get_kind_display())) for row in self.rows] if self.split else []

    def may_lead(self, actor: Actor, case: Case) -> bool:
        """Whether this person may do what only regie may (the services ask again, with the ground)."""
        holders = [leading.Holder(kind=row.kind, person=row.person_id, role=row.role) for row in self.rows]
        of_the_school = actor.may(Right.MANAGE_CASES, school_id=case.school_id)
        return leading.leads(actor.person_id, holders, of_the_school=of_the_school)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list of the route, and when it was ticked off."""

    number: int
    text: str
    tick: Tick | None


def lead_of(case: Case, step: Step) -> Lead:
    """Who leads now. Two queries."""
    found = Regie.objects.filter(case=case, until__isnull=True).select_related("person")
    rows = tuple(found.order_by("since", "created_at"))  # a split begins for both at once: the school comes first
    holders = [leading.Holder(kind=row.kind, person=row.person_id, role=row.role) for row in rows]
    offer = RegieOffer.objects.filter(case=case, answered_at__isnull=True).select_related("person", "asked_by").first()
    fits = leading.fits(step.regie, holders, contact=case.casusregisseur_id)
    return Lead(rows=rows, roles=step.regie, fits=fits, offer=offer)


def regie_history(case: Case) -> list[Regie]:
    """Everybody who held regie, oldest first."""
    return list(Regie.objects.filter(case=case).select_related("person", "decided_by").order_by("since"))


def round_of(case: Case) -> int:
    """How often the case has begun this way: 1, and one more for each time back from the evaluation (R132)."""
    return standing_of(case).round


def lines(case: Case, of: TickList, texts: Sequence[str], *, round_: int) -> list[Line]:
    """The lines of a list with their ticks. One query."""
    ticks = {row.number: row for row in Tick.objects.filter(case=case, of=of, round=round_).select_related("by")}
    return [Line(number, text, ticks.get(number)) for number, text in enumerate(texts, start=1)]


def open_escalation(case: Case) -> Scaling | None:
    """The escalation that goes on, if any (R137)."""
    rows = Scaling.objects.filter(case=case, ended_at__isnull=True, person__isnull=False)
    return rows.select_related("person").first()


def scalings(case: Case) -> list[Scaling]:
    """Every step up or down, oldest first."""
    return list(Scaling.objects.filter(case=case).select_related("by", "person").order_by("at"))


def role_names(route: Route, roles: Sequence[str]) -> list[str]:
    """What the roles of a step are called in this region (R6)."""
    return [role_name(route, role) for role in roles]


def short_role_names(route: Route, roles: Sequence[str]) -> list[str]:
    """The same in a list: the abbreviation where the field has one; the page explains it where it first stands."""
    return [ABBREVIATION[Role(role)] if role in ABBREVIATION else role_name(route, role) for role in roles]


def led_by(person_id: object) -> Q:
    """The cases in which somebody holds regie, is asked to, is casusregisseur, or has an impasse put before them."""
    return (
        Q(casusregisseur=person_id)
        | Q(regie__person=person_id, regie__until__isnull=True)
        | Q(regie_offers__person=person_id, regie_offers__answered_at__isnull=True)
        | Q(scalings__person=person_id, scalings__ended_at__isnull=True)
    )


@dataclass(frozen=True, slots=True)
class RegiePage:
    """The page Regie."""

    lead: Lead
    lead_roles: tuple[str, ...]
    contact: str  # what the region calls the parents' contact
    rule: tuple[tuple[str, str], ...]  # what comes first, and to whom the rule then points (R20)
    history: tuple[Regie, ...]
    terms: tuple[CasusregisseurTerm, ...]
    lines: tuple[Line, ...]
    round: int
    escalation: Scaling | None
    scalings: tuple[Scaling, ...]
    leaders: list[tuple[Person, str]]
    consulents: list[tuple[Person, str]]
    case: Case

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Over what regie can be handed on."""
        return self.lead.kinds

    def may_lead(self, actor: Actor) -> bool:
        """Whether this person may do what only regie may."""
        return self.lead.may_lead(actor, self.case)


def regie_page(case: Case, *, today: dt.date) -> RegiePage:
    """Everything the page Regie shows, in a fixed number of queries."""
    route = get_route(case.route, case.route_version)
    step = route.step(case.step)
    rule = route.casusregisseur
    lead, number = lead_of(case, step), round_of(case)
    return RegiePage(
        lead=lead,
        lead_roles=tuple(role_names(route, step.regie)),
        contact=rule.name if rule is not None else "casusregisseur",
        rule=tuple((str(label), ", ".join(role_names(route, rule.proposed(value)))) for value, label in Domain.choices)
        if rule is not None
        else (),
        history=tuple(regie_history(case)),
        terms=tuple(CasusregisseurTerm.objects.filter(case=case).select_related("person", "appointed_by")),
        lines=tuple(lines(case, TickList.REGIE, rule.tasks if rule is not None else (), round_=number)),
        round=number,
        escalation=open_escalation(case),
        scalings=tuple(scalings(case)),
        leaders=possible_leaders(case, today=today),
        consulents=consulents(case, today=today),
        case=case,
    )


def open_offer(case: Case) -> RegieOffer | None:
    """The offer of regie that waits for an answer."""
    rows = RegieOffer.objects.filter(case=case, answered_at__isnull=True)
    return rows.select_related("person", "asked_by").first()


def possible_leaders(case: Case, *, today: dt.date) -> list[tuple[Person, str]]:
    """Who can lead: staff of the school, and partners who are thought of for this case. Each once, with the role.

    Only in a role that gives the right to (S6): a director sees no case (R16), so nobody hands one over to them.
    """
    rows = people.people_of_school(case.school, on=today)
    staff = {row.person_id: (row.person, short_name(row.role)) for row in rows if row.role in SCHOOL_ROLES & LEADERS}
    thought_of = Involved.objects.filter(case=case, role__in=LEADERS).select_related("person").order_by("created_at")
    return list({**{row.person_id: (row.person, short_name(row.role)) for row in thought_of}, **staff}.values())


def consulents(case: Case, *, today: dt.date) -> list[tuple[Person, str]]:
    """The onderwijszorgconsulenten of this school and the whole SWV."""
    return [(person, short_name(Role.OZC)) for person in people.holders(Role.OZC, school=case.school, on=today)]


def colleagues_for_tasks(case: Case, *, today: dt.date) -> list[tuple[Person, str]]:
    """To whom a task can be handed: who leads cases at the school."""
    rows = people.people_of_school(case.school, on=today)
    leads = {Role.IB, Role.OC}
    return list({row.person_id: (row.person, short_name(row.role)) for row in rows if row.role in leads}.values())


def closing_lines(case: Case) -> list[Line]:
    """The checklist of closing with its ticks."""
    route = get_route(case.route, case.route_version)
    return lines(case, TickList.CLOSING, route.closing.checklist, round_=1)
