"""Why a meeting found no place, in Dutch sentences that a planner can act on.

A waterfall: how many days are left after each rule. Where it dries up, the single facts whose change would make room.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from planning.yearplan.solver.candidates import Bools
from planning.yearplan.solver.conflict import Conflict, analyse
from planning.yearplan.solver.instance import Person, clock
from planning.yearplan.solver.plan import Unplaced
from planning.yearplan.solver.timetable import Timetable

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()


def explain(timetable: Timetable, *, cut_short: bool = False) -> tuple[Unplaced, ...]:
    """Every meeting without a place, with at least one reason. `cut_short`: the search ended before all had a turn."""
    found: list[Unplaced] = []
    for index, series in enumerate(timetable.candidates.series):
        missing = [number for number in range(1, series.count + 1) if number not in timetable.years[index]]
        if missing:
            waterfall = _Waterfall(timetable, index, cut_short=cut_short)
            found += [Unplaced(series.id, number, tuple(waterfall.reasons(number))) for number in missing]
    return tuple(found)


def day_name(day: dt.date) -> str:
    """A date as people say it: "dinsdag 14 september 2027"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def _days(count: int) -> str:
    return "geen enkele dag" if count == 0 else "1 dag" if count == 1 else f"{count} dagen"


class _Waterfall:
    """The analysis of one series; what does not depend on the number is worked out once."""

    def __init__(self, timetable: Timetable, index: int, *, cut_short: bool) -> None:
        self._cut_short = cut_short
        self._timetable = timetable
        self._candidates = timetable.candidates
        self._index = index
        self._series = self._candidates.series[index]
        self._nodes = self._candidates.nodes_of(index)
        instance = self._candidates.instance
        self._school = instance.schools[self._series.school]
        self._people = [instance.people[person] for person in self._series.required]
        closed = self._school.closed_days
        self._open: Bools = np.array([day not in closed for day in self._candidates.calendar], dtype=np.bool_)
        self._together = self._legal_without(None).any(axis=0)
        self._general = self._unary()

    def reasons(self, number: int) -> list[str]:
        """The reasons for one number."""
        if number in self._candidates.refused[self._index]:
            return self._pin(number)
        if self._general:
            return self._general
        return self._period(number)

    def _legal_without(self, left_out: Person | None) -> Bools:
        """Starts × days on which the school is open and everybody required but one can."""
        legal = np.zeros((len(self._series.starts), len(self._open)), dtype=np.bool_)
        for row, start in enumerate(self._series.starts):
            legal[row] = self._open
            for person in self._people:
                if person is not left_out:
                    able = self._candidates.free(person, start, self._series.minutes)
                    legal[row] &= able & (person.max_meetings_per_day > 0)
        return legal

    def _alone(self, person: Person) -> Bools:
        """Days on which the school is open and one person can at some start."""
        able = np.zeros(len(self._open), dtype=np.bool_)
        if person.max_meetings_per_day == 0:
            return able
        for start in self._series.starts:
            able |= self._candidates.free(person, start, self._series.minutes)
        return able & self._open

    def _unary(self) -> list[str]:
        """Reasons for every number of the series: nobody, nowhere, never together. Empty if there are days."""
        if not len(self._open):
            return ["Er zijn geen schooldagen in dit schooljaar."]
        if not self._series.starts:
            return ["Voor deze reeks is geen begintijd toegestaan."]
        if self._together.any():
            return []
        if not self._open.any():
            return [f"{self._school.label} is op alle {len(self._open)} schooldagen gesloten."]
        reasons = [f"Van de {len(self._open)} schooldagen is {self._school.label} op {int(self._open.sum())} open."]
        able = {person.id: int(self._alone(person).sum()) for person in self._people}
        starts = ", ".join(clock(start) for start in self._series.starts)
        long = f"{self._series.minutes} minuten (begin om {starts})"
        reasons += [f"{person.label} kan daarvan op {_days(able[person.id])} voor {long}." for person in self._people]
        reasons += [
            f"{person.label} mag op een dag hoogstens 0 keer een overleg hebben."
            for person in self._people
            if person.max_meetings_per_day == 0
        ]
        if all(able.values()):
            names = " en ".join(person.label for person in self._people)
            reasons.append(f"{names} kunnen op geen enkele dag tegelijk.")
        room = [(int(self._legal_without(person).any(axis=0).sum()), person) for person in self._people]
        reasons += [f"Zonder {person.label} zou er op {_days(days)} plaats zijn." for days, person in room if days]
        return reasons

    def _pin(self, number: int) -> list[str]:
        start = self._series.pinned[number]
        why = self._candidates.refused[self._index][number]
        reasons = [f"De vaste datum {day_name(start.date())} om {start:%H:%M} {why}."]
        day, minute = self._candidates.index.get(start.date()), start.hour * 60 + start.minute
        if day is None:
            reasons.append("Dit is geen schooldag.")
        elif not self._open[day]:
            reasons.append(f"{self._school.label} is dan gesloten.")
        if minute not in self._series.starts:
            reasons.append(f"{start:%H:%M} is geen toegestane begintijd.")
        if day is not None:
            reasons += [
                f"{person.label} werkt dan niet of is bezet."
                for person in self._people
                if not self._candidates.free(person, minute, self._series.minutes)[day]
            ]
        return [*reasons, "Kies een andere vaste datum of maak de datum los."]

    def _period(self, number: int) -> list[str]:
        """There are days in the year: who narrows them down, and what took each of those between the neighbours."""
        within, text = self._between(number)
        found = analyse(self._timetable, self._index, within=within)
        reasons = [*_who(found), _what_took(found, text)]
        if found.free and self._cut_short:
            return [*reasons, "De rekentijd was om. Reken langer."]
        if found.free:
            return [
                *reasons,
                "Die passen niet in de volgorde van de reeks, of liggen zo ver van de beoogde dag dat het plan er "
                "slechter van wordt.",
            ]
        if text:
            least, most = self._series.min_gap_days, self._series.max_gap_days
            gap = f"{least}" if least == most else f"{least} tot {most}"
            reasons.append(f"Tussen twee overleggen liggen nu {gap} dagen.")
        return reasons

    def _between(self, number: int) -> tuple[Bools, str]:
        """Days that the placed neighbours allow, and how to say that."""
        year, ordinal = self._timetable.years[self._index], self._candidates.ordinal
        within = np.ones(len(ordinal), dtype=np.bool_)
        earlier = max((other for other in year if other < number), default=None)
        later = min((other for other in year if other > number), default=None)
        parts: list[str] = []
        for other, sign in ((earlier, 1), (later, -1)):
            if other is None:
                continue
            at = year[other][1]
            gap = (ordinal - ordinal[at]) * sign
            within &= gap > 0
            if abs(other - number) == 1:
                within &= (gap >= self._series.min_gap_days) & (gap <= self._series.max_gap_days)
            side = "na" if sign == 1 else "voor"
            parts.append(f"{side} overleg {other} op {day_name(self._candidates.calendar[at])}")
        return within, f"Met de juiste tussentijd {' en '.join(parts)}" if parts else ""


def _who(found: Conflict) -> list[str]:
    """Whose working days leave few weekdays, if they do."""
    if not found.narrowed_by:
        return []
    names = _list([person.label for person in found.narrowed_by])
    days = _list([WEEKDAYS[weekday] for weekday in found.weekdays], last="of")
    return [
        f"{names} kan alleen op {days}." if len(found.narrowed_by) == 1 else f"{names} kunnen samen alleen op {days}."
    ]


def _what_took(found: Conflict, text: str) -> str:
    """The days of the stretch, each under one cause."""
    named = len(found.weekdays) == 1
    one = WEEKDAYS[found.weekdays[0]] if named else "dag waarop iedereen werkt"
    many = f"{one}en" if named else "dagen waarop iedereen werkt"
    where = text or "In het jaar"
    if not found.days:
        return f"{where} is er geen {one}."
    parts = [
        f"{count} {_verb(count)} {what}"
        for count, what in (
            (found.past, "al voorbij"),
            (found.closed, "vrij op school"),
            (found.away, f"niet mogelijk door afwezigheid{_whom(found.away_who)}"),
            (found.taken, f"bezet door een ander overleg{_whom(found.taken_who)}"),
            (found.free, "nog vrij"),
        )
        if count
    ]
    return f"{where} {_verb(found.days)} er {found.days} {one if found.days == 1 else many}: {_list(parts)}."


def _verb(count: int) -> str:
    return "is" if count == 1 else "zijn"


def _whom(who: Sequence[tuple[Person, int]]) -> str:
    return f" ({', '.join(f'{person.label} {count}' for person, count in who)})" if who else ""


def _list(words: Sequence[str], *, last: str = "en") -> str:
    """Words in a row: a, b en c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
