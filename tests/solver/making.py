"""Small problems to try the solver on: one by hand, and seeded invented regions of any size."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from planning.yearplan.solver.instance import Instance

Problem = dict[str, Any]
WEIGHTS = {
    "unplaced": 1000, "spread": 1, "rhythm_weekday": 3, "rhythm_start": 2,
    "prefer_weekday": 6, "prefer_start": 4, "optional_absent": 2, "moved": 25,
}  # fmt: skip
MONDAY = dt.date(2027, 9, 13)


def school_days(count: int, first: dt.date = MONDAY) -> list[str]:
    """The first `count` weekdays from a date."""
    days = [first + dt.timedelta(days=k) for k in range(count * 2 + 7)]
    return [str(day) for day in days if day.weekday() < 5][:count]


def person(key: str, role: str = "GW", *, weekdays: str = "01234", most: int = 2, busy: Any = ()) -> Problem:
    hours = {weekday: ["08:15", "16:45"] for weekday in weekdays}
    return {"id": key, "role": role, "hours": hours, "busy": list(busy), "max_meetings_per_day": most}


def school(key: str, *, at: tuple[float, float] = (0.0, 0.0), closed: Any = ()) -> Problem:
    return {"id": key, "sector": "PO", "location": list(at), "closed_days": list(closed)}


def series(key: str, at: str, required: list[str], **changes: Any) -> Problem:
    return {
        "id": key, "school": at, "kind": "SOT", "count": 2, "minutes": 90, "required": required, "optional": [],
        "starts": ["09:00", "13:00"], "prefer": {"weekday": 1, "start": "09:00"},
        "min_gap_days": 7, "max_gap_days": 60, "pinned": {}, **changes,
    }  # fmt: skip


def problem(*, days: int = 40, people: Any = (), schools: Any = (), series: Any = (), **changes: Any) -> Problem:
    return {
        "format": "aan-tafel/yearplan-instance/1", "school_days": school_days(days), "people": list(people),
        "schools": list(schools), "series": list(series),
        "travel": {"fixed_minutes": 10, "km_per_hour": 40, "detour": 1.3}, "weights": dict(WEIGHTS), **changes,
    }  # fmt: skip


def two_schools(**changes: Any) -> Problem:
    """Two schools that share a GW, each with an IB'er."""
    return problem(
        people=[person("gw"), person("ib1", "IB", weekdays="123"), person("ib2", "IB", weekdays="014")],
        schools=[school("a"), school("b", at=(9.0, 0.0))],
        series=[series("a-sot", "a", ["ib1", "gw"]), series("b-sot", "b", ["ib2", "gw"])],
        **changes,
    )


def region(schools: int, seed: int, *, days: int = 190) -> Problem:
    """An invented region: a GW per eleven schools, JPs per town, a JA whom all would like to have there."""
    rng = random.Random(seed)
    dates = school_days(days)

    def staff(key: str, role: str, worked: int) -> Problem:
        weekdays = "".join(sorted(rng.sample("01234", worked)))
        found = person(key, role, weekdays=weekdays)
        for day in dates:
            if rng.random() < 0.1:
                hour = rng.choice([8, 10, 13])
                found["busy"].append([f"{day}T{hour:02d}:30", f"{day}T{hour + 1:02d}:45"])
        return found

    gws = [staff(f"gw{k}", "GW", 4) for k in range(-(-schools // 11))]
    jps = [staff(f"jp{k}", "JP", rng.choice([4, 5])) for k in range(-(-schools // 6))]
    jas = [staff(f"ja{k}", "JA", 3) for k in range(-(-schools // 20))]
    ibs = [staff(f"ib{k}", "IB", rng.choice([3, 4])) for k in range(schools)]
    return problem(
        days=days,
        people=[*gws, *jps, *jas, *ibs],
        schools=[
            school(f"s{k}", at=(rng.uniform(0, 30), rng.uniform(0, 30)), closed=rng.sample(dates, min(5, days // 4)))
            for k in range(schools)
        ],
        series=[
            series(
                f"s{k}-sot", f"s{k}", [f"ib{k}", f"gw{k // 11}", f"jp{k // 6}"], count=rng.randint(4, 7),
                optional=[rng.choice(jas)["id"]], minutes=rng.choice([90, 120, 150]),
                starts=["08:30", "09:00", "10:30", "13:00", "14:30"],
                prefer={"weekday": rng.randrange(5), "start": rng.choice(["08:30", "13:00"])},
                min_gap_days=14, max_gap_days=84,
            )
            for k in range(schools)
        ],
    )  # fmt: skip


def read(data: Problem) -> Instance:
    return Instance.from_json(data)
