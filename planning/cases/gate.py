"""The gate (house rule 4, C7): who may be at the table about a pupil, and who may read the pupil's name.

Every way out asks here: polls, invitations, agendas, documents, minutes, agreements, feeds, exports, the API, letters.
Who has which ground:

- a guardian or pupil of the case: `OWN`;
- staff of the pupil's own school: `SCHOOL`, its legal task (domain §2.1);
- a professional of another organisation: `CONSENT` when all who must say yes did, about this person in the role and
  organisation they read of (C12). Who they are, `planning.cases.ages` says: the guardians with authority, from 16 the
  pupil instead, and what the school's settings add (C9, C10);
- a party with a ground the school recorded: `LEGAL_TASK`, `SAFETY` (for a time, with a reason, on the case's page),
  or `ANONYMOUS` in a SOT;
- in a SOT talk (`sot_talk=True`) its core members have `CONSENT` once the SOT was agreed to, and the professionals of
  the school and the SWV may otherwise think along without a name: `ANONYMOUS` (R55);
- everybody else, and everybody somebody said no to: `NONE`.

It fails closed: no recorded ground is no, and trouble while looking is an exception that stops the caller (S19). Never
catch it to go on.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import DateField, Q, QuerySet, UUIDField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.prepared import Prepared
from planning.cases import rules, voices
from planning.cases.models import Case, CaseState, Involved, OtherGround, Party, Purpose
from planning.cases.rules import ConsentState, Ground
from planning.cases.voices import SOT, Question, States
from planning.errors import DomainError
from planning.people.models import Person, RoleHolding
from planning.people.roles import Role
from planning.regions.selectors import get_routes
from planning.routes.engine import Route

# Staff of the pupil's own school: its legal task, no consent needed (domain §2.1).
SCHOOL_ROLES = frozenset({Role.IB, Role.OC, Role.VC, Role.TEACHER, Role.DIRECTOR, Role.MINUTES})
ADMITS = frozenset({Ground.OWN, Ground.SCHOOL, Ground.CONSENT, Ground.LEGAL_TASK, Ground.SAFETY})


class NoGround(DomainError):
    """Somebody without a ground cannot be invited, asked or shown anything."""

    code = "no_ground"
    message = _("Voor deze persoon is geen toestemming van de ouders.")
    hint = _("Vraag eerst toestemming op de pagina van de casus.")


@dataclass(frozen=True, slots=True)
class Want:
    """One question to the gate: whether this professional may be there about this case, or get what it is about."""

    case: Case
    person_id: UUID
    sot_talk: bool = False
    purpose: str = Purpose.INVOLVE


def consent_states(case: Case, *, now: dt.datetime) -> States:
    """The state of every question of one case that was put. Five queries."""
    return voices.states_of_cases([case], now=now)[case.pk]


@dataclass(frozen=True, slots=True)
class _Places:
    """Where somebody works today, seen from one case."""

    own_staff: bool
    core: bool  # a member of this school's SOT by the route
    near: bool  # works for this school or the whole SWV
    roles: frozenset[str]


NOWHERE = _Places(own_staff=False, core=False, near=False, roles=frozenset())
Held = dict[UUID, list[tuple[UUID | None, str]]]


def _holdings_of(person_ids: Iterable[UUID], today: dt.date) -> QuerySet[RoleHolding, tuple[UUID, UUID | None, str]]:
    holdings = RoleHolding.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today), person__in=person_ids, valid_from__lte=today
    )
    return holdings.values_list("person_id", "school_id", "role")


# Most pages ask about one person in one case: those queries are prepared.
_holdings = Prepared(
    lambda person_id, today: _holdings_of([person_id], today), person_id=UUIDField(), today=DateField()
)
_involvement = Prepared(
    lambda case_id, person_id: (
        Involved.objects.filter(case=case_id, person=person_id)
        .select_related("person")
        .only("case", "person", "role", "organisation", "person__organisation")
    ),
    case_id=UUIDField(),
    person_id=UUIDField(),
)
_other = Prepared(
    lambda involved_id, today: _other_grounds([involved_id], today), involved_id=UUIDField(), today=DateField()
)


def _held(person_ids: Iterable[UUID], *, today: dt.date) -> Held:
    held: Held = defaultdict(list)
    people = set(person_ids)
    rows = _holdings(person_id=next(iter(people)), today=today) if len(people) == 1 else _holdings_of(people, today)
    for person_id, school_id, role in rows:
        held[person_id].append((school_id, role))
    return held


def _places(case: Case, route: Route, rows: Sequence[tuple[UUID | None, str]]) -> _Places:
    members = {role for row in route.meetings if row.kind == "SOT" for role in (*row.required, *row.optional)}
    return _Places(
        own_staff=any(school == case.school_id and role in SCHOOL_ROLES for school, role in rows),
        core=any(school in {case.school_id, None} and role in members for school, role in rows),
        near=any(school in {case.school_id, None} for school, _role in rows),
        roles=frozenset(role for _school, role in rows),
    )


def grounds_of(wants: Iterable[Want], *, now: dt.datetime) -> dict[Want, Ground]:
    """The ground of each of these. Eight queries for any number of cases and people."""
    asked = list(dict.fromkeys(wants))
    if not asked:
        return {}
    today = timezone.localdate(now)
    cases = {row.case.pk: row.case for row in asked}
    people = {row.person_id for row in asked}
    states = voices.states_of_cases(list(cases.values()), now=now)
    held = _held(people, today=today)
    rows: Iterable[Involved]
    if len(asked) == 1:
        rows = _involvement(case_id=asked[0].case.pk, person_id=asked[0].person_id)
    else:
        rows = Involved.objects.filter(case__in=cases, person__in=people).select_related("person")
    involved = {(row.case_id, row.person_id): row for row in rows}
    recorded = _recorded([row.pk for row in involved.values()], today=today)
    routes = get_routes((case.route, case.route_version) for case in cases.values())

    def found(want: Want) -> Ground:
        route = routes[want.case.route, want.case.route_version]
        place = _places(want.case, route, held.get(want.person_id, []))
        row = involved.get((want.case.pk, want.person_id))
        if place.own_staff:
            return Ground.SCHOOL
        if row is None and not (want.sot_talk and place.near):
            return Ground.NONE
        own = _own_state(states[want.case.pk], want, route=route, row=row, place=place)
        return rules.ground_for(
            sot_talk=want.sot_talk,
            sot=states[want.case.pk].get(SOT, ConsentState.NOT_ASKED),
            involve=own,
            core=place.core,
            other=recorded.get(row.pk) if row is not None else None,
        )

    return {want: found(want) for want in asked}


def _own_state(states: States, want: Want, *, route: Route, row: Involved | None, place: _Places) -> ConsentState:
    """What was said about this party: for being there and, for something to read, for that purpose too."""
    if row is None:
        return ConsentState.NOT_ASKED
    there = states.get(Question(Purpose.INVOLVE, row.pk), ConsentState.NOT_ASKED)
    if there == ConsentState.GRANTED and not _as_told(row, place):
        return ConsentState.NOT_ASKED
    declared = {consent.key for consent in route.consents}
    if want.purpose == Purpose.INVOLVE or want.purpose not in declared or there != ConsentState.GRANTED:
        return there
    return states.get(Question(want.purpose, row.pk), ConsentState.NOT_ASKED)


def _recorded(involved_ids: Sequence[UUID], *, today: dt.date) -> dict[UUID, str]:
    """The grounds other than consent that hold today, by party."""
    if len(involved_ids) == 1:
        return dict(_other(involved_id=involved_ids[0], today=today))
    return dict(_other_grounds(involved_ids, today))


def _other_grounds(involved_ids: Sequence[UUID], today: dt.date) -> QuerySet[OtherGround, tuple[UUID, str]]:
    rows = OtherGround.objects.filter(
        involved__in=involved_ids, ended_at__isnull=True, until__gte=today, case__state=CaseState.OPEN
    )
    return rows.values_list("involved_id", "kind")


def grounds(
    *,
    case: Case,
    person_ids: Iterable[UUID],
    now: dt.datetime,
    sot_talk: bool = False,
    purpose: str = Purpose.INVOLVE,
) -> dict[UUID, Ground]:
    """The ground of each of these professionals for this case. Eight queries for any number."""
    wants = {key: Want(case=case, person_id=key, sot_talk=sot_talk, purpose=purpose) for key in person_ids}
    found = grounds_of(wants.values(), now=now)
    return {key: found[want] for key, want in wants.items()}


def _as_told(row: Involved, place: _Places) -> bool:
    """Whether this person still has the role and organisation that the guardians said yes to (C12)."""
    return row.role in place.roles and row.organisation_id == row.person.organisation_id


def changed_since_asked(case: Case, *, now: dt.datetime) -> frozenset[UUID]:
    """The involved (their ids) who have another role or organisation than the guardians were told. Two queries."""
    rows = list(Involved.objects.filter(case=case).select_related("person"))
    held = _held([row.person_id for row in rows], today=timezone.localdate(now))
    pinned = (case.route, case.route_version)
    route = get_routes([pinned])[pinned]
    return frozenset(row.pk for row in rows if not _as_told(row, _places(case, route, held.get(row.person_id, []))))


def ground(
    *,
    case: Case,
    now: dt.datetime,
    person: Person | None = None,
    party: Party | None = None,
    sot_talk: bool = False,
    purpose: str = Purpose.INVOLVE,
) -> Ground:
    """The ground of one person or party; of nobody: none."""
    if party is not None:
        return Ground.OWN if party.case_id == case.pk else Ground.NONE
    if person is None:
        return Ground.NONE
    return grounds(case=case, person_ids=[person.pk], now=now, sot_talk=sot_talk, purpose=purpose)[person.pk]


def admits(value: Ground) -> bool:
    """Whether a ground lets somebody be named, invited and shown what is on the table. Anonymous does not."""
    return value in ADMITS


def require(
    *,
    case: Case,
    now: dt.datetime,
    person: Person | None = None,
    party: Party | None = None,
    sot_talk: bool = False,
    purpose: str = Purpose.INVOLVE,
) -> Ground:
    """The ground, or NoGround."""
    found = ground(case=case, now=now, person=person, party=party, sot_talk=sot_talk, purpose=purpose)
    if not admits(found):
        raise NoGround
    return found


def may_name_pupil(case: Case, *, now: dt.datetime) -> bool:
    """Whether the pupil may be named in the SOT (R54, R55)."""
    return consent_states(case, now=now).get(SOT) == ConsentState.GRANTED


def named_in_sot(cases: Sequence[Case], *, now: dt.datetime) -> frozenset[UUID]:
    """Which of these pupils may be named in the SOT (R54, R55). Five queries for any number."""
    states = voices.states_of_cases(cases, now=now)
    return frozenset(case.pk for case in cases if states[case.pk].get(SOT) == ConsentState.GRANTED)


def pupil_label(case: Case, *, now: dt.datetime) -> str:
    """What the SOT reads of the pupil: the name with consent, else the case's reference."""
    return pupil_labels([case], now=now)[case.pk]


def pupil_labels(cases: Sequence[Case], *, now: dt.datetime) -> dict[UUID, str]:
    """What the SOT reads of each of these pupils. Five queries for any number."""
    states = voices.states_of_cases(cases, now=now)
    return {
        case.pk: rules.pupil_label(
            named=states[case.pk].get(SOT) == ConsentState.GRANTED,
            name=str(case.pupil_name),
            initial=str(case.pupil_initial),
            reference=case.reference,
        )
        for case in cases
    }


def admitted_cases(*, person_id: UUID, cases: Sequence[Case], now: dt.datetime) -> frozenset[UUID]:
    """In which of these cases this professional has a ground, other than a SOT talk. Eight queries for any number."""
    found = grounds_of([Want(case=case, person_id=person_id) for case in cases], now=now)
    return frozenset(want.case.pk for want, ground in found.items() if admits(ground))
