"""A second judge, written from FORMAT on the raw JSON and in minutes, to check the solver's own judge against."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterator
from typing import Any

Data = dict[str, Any]


def minutes(moment: str) -> int:
    """Minutes since the year 1 of a local date-time."""
    when = dt.datetime.fromisoformat(moment)
    return when.toordinal() * 1440 + when.hour * 60 + when.minute


def way(problem: Data, a: Data, b: Data) -> float:
    if a["id"] == b["id"]:
        return 0.0
    km = math.hypot(a["location"][0] - b["location"][0], a["location"][1] - b["location"][1])
    travel = problem["travel"]
    return float(travel["fixed_minutes"] + km * travel["detour"] / travel["km_per_hour"] * 60)


def present(person: Data, begin: int, long: int) -> bool:
    day, clock = divmod(begin, 1440)
    hours = person["hours"].get(str((day - 1) % 7))
    if hours is None:
        return False
    first, last = (int(text[:2]) * 60 + int(text[3:]) for text in hours)
    if clock < first or clock + long > last:
        return False
    return all(minutes(b) <= begin or begin + long <= minutes(a) for a, b in person["busy"])


def judge(problem: Data, placed: dict[tuple[str, int], str]) -> tuple[bool, float]:
    """Whether a plan is legal, and its cost."""
    legal, cost, weights = True, 0.0, problem["weights"]
    people = {row["id"]: row for row in problem["people"]}
    schools = {row["id"]: row for row in problem["schools"]}
    days = problem["school_days"]
    events: list[tuple[str, int, int, Data]] = []  # person, begin, end, school
    for row in problem["series"]:
        own = {n: placed[row["id"], n] for n in range(1, row["count"] + 1) if (row["id"], n) in placed}
        cost += weights["unplaced"] * (row["count"] - len(own))
        for n, when in own.items():
            begin, date = minutes(when), when[:10]
            legal &= date in days and date not in schools[row["school"]]["closed_days"] and when[11:] in row["starts"]
            legal &= all(present(people[p], begin, row["minutes"]) for p in row["required"])
            legal &= row["pinned"].get(str(n), when) == when
            events += [(p, begin, begin + row["minutes"], schools[row["school"]]) for p in row["required"]]
            if date in days:
                off = days.index(date) - (n - 0.5) * len(days) / row["count"]
                cost += weights["spread"] * math.floor(off**2 / 4 + 0.5)
            cost += weights["moved"] * (problem.get("previous", {}).get(row["id"], {}).get(str(n), when) != when)
            if n - 1 in own:
                gap = minutes(when) // 1440 - minutes(own[n - 1]) // 1440
                legal &= row["min_gap_days"] <= gap <= row["max_gap_days"]
        if own:
            cost += rhythm(row, list(own.values()), weights)
    legal &= not any(together(problem, *pair) for pair in itertools.combinations(events, 2))
    for key in people:
        at = [begin // 1440 for p, begin, _, _ in events if p == key]
        legal &= all(at.count(day) <= people[key]["max_meetings_per_day"] for day in at)
    return legal, cost + weights["optional_absent"] * absences(problem, people, schools, placed, events)


def together(problem: Data, a: tuple[str, int, int, Data], b: tuple[str, int, int, Data]) -> bool:
    if a[0] != b[0] or a[1] // 1440 != b[1] // 1440:
        return False
    between = way(problem, a[3], b[3])
    return a[1] < b[2] + between and b[1] < a[2] + between


def rhythm(row: Data, whens: list[str], weights: Data) -> float:
    weekdays = [dt.date.fromisoformat(when[:10]).weekday() for when in whens]
    clocks = [when[11:] for when in whens]
    return min(
        weights["rhythm_weekday"] * sum(x != weekday for x in weekdays)
        + weights["rhythm_start"] * sum(x != clock for x in clocks)
        + weights["prefer_weekday"] * (weekday != row["prefer"]["weekday"])
        + weights["prefer_start"] * (clock != row["prefer"]["start"])
        for weekday, clock in itertools.product(weekdays, clocks)
    )


def absences(
    problem: Data,
    people: Data,
    schools: Data,
    placed: dict[tuple[str, int], str],
    events: list[tuple[str, int, int, Data]],
) -> int:
    found = 0
    for row in problem["series"]:
        for key, (n, when) in itertools.product(
            row["optional"], ((n, w) for (s, n), w in placed.items() if s == row["id"])
        ):
            mine = (key, minutes(when), minutes(when) + row["minutes"], schools[row["school"]])
            away = any(together(problem, mine, other) for other in events)
            found += n <= row["count"] and (away or not present(people[key], mine[1], row["minutes"]))
    return found


def least_cost(problem: Data) -> float:
    """The cost of the best legal plan of a tiny problem whose meetings are in order of date, by trying everything."""
    years = [list(_years(problem, row)) for row in problem["series"]]
    costs = (judge(problem, {k: v for year in choice for k, v in year.items()}) for choice in itertools.product(*years))
    return min(cost for legal, cost in costs if legal)


def _years(problem: Data, row: Data) -> Iterator[dict[tuple[str, int], str]]:
    """Every legal year of one series by itself."""
    cells = [None, *(f"{day}T{start}" for day in problem["school_days"] for start in row["starts"])]
    alone = {**problem, "series": [row]}
    for choice in itertools.product(cells, repeat=row["count"]):
        year = {(row["id"], n): cell for n, cell in enumerate(choice, start=1) if cell is not None}
        dates = [cell[:10] for cell in year.values()]
        if all(a < b for a, b in itertools.pairwise(dates)) and judge(alone, year)[0]:
            yield year
