"""Small numbers hidden: whatever the table, what is shown (of all months before too) leaves each hidden cell open."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.linear_solver import pywraplp

from planning.insight.rules import hiding

COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 40))
THRESHOLDS = st.integers(hiding.FEWEST, 8)


@st.composite
def tables(draw, most_rows=6, most_months=12):
    months = draw(st.integers(0, most_months))
    rows = draw(st.integers(1, most_rows))
    return {f"r{at}": draw(st.lists(COUNTS, min_size=months, max_size=months)) for at in range(rows)}


def spans(rows, views, *, least, zeros=False):
    """For each cell that the last view hides: the fewest and the most it can be, for who kept every view.

    Judged by another's solver, from the sums a reader can make; `least` is what the reader holds a hidden cell for. In
    a table that hides zeros (`zeros`) a reader with `least` one has those from elsewhere, and wants the others.
    """
    keys, months = list(rows), len(next(iter(rows.values())))
    last = views[-1]
    solver = pywraplp.Solver.CreateSolver("GLOP")
    cell = {}
    for key in keys:
        for at in range(months):
            seen = last.cells[key][at]
            alone = all(last.cells[one][at] is None for one in keys)  # zeros may be among them
            low, high = (seen, seen) if seen is not None else (0 if alone and not zeros else least, solver.infinity())
            if zeros and least and rows[key][at] == 0:
                low, high = 0, 0
            cell[key, at] = solver.NumVar(low, high, f"{key}-{at}")
    for view in views:
        for at, total in enumerate(view.totals):
            if total is not None:
                solver.Add(sum(cell[key, at] for key in keys) == total)
            for key in keys:
                if view.cells[key][at] is not None:
                    solver.Add(cell[key, at] == view.cells[key][at])
        for key, running in view.running.items():
            if running.value is not None:
                solver.Add(sum(cell[key, at] for at in range(running.months)) == running.value)
        if view.all_running.value is not None:
            solver.Add(
                sum(cell[key, at] for key in keys for at in range(view.all_running.months)) == view.all_running.value
            )
    found = {}
    for place, variable in cell.items():
        if last.cells[place[0]][place[1]] is None and (variable.lb(), variable.ub()) != (0, 0):
            ends = []
            for sense in (solver.Minimize, solver.Maximize):
                sense(variable)
                status = solver.Solve()
                assert status in {solver.OPTIMAL, solver.UNBOUNDED, solver.INFEASIBLE}
                ends.append(variable.solution_value() if status == solver.OPTIMAL else float("inf"))
            found[place] = tuple(ends)
    return found


def views_of(rows, threshold, *, zeros=False):
    months = len(next(iter(rows.values())))
    return [
        hiding.hide_months({key: row[:until] for key, row in rows.items()}, threshold=threshold, zeros=zeros)
        for until in range(months + 1)
    ]


@pytest.mark.parametrize("zeros", [False, True], ids=["zeros are shown", "zeros are small"])
@pytest.mark.parametrize("least", [0, 1], ids=["knows nothing", "knows the zeros"])
@settings(max_examples=60, deadline=None)
@given(rows=tables(), threshold=THRESHOLDS)
def test_no_hidden_cell_can_be_calculated_from_this_page_or_all_pages_before(least, zeros, rows, threshold):
    views = views_of(rows, threshold, zeros=zeros)
    for place, (fewest, most) in spans(rows, views, least=least, zeros=zeros).items():
        assert most - fewest > 0.9, place


@given(rows=tables(most_rows=12), threshold=THRESHOLDS, zeros=st.booleans())
def test_what_is_shown_is_true_and_never_small(rows, threshold, zeros):
    shown = hiding.hide_months(rows, threshold=threshold, zeros=zeros)
    pairs = [(cell, rows[key][at]) for key, row in shown.cells.items() for at, cell in enumerate(row)]
    pairs += [(cell, sum(row[at] for row in rows.values())) for at, cell in enumerate(shown.totals)]
    for key, running in (*shown.running.items(), (None, shown.all_running)):
        chosen = rows.values() if key is None else [rows[key]]
        pairs.append((running.value, sum(sum(row[: running.months]) for row in chosen)))
    for seen, true in pairs:
        assert seen in {None, true}
        assert seen is None or (seen == 0 and not zeros) or seen >= threshold


@given(rows=tables(), threshold=THRESHOLDS, zeros=st.booleans())
def test_a_month_more_changes_nothing_that_was_shown(rows, threshold, zeros):
    views = views_of(rows, threshold, zeros=zeros)
    for before, after in itertools.pairwise(views):
        months = len(before.totals)
        assert after.totals[:months] == before.totals
        for key, row in before.cells.items():
            assert after.cells[key][:months] == row
            assert after.running[key].months >= before.running[key].months


@given(rows=tables(), threshold=THRESHOLDS, zeros=st.booleans())
def test_what_was_told_since_the_last_total_is_no_small_number(rows, threshold, zeros):
    """The difference of two running totals is the hidden part of a stretch: that is not small either."""
    views = views_of(rows, threshold, zeros=zeros)
    for before, after in itertools.pairwise(views):
        for key, row in rows.items():
            stretch = range(before.running[key].months, after.running[key].months)
            hidden = [row[at] for at in stretch if after.cells[key][at] is None]
            assert not hidden or sum(hidden) >= threshold


@given(st.lists(COUNTS, max_size=12), THRESHOLDS)
def test_one_column(values, threshold):
    shown = hiding.hide_column(values, threshold=threshold)
    hidden = [value for value, cell in zip(values, shown.cells, strict=True) if cell is None]
    assert all(
        cell is None
        for value, cell in zip(values, shown.cells, strict=True)
        if hiding.is_small(value, threshold=threshold)
    )
    assert 0 not in hidden or (len(hidden) == len(values) and set(hidden) == {0, 1})
    if shown.total is not None and hidden:
        assert len(hidden) > 1
        assert len(set(hidden)) > 1 or hidden[0] > 1


@pytest.mark.parametrize(
    ("values", "cells", "total"),
    [
        ([0, 0, 0], (0, 0, 0), 0),
        ([9, 12], (9, 12), 21),
        ([3, 9, 12], (None, None, 12), 24),  # 9 goes along, or 24 - 9 - 12 would tell
        ([3, 2, 12], (None, None, 12), 17),
        ([3, 0, 0], (None, 0, 0), None),
        ([1, 1, 1, 1, 1], (None,) * 5, None),  # five of at least one make five: each is one
        ([1, 1, 1, 1, 1, 0], (None,) * 6, 5),  # unless one of them may be none
        ([1, 1, 1, 1, 2, 0], (None,) * 5 + (0,), 6),
        ([1, 1, 1, 1, 1, 8], (None,) * 6, 13),
    ],
)
def test_columns_one_can_follow_by_hand(values, cells, total):
    shown = hiding.hide_column(values, threshold=5)
    assert (shown.cells, shown.total) == (cells, total)


@pytest.mark.parametrize(
    ("values", "cells", "total"),
    [
        ([0, 0, 0], (None, None, None), None),  # no child got it: that is about each of them
        ([9, 12], (9, 12), 21),
        ([0, 9], (None, None), None),  # 9 of 9 would tell the nought, and who knows it would know the 9
        ([0, 9, 12], (None, None, None), 21),
        ([0, 3, 12], (None, None, None), 15),  # who knows that a school had no SOT would have the 3
        ([2, 3, 12], (None, None, 12), 17),
        ([0, 2, 3, 12], (None, None, None, 12), 17),
        ([0, 1, 1, 12], (None,) * 4, 14),
        ([], (), None),
    ],
)
def test_columns_where_zero_is_small(values, cells, total):
    shown = hiding.hide_column(values, threshold=5, zeros=True)
    assert (shown.cells, shown.total) == (cells, total)


def test_totals_wait_until_they_can_be_told():
    rows = {"linde": [6, 2, 2, 3, 0, 4], "es": [9, 9, 9, 9, 9, 9]}
    after = [hiding.hide_months({k: r[:m] for k, r in rows.items()}, threshold=5) for m in range(7)]
    assert [view.running["linde"] for view in after] == [
        hiding.Running(None, 0),
        hiding.Running(6, 1),
        *[hiding.Running(6, 1)] * 4,  # 2 + 2 is small itself
        hiding.Running(17, 6),
    ]
    assert after[-1].cells["es"] == (9, None, None, None, 9, None)
    assert after[-1].all_running == hiding.Running(71, 6)


def test_too_few_to_show():
    few = hiding.hide_months({"linde": [1, 0], "es": [0, 2]}, threshold=5)
    assert few.too_few
    assert not hiding.hide_months({"linde": [0, 0]}, threshold=5).too_few
    assert not hiding.hide_months({"linde": [1, 9]}, threshold=5).too_few
