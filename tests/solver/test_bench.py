"""The measuring instruments themselves: the same region for the same seed, a judge that sees faults, a whole table."""

import copy
import hashlib
import json

import pytest
from defusedxml import ElementTree

from bench import yearplan
from bench.judge import judge
from bench.region import region
from bench.report import BEGIN, END, write_docs
from planning.yearplan.solver.instance import Instance
from planning.yearplan.solver.solve import solve

DIGEST = "2320c7db701efa3a28c693cd661657bb0da39224d87d26a149517aebb4540a1a"


def test_a_seed_is_a_region_for_ever():
    """Figures of different days may be compared only as long as this digest stands."""
    digest = hashlib.sha256(json.dumps(region(20, 1), sort_keys=True).encode()).hexdigest()
    assert digest == DIGEST
    assert region(20, 1) != region(20, 2)


@pytest.fixture(scope="module")
def solved():
    problem = region(6, 1)
    return problem, solve(Instance.from_json(problem), time_limit=3, workers=1)


def test_the_judge_agrees_with_the_solver(solved):
    problem, plan = solved
    assert judge(problem, plan.to_json()) == ([], plan.score)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda plan: plan["meetings"].pop(), "neither placed nor unplaced"),
        (lambda plan: plan["meetings"].append(plan["meetings"][0]), "placed twice"),
        (lambda plan: plan["meetings"][0].update(start="2027-12-25T09:00"), "no school day"),
        (lambda plan: plan["meetings"][0].update(start=plan["meetings"][0]["start"][:11] + "09:01"), "allowed start"),
        (lambda plan: plan["meetings"][0].update(start=plan["meetings"][1]["start"]), "days after the one before"),
        (lambda plan: plan["meetings"][0].update(series="nobody"), "no such meeting"),
    ],
)
def test_the_judge_sees_a_fault(solved, spoil, says):
    problem, plan = solved
    spoilt = copy.deepcopy(plan.to_json())
    spoil(spoilt)
    assert any(says in line for line in judge(problem, spoilt)[0])


def test_every_way_is_measured_and_told(tmp_path):
    rows = [yearplan.one(way, 6, 1, 1.0) for way in ("solver", "byhand", "monolith")]
    sizes = yearplan.summary(rows)
    own, hand, _model = rows
    assert [row["broken"] for row in rows] == [0, 0, 0]
    assert own["unplaced"] == 0
    assert own["gap"] is not None
    assert own["score"] <= hand["score"]
    (tmp_path / "yearplan.md").write_text(f"above\n{BEGIN}\nold\n{END}\nbelow\n")
    write_docs(tmp_path, sizes, rows, yearplan.growth(sizes))
    page = (tmp_path / "yearplan.md").read_text()
    assert "| 6 | " in page
    assert "old" not in page
    assert page.startswith("above")
    assert page.endswith("below\n")
    assert ElementTree.parse(tmp_path / "yearplan-gap.svg").getroot().tag.endswith("svg")


def test_growth_is_the_slope_between_sizes():
    rows = [{"schools": n, "near": n**1.5 / 100} for n in (20, 50, 100, 200)]
    assert yearplan.growth(rows) == 1.5
    assert yearplan.growth(rows[:2]) is None
