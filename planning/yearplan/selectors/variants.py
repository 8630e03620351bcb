"""Variants beside what stands: what each costs, by term, how many meetings move, and where schools differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from planning.yearplan import instance, rules
from planning.yearplan.instance import Question
from planning.yearplan.models import Series, Variant, YearPlan
from planning.yearplan.rules import Starts
from planning.yearplan.solver.check import check
from planning.yearplan.solver.instance import Instance
from planning.yearplan.solver.plan import Meeting, Plan, Unplaced

MOST_COMPARED = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One variant as judged by the rules of today; `moved` counts meetings that lie elsewhere than now."""

    variant: Variant
    stands: bool  # its dates are those of the plan now
    score: float
    bound: float | None  # no plan scores lower; None: not known for the rules of today
    terms: dict[str, float]
    placed: int
    total: int
    broken: int
    moved: int
    schools: int  # with a meeting that lies elsewhere than now


@dataclass(frozen=True, slots=True)
class Line:
    """One series that differs: per column its dates (local, None: no date), and whether each differs from now."""

    series: Series
    cells: tuple[tuple[tuple[dt.datetime | None, bool], ...], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two or three variants side by side."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    terms: tuple[str, ...]  # that cost anything in any column


def variants(plan: YearPlan) -> list[Variant]:
    """What is kept of a plan, newest first."""
    return list(Variant.objects.filter(plan=plan).select_related("run").order_by("-number"))


def variant(plan: YearPlan, number: int) -> Variant | None:
    """One variant by its number."""
    return Variant.objects.filter(plan=plan, number=number).first()


def standing_number(plan: YearPlan, kept: Sequence[Variant]) -> int | None:
    """The number of the variant whose dates stand now; None when dates were changed since."""
    now = _now(instance.series_of(plan))
    return next((row.number for row in kept if rules.starts_of(row.dates) == now), None)


def compare(plan: YearPlan, chosen: Sequence[Variant]) -> Comparison:
    """Judge each by the problem as it is today; reads the problem once."""
    question = instance.ask(plan)
    # Pins are about the dates of today: another variant breaks no rule by lying elsewhere.
    unpinned = [{**series, "pinned": {}} for series in question.problem["series"]]
    problem = Instance.from_json({**question.problem, "series": unpinned})
    now = _now(question.series)
    starts = [rules.starts_of(row.dates) for row in chosen]
    columns = tuple(_column(row, dates, question, problem, now) for row, dates in zip(chosen, starts, strict=True))
    lines = []
    for series in question.series:
        numbers = [(str(series.pk), number) for number in range(1, series.count + 1)]
        if any(dates.get(place) != now.get(place) for dates in starts for place in numbers):
            lines.append(
                Line(
                    series=series,
                    cells=tuple(
                        tuple((_local(dates.get(place)), dates.get(place) != now.get(place)) for place in numbers)
                        for dates in starts
                    ),
                )
            )
    terms = [term for term in (columns[0].terms if columns else ()) if any(column.terms[term] for column in columns)]
    return Comparison(columns=columns, lines=tuple(lines), terms=tuple(terms))


def _column(row: Variant, dates: Starts, question: Question, problem: Instance, now: Starts) -> Column:
    asked = [(each["id"], number) for each in question.problem["series"] for number in range(1, int(each["count"]) + 1)]
    placed = {place: local for place in asked if (local := _local(dates.get(place))) is not None}
    judged = check(
        problem,
        Plan(
            meetings=tuple(Meeting(series, number, start) for (series, number), start in placed.items()),
            unplaced=tuple(
                Unplaced(series, number, ("–",)) for series, number in asked if (series, number) not in placed
            ),
        ),
    )
    moved = [place for place in asked if dates.get(place) != now.get(place)]
    school_of = {each["id"]: each["school"] for each in question.problem["series"]}
    # The score of today's rules and what the run proved then say something of each other only when both are the same.
    alike = row.run is not None and row.run.score == judged.score
    return Column(
        variant=row,
        stands=dates == now,
        score=judged.score,
        bound=row.run.bound if row.run is not None and alike else None,
        terms=dict(judged.terms),
        placed=len(placed),
        total=len(asked),
        broken=len(judged.broken),
        moved=len(moved),
        schools=len({school_of[series] for series, _number in moved}),
    )


def _now(series: Sequence[Series]) -> Starts:
    return {
        (str(row.pk), planned.number): planned.start
        for row in series
        for planned in row.planned.all()
        if planned.start is not None
    }


def _local(start: dt.datetime | None) -> dt.datetime | None:
    return rules.to_local(start) if start is not None else None
