"""A TLV request at one look: what is there, what is missing, and whether the chair sat on another chair (R144)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Case
from planning.dossier.models import TlvExpert, TlvRequest
from planning.dossier.rules import tlv as rules
from planning.dossier.rules.tlv import Expert
from planning.dossier.selectors.clocks import TlvDue, deadlines, dues_of_tlv
from planning.errors import Text
from planning.people import selectors as people
from planning.people.models import Person, RoleHolding
from planning.people.roles import Role, short_name
from planning.regions.selectors import get_route
from planning.routes.parts import Tlv

PIECES: dict[str, Text] = {
    rules.OPP: _("OPP met het handelingsdeel, met instemming van de ouders"),
    rules.PARENTS: _("wat de ouders ervan vinden, in hun eigen woorden"),
    rules.PUPIL: _("wat de leerling ervan vindt"),
    rules.SOT: _("verslag van het SOT waarin dit is besloten"),
    rules.LOG: _("wat er al is gedaan, met de gegevens die daarbij horen"),
}
MISSING: dict[str, Text] = {
    "expert-1": _("het oordeel van de eerste deskundige"),
    "expert-2": _("het oordeel van de tweede deskundige"),
    "director": _("de directeur erbij betrekken"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of the checklist of the package."""

    key: str
    label: Text
    ready: bool
    needed: bool


@dataclass(frozen=True, slots=True)
class TlvPage:
    """Everything the page of a request shows; without a request what one needs to begin."""

    request: TlvRequest | None
    earlier: tuple[TlvRequest, ...]
    route: Tlv
    experts: tuple[TlvExpert, ...]
    pieces: tuple[Piece, ...]
    missing: tuple[Text, ...]  # what is needed beside the pieces
    missing_pieces: int
    dues: tuple[TlvDue, ...]
    conflict: tuple[str, ...]  # sot, expert: the other chairs of the committee's chair
    first_expert: str  # what the route calls the first expert; "" where it says nothing
    chair_role: str
    no_last_day: bool  # the SWV has not filled in when to hand in

    @property
    def ready(self) -> bool:
        """Whether the package can be sent."""
        return not self.missing and not self.missing_pieces

    @property
    def to_do(self) -> int:
        """How many things are still needed."""
        return len(self.missing) + self.missing_pieces


def experts_of(request: TlvRequest) -> list[Expert]:
    """The experts as the rules want them."""
    return [
        Expert(
            number=row.number,
            person=str(row.person_id) if row.person_id is not None else str(row.name),
            role=row.role,
            on=row.judged_on,
        )
        for row in request.experts.all()
    ]


def missing(request: TlvRequest) -> tuple[str, ...]:
    """Codes of what must still be there before it can be sent."""
    return rules.missing_of(
        pieces={row.key for row in request.pieces.all()},
        experts=experts_of(request),
        exception=request.exception,
        director=request.director_on is not None,
    )


def tlv_page(case: Case, *, sat_in_sot: Collection[UUID] = (), now: dt.datetime) -> TlvPage:
    """The page. `sat_in_sot`: who was in a SOT about this case, which the rooms above know."""
    requests = list(
        case.tlv_requests.select_related("chair", "decided_by", "sent_by").prefetch_related("experts__person", "pieces")
    )
    route = get_route(case.route, case.route_version).tlv
    request = next((row for row in requests if not row.outcome), None)
    base = {
        "route": route,
        "first_expert": short_name(route.first_expert) if route.first_expert else "",
        "chair_role": short_name(route.chair) if route.chair else "",
        "no_last_day": not deadlines(case.school).last_days,
        "earlier": tuple(row for row in requests if row.outcome),
    }
    if request is None:
        dues = [due for row in requests[:1] for due in _with(case, row, now=now)]
        return TlvPage(
            request=None,
            experts=(),
            pieces=(),
            missing=(),
            missing_pieces=0,
            dues=tuple(dues),
            conflict=(),
            **base,  # type: ignore[arg-type]  # the parts above
        )
    ready = {row.key for row in request.pieces.all()}
    wanted = rules.SHORT_PACKAGE if request.exception else rules.PACKAGE
    lacking = missing(request)
    conflict = rules.conflict_of_role(
        chair=str(request.chair_id), sat_in_sot={str(key) for key in sat_in_sot}, experts=experts_of(request)
    )
    return TlvPage(
        request=request,
        experts=tuple(request.experts.all()),
        pieces=tuple(
            Piece(key=key, label=PIECES[key], ready=key in ready, needed=key in wanted) for key in rules.PACKAGE
        ),
        missing=tuple(MISSING[key] for key in lacking if key not in PIECES),
        missing_pieces=sum(key in PIECES for key in lacking),
        dues=tuple(_with(case, request, now=now)),
        conflict=conflict if request.chair_id is not None else (),
        **base,  # type: ignore[arg-type]  # the parts above
    )


def _with(case: Case, request: TlvRequest, *, now: dt.datetime) -> list[TlvDue]:
    request.case = case
    return dues_of_tlv(request, now=now)


def open_request(case: Case) -> TlvRequest | None:
    """The request that runs, or None."""
    return case.tlv_requests.filter(outcome="").first()


EXPERT_ROLES = (Role.GW, Role.ORTHO, Role.JA, Role.JP, Role.SMW, Role.AB, Role.COACH)


def expert_choices(case: Case, *, on: dt.date) -> list[RoleHolding]:
    """Who of the directory may judge: once each, with the role that fits best. One query."""
    return _once(case, EXPERT_ROLES, on=on)


def chair_choices(case: Case, *, on: dt.date) -> list[RoleHolding]:
    """Who may chair the committee: the role of the route first. One query."""
    return _once(case, (Role.TC, Role.COORDINATOR, Role.GW), on=on)


def _once(case: Case, roles: tuple[Role, ...], *, on: dt.date) -> list[RoleHolding]:
    rows = (
        people.current(on)
        .filter(Q(school=case.school_id) | Q(school__isnull=True), role__in=roles)
        .select_related("person__organisation")
        .order_by("person__last_name", "person__first_name")
    )
    found: dict[UUID, RoleHolding] = {}
    for row in sorted(rows, key=lambda row: roles.index(Role(row.role))):
        found.setdefault(row.person_id, row)
    return list(found.values())


def person_of(rows: Collection[RoleHolding], person_id: str) -> Person | None:
    """The chosen person of a list of choices, or None."""
    return next((row.person for row in rows if str(row.person_id) == person_id), None)
