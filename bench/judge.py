"""The judge of a year plan: what it breaks and what it costs. Shares no line with the solver, so it can be believed.

The rules are those of `aan-tafel/yearplan-instance/1`, read from the raw JSON.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from itertools import combinations, product
from typing import Any

Data = dict[str, Any]
Meeting = tuple[dt.datetime, dt.datetime, str, str]  # start, end, school, label


def judge(problem: Data, plan: Data) -> tuple[list[str], float]:
    """Every broken hard rule in a line, and the score (lower is better)."""
    found = _Judge(problem)
    found.read(plan)
    for series in problem["series"]:
        found.series(series)
    found.diaries()
    found.optional()
    return found.broken, found.cost


class _Judge:
    def __init__(self, problem: Data) -> None:
        self.problem = problem
        self.weights = problem["weights"]
        self.people = {row["id"]: row for row in problem["people"]}
        self.schools = {row["id"]: row for row in problem["schools"]}
        self.index = {day: index for index, day in enumerate(problem["school_days"])}
        self.placed: dict[str, dict[int, dt.datetime]] = {row["id"]: {} for row in problem["series"]}
        self.diary: dict[tuple[str, str], list[Meeting]] = defaultdict(list)
        self.reasoned: set[tuple[str, int]] = set()
        self.broken: list[str] = []
        self.cost = 0.0

    def read(self, plan: Data) -> None:
        counts = {row["id"]: row["count"] for row in self.problem["series"]}
        for row in plan["meetings"]:
            key, number = row["series"], row["number"]
            if not 1 <= number <= counts.get(key, 0):
                self.broken.append(f"{key} #{number}: no such meeting")
            elif number in self.placed[key]:
                self.broken.append(f"{key} #{number}: placed twice")
            else:
                self.placed[key][number] = dt.datetime.fromisoformat(row["start"])
        self.reasoned = {(row["series"], row["number"]) for row in plan["unplaced"] if row["reasons"]}

    def series(self, row: Data) -> None:
        placed = self.placed[row["id"]]
        for number in range(1, row["count"] + 1):
            if number in placed:
                self._meeting(row, number, placed)
                continue
            self.cost += self.weights["unplaced"]
            if (row["id"], number) not in self.reasoned:
                self.broken.append(f"{row['id']} #{number}: neither placed nor unplaced with a reason")
        if placed:
            self.cost += self._rhythm(row, list(placed.values()))

    def _meeting(self, row: Data, number: int, placed: dict[int, dt.datetime]) -> None:
        label, start = f"{row['id']} #{number}", placed[number]
        end, day = start + dt.timedelta(minutes=row["minutes"]), str(start.date())
        wrong = self.broken.append
        if day not in self.index or day in self.schools[row["school"]]["closed_days"]:
            wrong(f"{label}: {day} is no school day")
        if f"{start:%H:%M}" not in row["starts"]:
            wrong(f"{label}: {start:%H:%M} is not an allowed start")
        for person in row["required"]:
            if not self._at_work(person, start, end):
                wrong(f"{label}: {person} is not at work or is busy")
            self.diary[person, day].append((start, end, row["school"], label))
        pin = row["pinned"].get(str(number))
        if pin and dt.datetime.fromisoformat(pin) != start:
            wrong(f"{label}: not where it is pinned")
        if number - 1 in placed:
            gap = (start.date() - placed[number - 1].date()).days
            if not row["min_gap_days"] <= gap <= row["max_gap_days"]:
                wrong(f"{label}: {gap} days after the one before")
        if day in self.index:
            ideal = (number - 0.5) * len(self.index) / row["count"]
            self.cost += self.weights["spread"] * math.floor((self.index[day] - ideal) ** 2 / 4 + 0.5)
        held = self.problem.get("previous", {}).get(row["id"], {}).get(str(number))
        if held and dt.datetime.fromisoformat(held) != start:
            self.cost += self.weights["moved"]

    def _at_work(self, person: str, start: dt.datetime, end: dt.datetime) -> bool:
        row = self.people[person]
        hours = row["hours"].get(str(start.weekday()))
        if not hours or f"{start:%H:%M}" < hours[0] or f"{end:%H:%M}" > hours[1]:
            return False
        stretches = (map(dt.datetime.fromisoformat, stretch) for stretch in row["busy"])
        return not any(begin < end and start < until for begin, until in stretches)

    def _rhythm(self, row: Data, starts: list[dt.datetime]) -> float:
        weights, prefer = self.weights, row["prefer"]
        least: float = min(
            weights["rhythm_weekday"] * sum(start.weekday() != weekday for start in starts)
            + weights["rhythm_start"] * sum(f"{start:%H:%M}" != clock for start in starts)
            + weights["prefer_weekday"] * (weekday != prefer["weekday"])
            + weights["prefer_start"] * (clock != prefer["start"])
            for weekday, clock in product({start.weekday() for start in starts}, {f"{start:%H:%M}" for start in starts})
        )
        return least

    def _way(self, a: str, b: str) -> dt.timedelta:
        if a == b:
            return dt.timedelta(0)
        travel = self.problem["travel"]
        km = math.dist(self.schools[a]["location"], self.schools[b]["location"])
        return dt.timedelta(minutes=travel["fixed_minutes"] + km * travel["detour"] / travel["km_per_hour"] * 60)

    def diaries(self) -> None:
        for (person, day), rows in self.diary.items():
            if len(rows) > self.people[person]["max_meetings_per_day"]:
                self.broken.append(f"{person} on {day}: {len(rows)} meetings")
            for first, second in combinations(sorted(rows), 2):
                if second[0] < first[1] + self._way(first[2], second[2]):
                    self.broken.append(f"{person} on {day}: {first[3]} and {second[3]} clash")

    def optional(self) -> None:
        for row in self.problem["series"]:
            for start, person in product(self.placed[row["id"]].values(), row["optional"]):
                end, others = start + dt.timedelta(minutes=row["minutes"]), self.diary[person, str(start.date())]
                away = not self._at_work(person, start, end) or any(
                    begin < end + (way := self._way(row["school"], school)) and start < until + way
                    for begin, until, school, _label in others
                )
                self.cost += self.weights["optional_absent"] * away
