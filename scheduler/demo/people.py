"""The people of the demo as plain rows: who works where, when, and when they cannot. The same at every load."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from planning.people.roles import Role
from scheduler.demo.cast import LOGINS
from scheduler.demo.names import names
from scheduler.demo.region import SCHOOLS, DemoSchool

SWV_NAME = "SWV De Brabantse Wal (demo)"
BOARDS = "Schoolbesturen De Wal"
MUNICIPALITY, GGD, RBL = "Gemeenten De Wal", "GGD De Wal", "Regionaal Bureau Leren De Wal"
MORNING, EVENING = dt.time(8, 15), dt.time(16, 45)


@dataclass(slots=True)
class DemoPerson:
    """One person: roles are (role, school or None for the whole SWV); days are weekdays, 0 is Monday."""

    first: str
    last: str
    email: str
    organisation: str
    days: tuple[int, ...]
    roles: list[tuple[Role, DemoSchool | None]] = field(default_factory=list)
    busy: list[tuple[dt.datetime, dt.datetime]] = field(default_factory=list)  # local, naive


class Cast:
    """Hands out people: those with a login first, then invented ones."""

    def __init__(self, *, school_year: int) -> None:
        self.dice = random.Random(20260801)  # noqa: S311  # a demo, not a secret
        self.people: list[DemoPerson] = []
        self.school_year = school_year
        self._names: Iterator[tuple[str, str]] = names()

    def person(self, organisation: str, days: tuple[int, ...], *, login: str = "") -> DemoPerson:
        """A new person; with `login` the one of that demo account."""
        if login:
            known = next(row for row in LOGINS if row.email.startswith(f"{login}@"))
            first, _, last = known.name.partition(" ")
            email = known.email
        else:
            first, last = next(self._names)
            plain = f"{first}.{last}".lower().replace(" ", "").replace("ë", "e")
            email = f"{plain}@demo.example"
        row = DemoPerson(first=first, last=last, email=email, organisation=organisation, days=days)
        self.people.append(row)
        return row

    def days(self, count: int, *, among: tuple[int, ...] = (0, 1, 2, 3, 4)) -> tuple[int, ...]:
        """So many working days, drawn."""
        return tuple(sorted(self.dice.sample(among, count)))


def everybody(*, school_year: int) -> list[DemoPerson]:
    """All people of the demo SWV."""
    cast = Cast(school_year=school_year)
    coordinator = cast.person(SWV_NAME, (0, 1, 2, 3), login="coordinator")
    coordinator.roles.append((Role.COORDINATOR, None))
    primary = [school for school in SCHOOLS if school.sector == "PO"]
    secondary = [school for school in SCHOOLS if school.sector == "VO"]
    youth = _youth(cast)
    _primary(cast, primary, youth)
    _secondary(cast, secondary, youth)
    officer = cast.person(BOARDS, (0, 2, 3), login="fg")
    officer.roles.append((Role.FG, None))
    # Last, so that the others keep their names and days: two whom some routes let hold regie (R12).
    teacher = cast.person(primary[0].board, (0, 1, 2, 3, 4), login="leerkracht")
    teacher.roles.append((Role.TEACHER, primary[0]))
    guide = cast.person(SWV_NAME, (1, 2, 3), login="trajectbegeleider")
    guide.roles.append((Role.TRAJECT, None))
    for row in cast.people:
        row.busy = _busy(cast, row)
    return cast.people


def _youth(cast: Cast) -> dict[str, DemoPerson]:
    """JPs by town, two youth doctors and an attendance officer for everybody."""
    towns = list(dict.fromkeys(school.town for school in SCHOOLS))
    by_town: dict[str, DemoPerson] = {}
    for number, town in enumerate(towns):
        if number % 2 == 0 or len(towns) == number + 1:
            person = cast.person(MUNICIPALITY, (0, 1, 2, 3) if number else (0, 1, 3, 4), login="" if number else "jp")
        by_town[town] = person
    for school in SCHOOLS:
        by_town[school.town].roles.append((Role.JP, school))
    for number in range(2):
        doctor = cast.person(GGD, (0, 1, 3) if number else (1, 2, 3, 4))
        doctor.roles += [(Role.JA, school) for school in SCHOOLS[number::2]]
    officer = cast.person(RBL, (0, 1, 2, 3, 4))
    officer.roles += [(Role.LPA, school) for school in SCHOOLS]
    return by_town


def _primary(cast: Cast, schools: list[DemoSchool], youth: dict[str, DemoPerson]) -> None:
    """Three GW over the primary schools; part-time IB'ers, every fifth of whom serves two schools."""
    experts = []
    for number in range(3):
        expert = cast.person(SWV_NAME, cast.days(4) if number else (0, 1, 2, 3), login="" if number else "gw")
        expert.roles.append((Role.GW, None))
        experts.append(expert)
    shared: DemoPerson | None = None
    for number, school in enumerate(schools):
        expert = experts[number * len(experts) // len(schools)]
        expert.roles.append((Role.GW, school))
        together = tuple(day for day in expert.days if day in youth[school.town].days)
        if shared is not None:
            ib, shared = shared, None
        else:
            ib = cast.person(
                school.board,
                cast.days(min(3, len(together)), among=together) if number else (0, 1, 3),
                login="" if number else "ib",
            )
            shared = (
                ib
                if number % 5 == 3 and schools[number + 1 : number + 2] and schools[number + 1].town == school.town
                else None
            )
        ib.roles.append((Role.IB, school))
        director = cast.person(school.board, (0, 1, 2, 3, 4), login="" if number else "directeur")
        director.roles.append((Role.DIRECTOR, school))
        teacher = cast.person(school.board, cast.days(4))
        teacher.roles.append((Role.TEACHER, school))


def _secondary(cast: Cast, schools: list[DemoSchool], youth: dict[str, DemoPerson]) -> None:
    """Two TC over the secondary schools; each school an OC and a VC."""
    coaches = []
    for number in range(2):
        coach = cast.person(SWV_NAME, cast.days(4) if number else (0, 1, 2, 3, 4), login="" if number else "tc")
        coach.roles.append((Role.TC, None))
        coaches.append(coach)
    for number, school in enumerate(schools):
        coach = coaches[number * len(coaches) // len(schools)]
        coach.roles.append((Role.TC, school))
        together = tuple(day for day in coach.days if day in youth[school.town].days)
        oc = cast.person(school.board, (0, 1, 2, 3, 4), login="" if number else "oc")
        oc.roles.append((Role.OC, school))
        vc = cast.person(school.board, tuple(sorted({*cast.days(2), *together[:2]})))
        vc.roles.append((Role.VC, school))
        director = cast.person(school.board, (0, 1, 2, 3, 4))
        director.roles.append((Role.DIRECTOR, school))


def _busy(cast: Cast, person: DemoPerson) -> list[tuple[dt.datetime, dt.datetime]]:
    """Other things in the diary: a fixed team hour, and some loose hours through the year."""
    rows = []
    day, last = dt.date(cast.school_year, 9, 1), dt.date(cast.school_year + 1, 7, 1)
    while day < last:
        if day.weekday() in person.days and cast.dice.random() < 0.08:
            start = dt.datetime.combine(day, dt.time(cast.dice.choice((9, 10, 13, 14)), 0))
            rows.append((start, start + dt.timedelta(minutes=cast.dice.choice((60, 90, 120)))))
        day += dt.timedelta(days=1)
    return rows


def study_days(*, school_year: int) -> list[tuple[DemoSchool, dt.date]]:
    """Four study days a school, on weekdays through the year."""
    dice = random.Random(school_year)  # noqa: S311  # a demo, not a secret
    rows = []
    for school in SCHOOLS:
        for month, year in ((10, school_year), (12, school_year), (2, school_year + 1), (6, school_year + 1)):
            day = dt.date(year, month, dice.randint(1, 20))
            while day.weekday() > 4:
                day += dt.timedelta(days=1)
            rows.append((school, day))
    return rows
