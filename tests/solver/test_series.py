"""The best year of a series by shortest paths, against trying every year there is."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from planning.yearplan.solver.candidates import NEVER, Candidates, Cell
from planning.yearplan.solver.series import SKIPPED, Batch
from planning.yearplan.solver.timetable import Timetable, Year
from tests.solver.making import WEIGHTS, Problem, person, problem, read, region, school, series


def tiny(seed: int) -> Problem:
    """One series on ten days, with a little of everything."""
    rng = random.Random(seed)
    days = problem(days=10)["school_days"]
    moments = [f"{day}T{clock}" for day in days for clock in ("09:00", "13:00")]
    row = series(
        "s", "a", ["p"], count=rng.choice([2, 3]), optional=["q"], minutes=60, min_gap_days=rng.randint(1, 3),
        max_gap_days=rng.randint(3, 6), prefer={"weekday": rng.randrange(5), "start": "13:00"},
    )  # fmt: skip
    if seed % 3 == 0:
        row["pinned"] = {str(rng.randint(1, 2)): rng.choice(moments)}
    held = {"s": {str(n): rng.choice(moments) for n in (1, 2)}} if seed % 3 == 1 else {}
    weekdays = "".join(sorted(rng.sample("01234", 3)))
    return problem(
        days=10,
        people=[person("p", weekdays=weekdays), person("q", weekdays="024")],
        schools=[school("a", closed=rng.sample(days, 2))],
        series=[row],
        previous=held,
        weights=WEIGHTS | {"prefer_weekday": 3, "prefer_start": 2},  # so no rhythm is cheapest that no meeting keeps
    )


def every_year(candidates: Candidates) -> list[Year]:
    """All years of the only series, in order of date and within the gaps, pins obeyed."""
    row, pins = candidates.series[0], candidates.pins[0]
    cells: list[Cell | None] = [None, *(tuple(cell) for cell in np.argwhere(candidates.legal).tolist())]
    found: list[Year] = []
    for choice in itertools.product(cells, repeat=row.count):
        year = {number: cell for number, cell in enumerate(choice, start=1) if cell is not None}
        if any(year.get(number) != cell for number, cell in pins.items()) or set(year) & set(candidates.refused[0]):
            continue
        days = [day for _, day in year.values()]
        gaps = [int(candidates.ordinal[year[n + 1][1]] - candidates.ordinal[year[n][1]]) for n in year if n + 1 in year]
        in_order = all(a < b for a, b in itertools.pairwise(days))
        if in_order and all(row.min_gap_days <= gap <= row.max_gap_days for gap in gaps):
            found.append(year)
    return found


@pytest.mark.parametrize("seed", range(24))
def test_the_best_year_is_the_best_of_all(seed: int) -> None:
    candidates = Candidates(read(tiny(seed)))
    table = Timetable(candidates)

    def cost(year: Year) -> float:
        table.put(0, year)
        return table.score

    least = min(cost(year) for year in every_year(candidates))
    table.clear(0)
    assert cost(table.best_year(0)) == least


def test_a_batch_finds_what_each_finds_alone() -> None:
    candidates = Candidates(read(region(12, seed=2)))
    together = Batch(candidates, range(12), whole=True)
    rng = np.random.default_rng(1)
    extra = rng.integers(0, 5, size=(candidates.days, candidates.nodes)).astype(np.float32)
    cost = np.minimum(candidates.cost.T.astype(np.float32) + extra, np.float32(NEVER))
    best = together.solve(cost[:, together.nodes])
    for place, member in enumerate(together.members):
        alone = Batch(candidates, [member], whole=True)
        found = alone.solve(cost[:, alone.nodes])
        assert found.value[0] == pytest.approx(best.value[place])
        count = candidates.series[member].count
        assert found.days[0].tolist() == best.days[place, :count].tolist()
        assert found.nodes[0].tolist() == best.nodes[place, :count].tolist()


def test_wide_and_narrow_arrays_take_the_same_minima() -> None:
    candidates = Candidates(read(region(60, seed=4)))
    wide = Batch(candidates, range(60))
    assert max(family.columns.stop - family.columns.start for family in wide.families) > 150
    cost = candidates.cost.T.astype(np.float32)
    values = dict(zip(wide.members, wide.solve(cost[:, wide.nodes]).value, strict=True))
    for member in range(0, 60, 7):
        alone = Batch(candidates, [member])
        assert alone.solve(cost[:, alone.nodes]).value[0] == values[member]


def test_nothing_allowed_is_nothing_placed() -> None:
    candidates = Candidates(read(tiny(0)))
    batch = Batch(candidates, [0], relaxed=True)
    best = batch.solve(np.full((candidates.days, candidates.nodes), NEVER, dtype=np.float32))
    assert best.value[0] <= 1000 * candidates.series[0].count
    assert set(best.days[0][best.days[0] != SKIPPED].tolist()) <= {day for _, day in candidates.pins[0].values()}


def test_after_a_meeting_that_is_left_out_the_gaps_start_afresh() -> None:
    days = problem(days=60)["school_days"]
    data = problem(
        days=60,
        people=[person("p", busy=[[f"{day}T00:00", f"{day}T23:59"] for day in days[15:45]])],
        schools=[school("a")],
        series=[series("s", "a", ["p"], count=3, min_gap_days=21, max_gap_days=28)],
    )
    table = Timetable(Candidates(read(data)))
    assert sorted(table.best_year(0)) == [1, 3]
