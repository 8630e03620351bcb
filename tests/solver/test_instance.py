"""Reading an instance: everything comes back as it went in, and every wrong field is named."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from planning.yearplan.solver.instance import Instance, clock
from planning.yearplan.solver.reading import InstanceError
from tests.solver.making import Problem, person, problem, region, school, series, two_schools

Change = Callable[[Problem], Any]


def test_an_instance_survives_the_round_trip() -> None:
    data = two_schools(previous={"a-sot": {"1": "2027-09-20T09:00"}}, changed="GW ziek")
    data["people"][0]["name"] = "M. Jansen"
    data["schools"][0]["name"] = "De Regenboog"
    data["people"][0]["busy"] = [["2027-09-14T09:00", "2027-09-16T10:00"]]
    data["series"][0]["pinned"] = {"2": "2027-10-05T13:00"}
    assert Instance.from_json(data).to_json() == data


def test_a_region_survives_the_round_trip() -> None:
    data = region(8, seed=1)
    assert Instance.from_json(Instance.from_json(data).to_json()) == Instance.from_json(data)


def test_labels_use_names_where_they_are_known() -> None:
    data = two_schools()
    data["people"][0]["name"] = "M. Jansen"
    data["schools"][1]["name"] = "De Regenboog"
    read = Instance.from_json(data)
    assert [read.people["gw"].label, read.people["ib1"].label] == ["GW M. Jansen", "IB ib1"]
    assert [read.schools["a"].label, read.schools["b"].label] == ["a", "De Regenboog"]


def test_travel_is_rounded_up_to_whole_minutes() -> None:
    read = Instance.from_json(two_schools())  # 9 km × 1.3 / 40 × 60 + 10 = 27.55 minutes
    assert [read.travel_minutes("a", "b"), read.travel_minutes("a", "a")] == [28, 0]


def test_schools_at_the_end_of_the_world_are_only_far() -> None:
    data = two_schools()
    data["schools"][1]["location"] = [1e300, 0]
    assert Instance.from_json(data).travel_minutes("a", "b") == 2 * 24 * 60


def test_clock() -> None:
    assert [clock(0), clock(545), clock(1439)] == ["00:00", "09:05", "23:59"]


WRONG: list[tuple[str, Change]] = [
    ("format", lambda d: d.update(format="aan-tafel/yearplan-instance/2")),
    ("format", lambda d: d.pop("format")),
    ("school_days", lambda d: d.update(school_days="2027-09-13")),
    ("school_days", lambda d: d["school_days"].reverse()),
    ("school_days[1]", lambda d: d["school_days"].__setitem__(1, "2027-09-13")),
    ("school_days[0]", lambda d: d["school_days"].__setitem__(0, "13-09-2027")),
    ("school_days[0]", lambda d: d["school_days"].__setitem__(0, 20270913)),
    ("people", lambda d: d.pop("people")),
    ("people[0]", lambda d: d["people"].__setitem__(0, "gw")),
    ("people[1].id", lambda d: d["people"][1].update(id="gw")),
    ("people[0].id", lambda d: d["people"][0].update(id="")),
    ("people[0].role", lambda d: d["people"][0].update(role=None)),
    ("people[0].name", lambda d: d["people"][0].update(name=3)),
    ("people[0].hours.7", lambda d: d["people"][0]["hours"].update({"7": ["08:00", "09:00"]})),
    ("people[0].hours.0", lambda d: d["people"][0]["hours"].update({"0": ["08:00"]})),
    ("people[0].hours.0", lambda d: d["people"][0]["hours"].update({"0": ["12:00", "09:00"]})),
    ("people[0].hours.0[1]", lambda d: d["people"][0]["hours"].update({"0": ["08:00", "9:00"]})),
    ("people[0].hours.0[1]", lambda d: d["people"][0]["hours"].update({"0": ["08:00", "24:00"]})),
    ("people[0].busy[0]", lambda d: d["people"][0].update(busy=[["2027-09-13T10:00", "2027-09-13T09:00"]])),
    ("people[0].busy[0][0]", lambda d: d["people"][0].update(busy=[["2027-09-13", "2027-09-13T09:00"]])),
    ("people[0].busy[0][1]", lambda d: d["people"][0].update(busy=[["2027-09-13T08:00", "2027-09-13T09:00Z"]])),
    ("people[0].max_meetings_per_day", lambda d: d["people"][0].update(max_meetings_per_day=-1)),
    ("people[0].max_meetings_per_day", lambda d: d["people"][0].update(max_meetings_per_day=True)),
    ("schools[1].id", lambda d: d["schools"][1].update(id="a")),
    ("schools[0].location", lambda d: d["schools"][0].update(location=[1.0])),
    ("schools[0].location[0]", lambda d: d["schools"][0].update(location=[float("nan"), 0])),
    ("schools[0].closed_days[0]", lambda d: d["schools"][0].update(closed_days=["vrijdag"])),
    ("series[1].id", lambda d: d["series"][1].update(id="a-sot")),
    ("series[0].school", lambda d: d["series"][0].update(school="c")),
    ("series[0].count", lambda d: d["series"][0].update(count=-1)),
    ("series[0].count", lambda d: d["series"][0].update(count=2.0)),
    ("series[0].count", lambda d: d["series"][0].update(count=10_000)),
    ("series[0].minutes", lambda d: d["series"][0].update(minutes=0)),
    ("series[0].required[1]", lambda d: d["series"][0].update(required=["gw", "gw"])),
    ("series[0].required[0]", lambda d: d["series"][0].update(required=["nobody"])),
    ("series[0].optional[0]", lambda d: d["series"][0].update(optional=["gw"])),
    ("series[0].starts[0]", lambda d: d["series"][0].update(starts=["half negen"])),
    ("series[0].starts[0]", lambda d: d["series"][0].update(starts=["²3:00"])),
    ("series[0].prefer.weekday", lambda d: d["series"][0]["prefer"].update(weekday=7)),
    ("series[0].prefer.start", lambda d: d["series"][0]["prefer"].pop("start")),
    ("series[0].min_gap_days", lambda d: d["series"][0].update(min_gap_days=-1)),
    ("series[0].pinned.3", lambda d: d["series"][0].update(pinned={"3": "2027-09-13T09:00"})),
    ("series[0].pinned.01", lambda d: d["series"][0].update(pinned={"01": "2027-09-13T09:00"})),
    ("series[0].pinned.1", lambda d: d["series"][0].update(pinned={"1": "ooit"})),
    ("travel.km_per_hour", lambda d: d["travel"].update(km_per_hour=0)),
    ("travel.detour", lambda d: d["travel"].update(detour=-1)),
    ("weights.moved", lambda d: d["weights"].pop("moved")),
    ("weights.spread", lambda d: d["weights"].update(spread=float("inf"))),
    ("weights.unplaced", lambda d: d["weights"].update(unplaced=10_001)),
    ("previous.a-sot.x", lambda d: d.update(previous={"a-sot": {"x": "2027-09-13T09:00"}})),
    ("changed", lambda d: d.update(changed=None)),
]


@pytest.mark.parametrize(("path", "change"), WRONG)
def test_a_wrong_field_is_named(path: str, change: Change) -> None:
    data = copy.deepcopy(two_schools())
    change(data)
    with pytest.raises(InstanceError) as refused:
        Instance.from_json(data)
    assert refused.value.path == path
    assert str(refused.value).startswith(f"{path}: ")


@pytest.mark.parametrize("data", [None, [], "{}", 3])
def test_what_is_no_object_is_no_instance(data: object) -> None:
    with pytest.raises(InstanceError, match="instance: must be an object"):
        Instance.from_json(data)


def test_an_empty_instance_is_an_instance() -> None:
    assert Instance.from_json(problem(days=0)).school_days == ()


def test_a_start_that_is_named_twice_counts_once() -> None:
    data = problem(
        people=[person("p")], schools=[school("a")], series=[series("s", "a", ["p"], starts=["13:00", "09:00"] * 2)]
    )
    assert Instance.from_json(data).series["s"].starts == (540, 780)
