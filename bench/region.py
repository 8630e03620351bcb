"""Invented regions of any size, the same for the same number and seed: what the year-plan solver is measured on.

Primary and secondary schools in towns on a plane of 45 × 45 km; a GW per eleven primary schools, a TC per five
secondary ones, JPs per town, IB'ers of whom some serve three schools; a real Dutch calendar with five closed days per
school; and everybody is busy now and then. Format: `aan-tafel/yearplan-instance/1`.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Callable
from typing import Any

import holidays

Problem = dict[str, Any]

WEEKDAYS = range(5)
HOURS = ["08:15", "16:45"]
STARTS = ["08:30", "09:00", "10:30", "13:00", "13:30", "14:30"]
WEIGHTS = {
    "unplaced": 1000, "spread": 1, "rhythm_weekday": 3, "rhythm_start": 2,
    "prefer_weekday": 6, "prefer_start": 4, "optional_absent": 2, "moved": 25,
}  # fmt: skip


def region(schools: int, seed: int, *, year: int = 2027, holiday_region: str = "Zuid") -> Problem:
    """An SWV of `schools` schools; `year` is the one in which its school year begins."""
    return _Region(schools, seed, school_days(year, holiday_region)).problem()


def school_days(year: int, holiday_region: str) -> list[dt.date]:
    """Dates on which a school may meet: from the second school week up to the last but one."""
    years = (year, year + 1)
    free = set(holidays.country_holidays("NL", subdiv=holiday_region, categories=("school",), years=years))
    free |= set(holidays.country_holidays("NL", categories=("public",), years=years))
    day = max(each for each in free if each < dt.date(year, 9, 15)) + dt.timedelta(8)
    end = min(each for each in free if each > dt.date(year + 1, 6, 30)) - dt.timedelta(7)
    every = (day + dt.timedelta(ahead) for ahead in range((end - day).days))
    return [each for each in every if each.weekday() < 5 and each not in free]


class _Region:
    """The order of the draws is the seed's meaning: change it, and every figure ever published is of another region."""

    def __init__(self, schools: int, seed: int, days: list[dt.date]) -> None:
        self.rng = random.Random(seed)
        self.days = days
        self.count = schools
        self.people: dict[str, Problem] = {}
        self.last_ib: list[Any] = ["", -1, 3]  # id, town, how many schools
        rng, many = self.rng, max(3, schools // 8)
        self.towns = [(rng.uniform(0, 45), rng.uniform(0, 45)) for _ in range(many)]
        primary = sum(index % 6 != 5 for index in range(schools))
        self.primary = primary
        self.gws = self._team("gw", "GW", max(1, math.ceil(primary / 11)), lambda: rng.choice([3, 4, 4, 5]))
        self.tcs = self._team("tc", "TC", max(1, math.ceil((schools - primary) / 5)), lambda: rng.choice([4, 5]))
        a_town = max(1, round(schools / many / 6))
        self.jps = [self._team(f"jp{town}-", "JP", a_town, lambda: rng.choice([3, 4, 4, 5])) for town in range(many)]
        self.jas = self._team("ja", "JA", max(1, schools // 20), lambda: rng.choice([3, 4]))
        self.lpas = self._team("lpa", "LPA", max(1, schools // 25), lambda: rng.choice([3, 4]))

    def problem(self) -> Problem:
        """The instance."""
        rows = [self._school(index) for index in range(self.count)]
        for person in self.people.values():
            self._fill_diary(person)
        return {
            "format": "aan-tafel/yearplan-instance/1",
            "school_days": [str(day) for day in self.days],
            "people": list(self.people.values()),
            "schools": [school for school, _series in rows],
            "series": [series for _school, series in rows],
            "travel": {"fixed_minutes": 10, "km_per_hour": 40, "detour": 1.3},
            "weights": dict(WEIGHTS),
        }

    def _person(self, key: str, role: str, days_a_week: int) -> str:
        hours = {str(weekday): HOURS for weekday in sorted(self.rng.sample(WEEKDAYS, days_a_week))}
        self.people[key] = {"id": key, "role": role, "hours": hours, "busy": [], "max_meetings_per_day": 2}
        return key

    def _team(self, prefix: str, role: str, many: int, days_a_week: Callable[[], int]) -> list[str]:
        return [self._person(f"{prefix}{index}", role, days_a_week()) for index in range(many)]

    def _school(self, index: int) -> tuple[Problem, Problem]:
        rng, town, key = self.rng, index * len(self.towns) // self.count, f"s{index}"
        secondary = index % 6 == 5
        school = {
            "id": key,
            "sector": "VO" if secondary else "PO",
            "location": [round(at + rng.uniform(-3, 3), 2) for at in self.towns[town]],
            "closed_days": sorted(str(day) for day in rng.sample(self.days, 5)),
        }
        jp = rng.choice(self.jps[town])
        rules = self._secondary(index, jp) if secondary else self._primary(index, town, jp)
        weekdays = self._shared_weekdays(rules["required"])
        prefer = {"weekday": int(rng.choice(weekdays)), "start": rng.choice(["08:30", "09:00", "13:00"])}
        series = {"id": f"{key}-sot", "school": key, "kind": "SOT", "starts": STARTS, "prefer": prefer, "pinned": {}}
        return school, {**series, **rules}

    def _secondary(self, index: int, jp: str) -> Problem:
        rng = self.rng
        oc, tc, count = self._person(f"oc{index}", "OC", 5), rng.choice(self.tcs), rng.choice([8, 10])
        required = [oc, tc, self._person(f"vc{index}", "VC", 4), jp]
        optional = [rng.choice(self.jas), rng.choice(self.lpas)]
        return _rules(required, optional, count, minutes=90, gaps=(10, 49))

    def _primary(self, index: int, town: int, jp: str) -> Problem:
        rng = self.rng
        if self.last_ib[1] == town and self.last_ib[2] < 3 and rng.random() < 0.25:
            self.last_ib[2] += 1
        else:
            self.last_ib = [self._person(f"ib{index}", "IB", rng.choice([2, 3, 3, 4, 4])), town, 1]
        gw = self.gws[(index - index // 6) * len(self.gws) // self.primary]
        count, minutes = rng.randint(5, 7), rng.choice([90, 120, 120, 150])
        return _rules([self.last_ib[0], gw, jp], rng.sample(self.jas, 1), count, minutes=minutes, gaps=(21, 84))

    def _shared_weekdays(self, required: list[str]) -> list[str]:
        """The weekdays that all work; a school that never shares two with its people would be no real school."""
        hours = [self.people[key]["hours"] for key in required]
        expert = hours[1]
        while len(shared := set.intersection(*map(set, hours))) < 2:
            weekday = self.rng.choice(sorted(expert))
            for each in hours:
                each.setdefault(weekday, HOURS)
        return sorted(shared)

    def _fill_diary(self, person: Problem) -> None:
        rng = self.rng
        person["hours"] = dict(sorted(person["hours"].items()))
        for day in self.days:
            if str(day.weekday()) in person["hours"] and rng.random() < 0.12:
                begin = dt.datetime.combine(
                    day, dt.time.fromisoformat(rng.choice(["08:30", "10:00", "13:00", "14:30"]))
                )
                end = begin + dt.timedelta(minutes=rng.choice([60, 90, 120]))
                person["busy"].append([f"{begin:%Y-%m-%dT%H:%M}", f"{end:%Y-%m-%dT%H:%M}"])


def _rules(required: list[str], optional: list[str], count: int, *, minutes: int, gaps: tuple[int, int]) -> Problem:
    return {
        "count": count, "minutes": minutes, "required": required, "optional": optional,
        "min_gap_days": gaps[0], "max_gap_days": gaps[1],
    }  # fmt: skip
