"""The gate (house rule 4, C7): who may be at the table about a pupil, and who may read the pupil's name.

Every way out asks here: invitations, agendas, documents, polls. Who has which ground:

- a guardian or pupil of the case: `OWN`;
- staff of the pupil's own school: `SCHOOL`, its legal task (domain §2.1);
- a professional of another organisation: `CONSENT` when every guardian with authority said yes to this person, in the
  role and organisation they were told. Who changed either is somebody else to them (C12);
- in a SOT talk (`sot_talk=True`) its core members have `CONSENT` once the guardians agreed to the SOT, and the
  professionals of the school and the SWV may otherwise think along without a name: `ANONYMOUS` (R55);
- everybody else, and everybody a guardian said no to: `NONE`.

It fails closed: no recorded ground is no, and trouble while looking is an exception that stops the caller (S19). Never
catch it to go on.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.cases import rules
from planning.cases.models import (
    Authority,
    Case,
    ConsentDecision,
    ConsentRequest,
    Involved,
    Party,
    PartyKind,
)
from planning.cases.rules import ConsentState, Given, Ground
from planning.errors import DomainError
from planning.people.models import Person, RoleHolding
from planning.people.roles import Role
from planning.regions.selectors import get_route

# Staff of the pupil's own school: its legal task, no consent needed (domain §2.1).
SCHOOL_ROLES = frozenset({Role.IB, Role.OC, Role.VC, Role.TEACHER, Role.DIRECTOR, Role.MINUTES})

# The state of consent per involved person (their `Involved` id), and under None for the SOT.
States = dict[UUID | None, ConsentState]


class NoGround(DomainError):
    """Somebody without a ground cannot be invited, asked or shown anything."""

    code = "no_ground"
    message = _("Voor deze persoon is geen toestemming van de ouders.")
    hint = _("Vraag eerst toestemming op de pagina van de casus.")


def answer_of(request: ConsentRequest) -> ConsentDecision | None:
    """The newest answer of this round, by the order of writing; its `decisions` must be prefetched in that order.

    An answer from before the question was put anew does not count any more.
    """
    rows = list(request.decisions.all())
    return rows[-1] if rows and rows[-1].at >= request.asked_at else None


def with_answers() -> Prefetch[str]:
    """What `answer_of` needs to be loaded with requests."""
    return Prefetch("decisions", queryset=ConsentDecision.objects.order_by("number"))


def states_of_cases(case_ids: Iterable[UUID], *, now: dt.datetime) -> dict[UUID, States]:
    """The state of every question of each of these cases. Three queries for any number."""
    wanted = list(case_ids)
    must_answer: dict[UUID, int] = dict.fromkeys(wanted, 0)
    asked_of = Party.objects.filter(
        case__in=wanted, kind=PartyKind.GUARDIAN, authority__in=[Authority.YES, Authority.UNKNOWN]
    )
    for case_id in asked_of.values_list("case_id", flat=True):
        must_answer[case_id] += 1
    given: dict[UUID, dict[UUID | None, list[Given]]] = {case_id: defaultdict(list) for case_id in wanted}
    requests = ConsentRequest.objects.filter(case__in=wanted).select_related("giver").prefetch_related(with_answers())
    for request in requests:
        decision = answer_of(request)
        given[request.case_id][request.involved_id].append(
            Given(
                answer=decision.answer if decision is not None else None,
                expires_on=request.expires_on,
                counts=request.giver.authority != Authority.NO and request.giver.kind == PartyKind.GUARDIAN,
            )
        )
    today = timezone.localdate(now)
    return {
        case_id: {
            key: rules.consent_state(rows, must_answer=must_answer[case_id], today=today)
            for key, rows in given[case_id].items()
        }
        for case_id in wanted
    }


def consent_states(case: Case, *, now: dt.datetime) -> States:
    """The state of every question of one case. Three queries."""
    return states_of_cases([case.pk], now=now)[case.pk]


@dataclass(frozen=True, slots=True)
class _Places:
    """Where somebody works today, seen from one case."""

    own_staff: bool
    core: bool  # a member of this school's SOT by the route
    near: bool  # works for this school or the whole SWV
    roles: frozenset[str]


def _places(case: Case, wanted: Iterable[UUID], *, today: dt.date) -> dict[UUID, _Places]:
    route = get_route(case.route, case.route_version)
    members = {role for row in route.meetings if row.kind == "SOT" for role in (*row.required, *row.optional)}
    held: dict[UUID, list[tuple[UUID | None, str]]] = defaultdict(list)
    holdings = RoleHolding.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today), person__in=wanted, valid_from__lte=today
    )
    for person_id, school_id, role in holdings.values_list("person_id", "school_id", "role"):
        held[person_id].append((school_id, role))
    return {
        person_id: _Places(
            own_staff=any(school == case.school_id and role in SCHOOL_ROLES for school, role in rows),
            core=any(school in {case.school_id, None} and role in members for school, role in rows),
            near=any(school in {case.school_id, None} for school, _role in rows),
            roles=frozenset(role for _school, role in rows),
        )
        for person_id, rows in held.items()
    }


NOWHERE = _Places(own_staff=False, core=False, near=False, roles=frozenset())


def grounds(*, case: Case, person_ids: Iterable[UUID], now: dt.datetime, sot_talk: bool = False) -> dict[UUID, Ground]:
    """The ground of each of these professionals for this case. Five queries for any number."""
    wanted = set(person_ids)
    states = consent_states(case, now=now)
    places = _places(case, wanted, today=timezone.localdate(now))
    involved = {
        row.person_id: row for row in Involved.objects.filter(case=case, person__in=wanted).select_related("person")
    }
    found = {}
    for person_id in wanted:
        place, row = places.get(person_id, NOWHERE), involved.get(person_id)
        if place.own_staff:
            found[person_id] = Ground.SCHOOL
            continue
        if row is None and not (sot_talk and place.near):
            found[person_id] = Ground.NONE
            continue
        own = states.get(row.pk, ConsentState.NOT_ASKED) if row is not None else ConsentState.NOT_ASKED
        if own == ConsentState.GRANTED and row is not None and not _as_told(row, place):
            own = ConsentState.NOT_ASKED
        found[person_id] = rules.ground_for(
            sot_talk=sot_talk, sot=states.get(None, ConsentState.NOT_ASKED), involve=own, core=place.core
        )
    return found


def _as_told(row: Involved, place: _Places) -> bool:
    """Whether this person still has the role and organisation that the guardians said yes to (C12)."""
    return row.role in place.roles and row.organisation_id == row.person.organisation_id


def changed_since_asked(case: Case, *, now: dt.datetime) -> frozenset[UUID]:
    """The involved (their ids) who have another role or organisation than the guardians were told. Two queries."""
    rows = list(Involved.objects.filter(case=case).select_related("person"))
    places = _places(case, {row.person_id for row in rows}, today=timezone.localdate(now))
    return frozenset(row.pk for row in rows if not _as_told(row, places.get(row.person_id, NOWHERE)))


def ground(
    *,
    case: Case,
    now: dt.datetime,
    person: Person | None = None,
    party: Party | None = None,
    sot_talk: bool = False,
) -> Ground:
    """The ground of one person or party; of nobody: none."""
    if party is not None:
        return Ground.OWN if party.case_id == case.pk else Ground.NONE
    if person is None:
        return Ground.NONE
    return grounds(case=case, person_ids=[person.pk], now=now, sot_talk=sot_talk)[person.pk]


def admits(value: Ground) -> bool:
    """Whether a ground lets somebody be named, invited and shown what is on the table. Anonymous does not."""
    return value in {Ground.OWN, Ground.SCHOOL, Ground.CONSENT}


def require(
    *,
    case: Case,
    now: dt.datetime,
    person: Person | None = None,
    party: Party | None = None,
    sot_talk: bool = False,
) -> Ground:
    """The ground, or NoGround."""
    found = ground(case=case, now=now, person=person, party=party, sot_talk=sot_talk)
    if not admits(found):
        raise NoGround
    return found


def may_name_pupil(case: Case, *, now: dt.datetime) -> bool:
    """Whether the pupil may be named in the SOT (R54, R55)."""
    return consent_states(case, now=now).get(None) == ConsentState.GRANTED


def pupil_label(case: Case, *, now: dt.datetime) -> str:
    """What the SOT reads of the pupil: the name with consent, else the case's reference."""
    return pupil_labels([case], now=now)[case.pk]


def pupil_labels(cases: Sequence[Case], *, now: dt.datetime) -> dict[UUID, str]:
    """What the SOT reads of each of these pupils. Three queries for any number."""
    states = states_of_cases([case.pk for case in cases], now=now)
    return {
        case.pk: rules.pupil_label(
            named=states[case.pk].get(None) == ConsentState.GRANTED,
            name=str(case.pupil_name),
            initial=str(case.pupil_initial),
            reference=case.reference,
        )
        for case in cases
    }


def admitted_cases(*, person_id: UUID, cases: Sequence[Case], now: dt.datetime) -> frozenset[UUID]:
    """In which of these cases this professional has a ground, other than a SOT talk. Six queries for any number."""
    states = states_of_cases([case.pk for case in cases], now=now)
    rows = Involved.objects.filter(case__in=[case.pk for case in cases], person=person_id).select_related("person")
    involved = {row.case_id: row for row in rows}
    today = timezone.localdate(now)
    holdings = RoleHolding.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today), person=person_id, valid_from__lte=today
    )
    held = list(holdings.values_list("school_id", "role"))
    roles = frozenset(role for _school, role in held)
    found = set()
    for case in cases:
        if any(school == case.school_id and role in SCHOOL_ROLES for school, role in held):
            found.add(case.pk)
            continue
        row = involved.get(case.pk)
        state = states[case.pk].get(row.pk, ConsentState.NOT_ASKED) if row is not None else ConsentState.NOT_ASKED
        told = row is not None and row.role in roles and row.organisation_id == row.person.organisation_id
        if told and state == ConsentState.GRANTED:
            found.add(case.pk)
    return frozenset(found)
