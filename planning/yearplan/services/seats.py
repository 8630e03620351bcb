"""Who sits where: the people who hold the roles of a pattern, at a school or for the whole SWV."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from planning.people.models import RoleHolding, School
from planning.yearplan import kinds
from planning.yearplan.kinds import Pattern, SeriesKind
from planning.yearplan.models import Series, SeriesMember, YearPlan


@dataclass(slots=True)
class Seats:
    """Who holds which role: at a school, or for the whole SWV (then the one with the fewest series so far)."""

    at_school: dict[tuple[str, UUID], list[UUID]] = field(default_factory=lambda: defaultdict(list))
    everywhere: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    ended: set[tuple[str, UUID]] = field(default_factory=set)  # role, person: held once, not on this day
    given: Counter[UUID] = field(default_factory=Counter)

    def take(self, role: str, school_id: UUID) -> UUID | None:
        """The person for this role at this school, or None when nobody holds it."""
        own = self.at_school.get((role, school_id))
        if own:
            return own[0]
        pool = self.everywhere.get(role)
        if not pool:
            return None
        chosen = min(pool, key=lambda person_id: (self.given[person_id], str(person_id)))
        self.given[chosen] += 1
        return chosen

    def all_of(self, role: str) -> list[UUID]:
        """Everybody who holds a role, wherever."""
        schools = [held for (name, _school), persons in self.at_school.items() if name == role for held in persons]
        return list(dict.fromkeys([*self.everywhere.get(role, ()), *schools]))

    def holds(self, role: str, person_id: UUID, school_id: UUID) -> bool:
        """Whether somebody holds a role at this school or for the SWV."""
        return person_id in self.at_school.get((role, school_id), ()) or person_id in self.everywhere.get(role, ())


def read_seats(*, on: dt.date) -> Seats:
    """Every role held on a day, and those that were held before: one query."""
    seats = Seats()
    holdings = RoleHolding.objects.filter(valid_from__lte=on).order_by("valid_from", "person__last_name", "person_id")
    for holding in holdings:
        if holding.valid_to is not None and holding.valid_to < on:
            seats.ended.add((holding.role, holding.person_id))
        elif holding.school_id is None:
            seats.everywhere[holding.role].append(holding.person_id)
        else:
            seats.at_school[holding.role, holding.school_id].append(holding.person_id)
    return seats


def series_of_pattern(
    plan: YearPlan, school: School, kind: SeriesKind, *, seats: Seats, share: float
) -> tuple[Series, list[SeriesMember]]:
    """A series as its kind usually goes, with who holds the roles; `share` of the year is left. Nothing is saved."""
    pattern = kinds.PATTERNS[kind, school.sector]
    row = Series(
        swv_id=plan.swv_id,
        plan=plan,
        school=school,
        kind=kind,
        count=max(1, round(pattern.count * share)),
        minutes=pattern.minutes,
        starts=list(pattern.starts),
        prefer_start=pattern.starts[1],
        min_gap_days=pattern.min_gap_days,
        max_gap_days=pattern.max_gap_days,
    )
    return row, _members(row, pattern, seats)


def _members(row: Series, pattern: Pattern, seats: Seats) -> list[SeriesMember]:
    found: dict[UUID, SeriesMember] = {}
    for required, roles in ((True, pattern.required), (False, pattern.optional)):
        for role in roles:
            one = seats.take(role, row.school_id)
            everybody = kinds.EVERYBODY.get(SeriesKind(row.kind)) == role
            for person_id in seats.all_of(role) if everybody else [one]:
                if person_id is not None and person_id not in found:
                    found[person_id] = SeriesMember(
                        swv_id=row.swv_id, series=row, person_id=person_id, role=role, required=required
                    )
    return list(found.values())
