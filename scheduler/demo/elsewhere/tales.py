"""What happened at the other schools of the demo: light cases through a school year, drawn by a dice.

No ORM and no clock: each tale is told to its end, whatever the day; who writes it down stops at today. So all who load
the demo on one day get the same, and a day later the same and a day more.
"""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from integrations.schoolyear.region import region_year
from planning.cases.rules import expiry
from scheduler.demo.build import AMSTERDAM
from scheduler.demo.region import SCHOOLS, DemoSchool

REGION = "Zuid"
SALT = 15  # another number is another region, as real as this one
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
# How many signals a school year brings, by school: many at big secondary schools, few or none at small ones.
BUSY = {"VO": (14, 13, 10, 7, 6, 4), "PO": (3, 6, 2, 0, 5, 2, 7, 1)}
# What is late is so above all where much is to be done: from so many signals on.
MANY, LATE, LATE_WHERE_BUSY = 10, 0.1, 0.45
# When in the year: few look back in the weeks that school has just begun, or is nearly over.
SEASON = {8: 0, 9: 10, 10: 6, 11: 6, 12: 4, 1: 7, 2: 5, 3: 5, 4: 5, 5: 4, 6: 0}
# The rounds of last year's SOTs begin on or after these days, and take a week and a half.
ROUNDS = ((9, 22), (11, 10), (1, 12), (3, 2), (4, 13), (6, 1))
ROUND_DAYS, ROUND_HOURS = 7, tuple(dt.time(hour, 30) for hour in (8, 10, 12, 14, 16))
PUPILS = (
    "Aafke Bobbie Collin Dewi Evy Faas Gaby Hidde Isis Jurre Kik Lauren Mink Nouk Olle Pippa Quin Rafke Siem Tygo "
    "Ulrik Vajèn Wout Xem Yfke Zeb Alicia Boaz Ceylin Duuk Elif Floris Giel Hafsa Ilyas Jinte Kiki Loek Mirza Nomi "
    "Otis Puk Rinske Sabri Taeke Umut Veerle Wessel Yara Zoey"
).split()
FAMILIES = (
    "Aarts Bos Claassen Demir Ernst Faber Goossens Hermans Idrissi Jacobs Karaca Lemmens Maes Nouri Oomen".split()
)
SOURCES = ("teacher", "teacher", "teacher", "parents", "parents", "pupil", "vc")


class SchoolDays:
    """The days of two school years and the one after on which there is school, by number."""

    def __init__(self, first_year: int) -> None:
        self.days = [day for year in range(first_year, first_year + 3) for day in _open_days(year)]

    def from_on(self, day: dt.date) -> dt.date:
        """The day itself, or the first school day after it."""
        return self.days[bisect_left(self.days, day)]

    def until(self, day: dt.date) -> dt.date:
        """The day itself, or the last school day before it."""
        return self.days[bisect_right(self.days, day) - 1]

    def after(self, day: dt.date, count: int) -> dt.date:
        """So many school days later."""
        return self.days[bisect_left(self.days, day) + count]

    def between(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """All of them, both ends included."""
        return [day for day in self.days if first <= day <= last]


def _open_days(year: int) -> list[dt.date]:
    known = region_year(year, REGION)
    every = (
        known.first_day + dt.timedelta(days=number) for number in range((known.last_day - known.first_day).days + 1)
    )
    return [day for day in every if day.weekday() < 5 and not known.is_free(day)]


@dataclass(frozen=True, slots=True)
class Promise:
    """One agreement of the HIA or MDO: whose, by when, when it was begun on and when it was done."""

    owner: str  # lead, expert or guardian: a seat at that table
    due: dt.date
    begun: dt.datetime
    done: dt.datetime


@dataclass(frozen=True, slots=True)
class Look:
    """One evaluation: by when it was to be, when it was, and whether the help goes on after it."""

    on: dt.date
    held: dt.datetime
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Helped:
    """What followed when the SOT said that a HIA or MDO was needed."""

    met: dt.datetime
    mandated: bool
    promises: tuple[Promise, ...]
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class Discussed:
    """How a signal that became a case went on: consent, the SOT, and help or advice."""

    asked: dt.datetime
    answered: dt.datetime
    sot: dt.datetime
    told: dt.datetime  # the parents heard what came of it
    helped: Helped | None
    closed: dt.datetime


@dataclass(frozen=True, slots=True)
class Tale:
    """One signal, and all that came of it. Without `discussed` the school went on by itself."""

    school: DemoSchool
    number: int
    pupil: str
    initial: str
    group: str
    guardian: str
    source: str
    signalled: dt.datetime
    taken: dt.datetime
    settled: dt.datetime
    discussed: Discussed | None


def elsewhere() -> tuple[DemoSchool, ...]:
    """All schools but the first, which has a story of its own."""
    return SCHOOLS[1:]


def sots_of(year: int, days: SchoolDays) -> dict[str, list[dt.datetime]]:
    """When each school's SOTs were in a year whose plan is not in the demo: no two at one hour."""
    dice = random.Random(f"sots {year}")  # noqa: S311  # a demo, not a secret
    found: dict[str, list[dt.datetime]] = {school.brin: [] for school in elsewhere()}
    for month, day in ROUNDS:
        first = days.from_on(dt.date(year if month >= 8 else year + 1, month, day))
        last = days.after(first, ROUND_DAYS - 1)
        hours = [at(one, hour) for one, hour in product(days.between(first, last), ROUND_HOURS)]
        for school, moment in zip(elsewhere(), dice.sample(hours, len(elsewhere())), strict=True):
            found[school.brin].append(moment)
    return found


def tales_of(year: int, *, sots: Mapping[str, Sequence[dt.datetime]], days: SchoolDays) -> list[Tale]:
    """All tales that begin in a school year, in the order of their signals."""
    told: list[Tale] = []
    counts = dict.fromkeys(BUSY, 0)
    for school in elsewhere():
        signals = BUSY[school.sector][counts[school.sector] % len(BUSY[school.sector])]
        counts[school.sector] += 1
        teller = _Teller(year, school, sots=sorted(sots.get(school.brin, ())), days=days, much=signals >= MANY)
        told += [teller.tell(number) for number in range(signals)]
    return sorted(told, key=lambda tale: (tale.signalled, tale.school.brin, tale.number))


class _Teller:
    """Draws the tales of one school in one year."""

    def __init__(
        self, year: int, school: DemoSchool, *, sots: Sequence[dt.datetime], days: SchoolDays, much: bool
    ) -> None:
        self.school, self.sots, self.days = school, sots, days
        self.dice = random.Random(f"{SALT} {year} {school.brin}")  # noqa: S311  # a demo, not a secret
        self.late = LATE_WHERE_BUSY if much else LATE
        self.in_year = days.between(dt.date(year, 8, 1), dt.date(year + 1, 6, 30))

    def tell(self, number: int) -> Tale:
        """One signal and what came of it."""
        signalled = self.hour(self.dice.choices(self.in_year, [SEASON[day.month] for day in self.in_year])[0])
        taken = self.later(signalled, 0, 2)
        settled = self.later(taken, 1, 4)
        grade = self.dice.choice("345678" if self.school.sector == "PO" else "1234")
        family = self.dice.choice(FAMILIES)
        return Tale(
            school=self.school,
            number=number,
            pupil=self.dice.choice(PUPILS),
            initial=family[0],
            group=grade if self.school.sector == "PO" else f"{grade}{self.dice.choice('ABC')}",
            guardian=f"{self.dice.choice(('Anneke', 'Bert', 'Cornelie', 'Edwin', 'Fatma', 'Gerrit'))} {family}",
            source=self.dice.choice(SOURCES if self.school.sector == "VO" else SOURCES[:-1]),
            signalled=signalled,
            taken=taken,
            settled=settled,
            discussed=self._discussed(settled),
        )

    def _discussed(self, opened: dt.datetime) -> Discussed | None:
        asked = self.later(opened, 0, 2)
        answered = self.later(asked, 1, 4)
        sot = next((moment for moment in self.sots if moment > answered + DAY), None)
        goes_to_the_sot, needs_more = self.dice.random() < 0.88, self.dice.random() < 0.65
        if sot is None or not goes_to_the_sot:
            return None
        helped = self._helped(sot) if needs_more else None
        told = self.later(sot, 1, 5)
        if helped is not None:
            last = max(helped.looks[-1].held, *(promise.done for promise in helped.promises))
            closed = self.later(last, 2, 12)
            # Help does not outlive the consent it was given under, nor comes near to its end (C14).
            if closed.date() < expiry(asked_on=asked.date()) - 5 * WEEK:
                return Discussed(asked, answered, sot, told, helped, closed)
        return Discussed(asked, answered, sot, told, None, self.later(told, 5, 15))

    def _helped(self, sot: dt.datetime) -> Helped:
        met = self.later(sot, 8, 14)
        promises = tuple(self._promise(met, owner) for owner in self.dice.sample(("lead", "expert", "guardian"), 2))
        looks = [self._look(met)]
        if looks[0].goes_on:
            looks.append(self._look(looks[0].held, last=True))
        return Helped(met, mandated=self.dice.random() < 0.4, promises=promises, looks=tuple(looks))

    def _promise(self, met: dt.datetime, owner: str) -> Promise:
        due = self.days.after(met.date(), self.dice.randint(14, 28))
        begun = self.later(met, 2, 10)
        late = self.dice.random() < self.late
        done = self.later(self.hour(due), 1, 8) if late else self.hour(self.days.after(begun.date(), 3))
        return Promise(owner, due, begun, done)

    def _look(self, since: dt.datetime, *, last: bool = False) -> Look:
        on = self.days.after(since.date(), self.dice.randint(28, 36))
        late, goes_on = self.dice.random() < self.late, self.dice.random() < 0.2 and not last
        held = self.hour(self.days.after(on, self.dice.randint(12, 16) if late else self.dice.randint(0, 5)))
        return Look(on, held, goes_on)

    def later(self, moment: dt.datetime, fewest: int, most: int) -> dt.datetime:
        """Some school days later, at some hour; not on the day itself, unless later on it."""
        found = self.hour(self.days.after(moment.date(), self.dice.randint(fewest, most)))
        return found if found > moment else self.later(moment, fewest + 1, most + 1)

    def hour(self, day: dt.date) -> dt.datetime:
        """Some hour of a day on which people meet: in the first weeks after the summer nobody does."""
        day = day if day.month != 8 else self.days.from_on(day.replace(month=9, day=1 + self.dice.randrange(10)))
        return at(day, dt.time(self.dice.randint(8, 15), self.dice.choice((0, 15, 30, 45))))


def at(day: dt.date, hour: dt.time) -> dt.datetime:
    """An aware moment on a Dutch clock."""
    return dt.datetime.combine(day, hour, tzinfo=AMSTERDAM)
