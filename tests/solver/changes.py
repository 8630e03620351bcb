"""What happens to a year that is planned: plain changes of an instance (FORMAT) with the plan that people hold.

Each takes the problem and the plan as JSON and gives the problem as it is from `today` on; nothing is changed in place.
"""

from __future__ import annotations

import copy
from typing import Any

Data = dict[str, Any]
DAY = ("T00:00", "T23:59")


def again(problem: Data, plan: Data, *, today: str, changed: str = "") -> Data:
    """The same problem on a day in its year, with the plan that people hold."""
    found = copy.deepcopy(problem)
    held: dict[str, dict[str, str]] = {}
    for each in plan["meetings"]:
        held.setdefault(each["series"], {})[str(each["number"])] = each["start"]
    return found | {"previous": held, "today": today, "changed": changed}


def ill(problem: Data, plan: Data, *, person: str, today: str, days: int = 10) -> Data:
    """Somebody is ill from today on, for so many school days."""
    found = again(problem, plan, today=today, changed=f"{person} is ziek")
    away = [day for day in found["school_days"] if day >= today][:days]
    _person(found, person)["busy"] += [[day + DAY[0], day + DAY[1]] for day in away]
    return found


def study_day(problem: Data, plan: Data, *, school: str, day: str, today: str) -> Data:
    """A school gets a new study day."""
    found = again(problem, plan, today=today, changed=f"studiedag {school}")
    (row,) = (each for each in found["schools"] if each["id"] == school)
    row["closed_days"] = [*row["closed_days"], day]
    return found


def school_joins(problem: Data, plan: Data, *, school: str, today: str, count: int = 3) -> Data:
    """A school like an existing one joins, with the people whom schools share, and an IB of its own."""
    found = again(problem, plan, today=today, changed="nieuwe school")
    (like,) = (each for each in found["schools"] if each["id"] == school)
    series = next(each for each in found["series"] if each["school"] == school)
    own = next(each for each in series["required"] if _person(found, each)["role"] == "IB")
    found["people"].append(copy.deepcopy(_person(found, own)) | {"id": "new-ib", "busy": []})
    found["schools"].append(copy.deepcopy(like) | {"id": "new-school"})
    members = ["new-ib" if each == own else each for each in series["required"]]
    found["series"].append(
        copy.deepcopy(series)
        | {"id": "new-series", "school": "new-school", "required": members, "count": count, "pinned": {}}
    )
    return found


def successor(problem: Data, plan: Data, *, person: str, today: str, weekdays: str) -> Data:
    """Somebody leaves; another person, who works on other days, takes every seat from today on."""
    found = again(problem, plan, today=today, changed=f"{person} is weg")
    old = _person(found, person)
    hours = {weekday: ["08:00", "17:00"] for weekday in weekdays}
    found["people"].append(copy.deepcopy(old) | {"id": "new-" + person, "hours": hours, "busy": []})
    for row in found["series"]:
        for seats in ("required", "optional"):
            row[seats] = ["new-" + person if each == person else each for each in row[seats]]
    return found


def ahead(problem: Data, broken: list[str], plan: Data) -> list[str]:
    """What a judge that does not know `today` finds broken, without what has been."""
    been = {f"{each['series']} #{each['number']}" for each in plan["meetings"] if each["start"][:10] < problem["today"]}
    past = {day for day in {each["start"][:10] for each in plan["meetings"]} if day < problem["today"]}
    return [
        line
        for line in broken
        if line.split(":")[0] not in been and line.split(":")[0].rpartition(" on ")[2] not in past
    ]


def _person(problem: Data, key: str) -> Data:
    (found,) = (each for each in problem["people"] if each["id"] == key)
    return found
