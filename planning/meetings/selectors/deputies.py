"""How the quorum stands, decision by decision, and who can take the place of somebody who cannot come (R77)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from planning.cases import selectors as cases
from planning.cases.models import PartyKind
from planning.meetings import rules
from planning.meetings.models import Hold, Meeting, Participant
from planning.meetings.selectors.people import present, without_ground
from planning.meetings.selectors.seats import meeting_type
from planning.people.models import Deputy, Person, RoleHolding
from planning.people.roles import short_name


@dataclass(frozen=True, slots=True)
class AtStake:
    """One decision of the route that this meeting can take: without whom it cannot now, and who has yet to say."""

    title: str
    lacking: tuple[str, ...]
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeputyChoice:
    """Somebody who could come instead. `blocked`: no ground, so consent is asked first; `busy`: has another meeting."""

    person: Person
    why: str
    blocked: bool
    busy: bool


def decisions_at_stake(meeting: Meeting, standing: Mapping[Participant, rules.Said]) -> list[AtStake]:
    """What this table can decide, by the quorum of its route, as the answers stand now. None without a case."""
    case = meeting.case
    if case is None or meeting_type(case, meeting.kind) is None:
        return []
    route = cases.route_of(case)
    decisions = route.decisions_at(meeting.kind)
    elsewhere: frozenset[UUID] = frozenset()
    if any(cases.RECEIVING in group for _decision, quorum in decisions for group in quorum.groups):
        people = [row.person_id for row in standing if row.person_id is not None]
        elsewhere = cases.of_another_school(case, people, today=timezone.localdate(meeting.start or meeting.created_at))
    seats = [(_roles(row, elsewhere), said.partstat) for row, said in standing.items()]
    found = []
    for decision, quorum in decisions:
        state = rules.groups_at(seats, quorum.groups)
        found.append(
            AtStake(
                title=decision.title,
                lacking=tuple(_named(group) for group in state.lacking),
                waiting=tuple(_named(group) for group in state.waiting),
            )
        )
    return found


def _roles(row: Participant, elsewhere: frozenset[UUID]) -> frozenset[str]:
    if row.party is not None:
        return frozenset({"pupil" if row.party.kind == PartyKind.PUPIL else "guardian"})
    return frozenset({row.role, cases.RECEIVING} if row.person_id in elsewhere else {row.role})


def _named(group: tuple[str, ...]) -> str:
    words = {"guardian": _("ouder"), "pupil": _("leerling"), cases.RECEIVING: _("ontvangende school")}
    return _(" of ").join(words.get(role) or short_name(role) for role in group)


def deputies_for(participant: Participant, *, now: dt.datetime) -> list[DeputyChoice]:
    """Who can come instead of a professional: who was named as deputy, and who has the same role for this school.

    The same role at the school, for the whole SWV, or in the same organisation. Nobody who sits there already. The
    participant's `meeting` and `person` are loaded. Constant queries; empty for parents and pupils.
    """
    meeting, person = participant.meeting, participant.person
    if person is None or meeting.start is None:
        return []
    day = timezone.localdate(meeting.start)
    seated = {row.person_id for row in present(meeting)}
    found: dict[UUID, tuple[Person, str]] = {}
    stands_in = Deputy.objects.filter(person=person, valid_from__lte=day, valid_to__gte=day).select_related("deputy")
    for row in stands_in:
        found[row.deputy_id] = (row.deputy, _("is als vervanger aangewezen"))
    same = RoleHolding.objects.filter(role=participant.role, valid_from__lte=day).exclude(valid_to__lt=day)
    near = Q(school=meeting.school_id) | Q(school__isnull=True) | Q(person__organisation=person.organisation_id)
    for holding in same.filter(near).select_related("person__organisation").order_by("person__last_name"):
        of = holding.person.organisation
        why = ", ".join(part for part in (short_name(participant.role), of.name if of else "") if part)
        found.setdefault(holding.person_id, (holding.person, why))
    for key in seated & set(found):
        del found[key]  # type: ignore[arg-type]  # a key of both is a person's
    blocked: frozenset[UUID] = frozenset()
    if meeting.case is not None:
        blocked = without_ground(case=meeting.case, kind=meeting.kind, person_ids=found, now=now)
    end = rules.end_of(meeting.start, meeting.minutes)
    holds = Hold.objects.filter(person__in=found, firm=True, start__lt=end, end__gt=meeting.start)
    busy = set(holds.exclude(meeting=meeting).values_list("person_id", flat=True))
    choices = [DeputyChoice(one, why, one.pk in blocked, one.pk in busy) for one, why in found.values()]
    return sorted(choices, key=lambda row: (row.blocked, row.busy))
