"""How good the year plan is, how soon, and beside what: `python -m bench.yearplan [--sizes 20,100] [--seeds 1,2,3]`.

Per size and seed three ways plan the same region within the same wall time, each in a process of its own: our solver
with two workers, everything in one CP-SAT model (up to 100 schools; beyond, the model alone takes minutes), and a
planner by hand. An independent judge looks at each plan. *Gap* is the plan's score above the solver's proven bound.

Prints a table per run, medians per size, how the time to a gap of 5 % grows with the size, and, as its last line, JSON.
`--docs` writes the table and the picture into `docs/`.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import linear_regression, median
from typing import Any

from bench import byhand, monolith
from bench.judge import judge
from bench.region import region
from bench.report import write_docs
from planning.yearplan.solver.instance import Instance
from planning.yearplan.solver.plan import Plan
from planning.yearplan.solver.solve import Progress, solve

Row = dict[str, Any]

LIMITS = {20: 10, 50: 15, 100: 30, 200: 60, 500: 120}  # schools → seconds for each way
MOST_FOR_MONOLITH = 100
WORKERS = 2
NEAR = 0.05  # the gap that growth is measured at


def one(way: str, schools: int, seed: int, limit: float) -> Row:
    """One way on one region, in this process, judged."""
    problem = region(schools, seed)
    curve: list[tuple[float, int, float, float | None]] = []

    def keep(news: Progress) -> None:
        curve.append((round(news.seconds, 2), news.placed, news.score, news.bound))

    began = time.monotonic()
    instance, goes = Instance.from_json(problem), 1
    if way == "solver":
        plan = solve(instance, time_limit=limit, workers=WORKERS, on_progress=keep)
    elif way == "monolith":
        plan = monolith.solve(instance, time_limit=limit, workers=WORKERS)
    else:
        plan, goes = byhand.solve(instance, time_limit=limit)
    seconds = time.monotonic() - began
    broken, score = judge(problem, plan.to_json())
    return {
        "way": way, "schools": schools, "seed": seed, "limit": limit, "seconds": round(seconds, 1),
        "meetings": len(plan.meetings) + len(plan.unplaced), "unplaced": len(plan.unplaced), "broken": len(broken),
        "score": score, "bound": plan.bound, "gap": _gap(score, plan.bound), "goes": goes,
        "first_plan": _first(curve, plan), "near": _near(curve, plan, score, seconds),
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "curve": curve,
    }  # fmt: skip


def _gap(score: float, bound: float | None) -> float | None:
    if not bound:
        return None
    return max(score / bound - 1, 0.0)


def _first(curve: list[tuple[float, int, float, float | None]], plan: Plan) -> float | None:
    """Seconds until every meeting that the final plan places was placed."""
    return next((seconds for seconds, placed, *_rest in curve if placed >= len(plan.meetings)), None)


def _near(
    curve: list[tuple[float, int, float, float | None]], plan: Plan, score: float, seconds: float
) -> float | None:
    """Seconds until plan and bound were within `NEAR` of one another."""
    for at, _placed, value, bound in curve:
        if bound and value / bound - 1 <= NEAR:
            return at
    gap = _gap(score, plan.bound)
    return round(seconds, 2) if gap is not None and gap <= NEAR else None


def apart(way: str, schools: int, seed: int, limit: float) -> Row:
    """The same in a process of its own, so that its peak memory is its own."""
    command = [sys.executable, "-m", "bench.yearplan", "--one", way, str(schools), str(seed), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: Row = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(sizes: Iterable[int], seeds: Iterable[int]) -> list[Row]:
    """Every way on every region, size after size."""
    rows: list[Row] = []
    for schools in sizes:
        for seed in seeds:
            for way in ("solver", "byhand", "monolith"):
                if way == "monolith" and schools > MOST_FOR_MONOLITH:
                    continue
                row = apart(way, schools, seed, LIMITS.get(schools, 60))
                rows.append(row)
                print(line(row), flush=True)
    return rows


def line(row: Row) -> str:
    """One run for people."""
    gap = "–" if row["gap"] is None else f"{row['gap']:.2%}"
    return (
        f"{row['schools']:4} schools, seed {row['seed']}, {row['way']:8} {row['seconds']:6.1f} s  "
        f"score {row['score']:7.0f}  gap {gap:>8}  unplaced {row['unplaced']:3} of {row['meetings']:4}  "
        f"broken {row['broken']}  {row['mib']} MiB"
    )


def summary(rows: list[Row]) -> list[Row]:
    """Medians per size."""
    found = []
    for schools in sorted({row["schools"] for row in rows}):
        here = {
            way: [row for row in rows if row["schools"] == schools and row["way"] == way]
            for way in ("solver", "byhand", "monolith")
        }
        own = here["solver"]
        found.append(
            {
                "schools": schools,
                "meetings": median(row["meetings"] for row in own),
                "limit": own[0]["limit"],
                "seeds": len(own),
                "gap": _middle(row["gap"] for row in own),
                "worst_gap": _finite(max(_or_never(row["gap"]) for row in own)),
                "seconds": median(row["seconds"] for row in own),
                "first_plan": _middle(row["first_plan"] for row in own),
                "near": _middle(row["near"] for row in own),
                "mib": max(row["mib"] for row in own),
                "unplaced": sum(row["unplaced"] for row in own),
                "broken": sum(row["broken"] for row in own),
                **{way: _beside(here[way], own) for way in ("byhand", "monolith") if here[way]},
            }
        )
    return found


def _beside(others: list[Row], own: list[Row]) -> Row:
    """Another way next to ours: medians of its score as a multiple of ours, and of what it left unplaced."""
    return {
        "score_ratio": round(median(o["score"] / s["score"] for o, s in zip(others, own, strict=True)), 2),
        "unplaced": median(row["unplaced"] for row in others),
        "gap_by_own_bound": _middle(row["gap"] for row in others),
    }


def _or_never(value: float | None) -> float:
    return math.inf if value is None else value


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _middle(values: Iterable[float | None]) -> float | None:
    """The median, in which what was never reached counts as longest; None when that is the median."""
    return _finite(median(map(_or_never, values)))


def growth(sizes: list[Row]) -> float | None:
    """The exponent of the time to a small gap over the number of schools, from 50 schools on."""
    points = [
        (math.log(row["schools"]), math.log(row["near"]))
        for row in sizes
        if row["schools"] >= 50 and row["near"] is not None
    ]
    if len(points) < 2:
        return None
    return round(linear_regression([x for x, _ in points], [y for _, y in points]).slope, 2)


def main() -> None:
    """The command."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    numbers = lambda text: [int(each) for each in text.split(",")]  # noqa: E731
    cli.add_argument("--sizes", type=numbers, default=list(LIMITS))
    cli.add_argument("--seeds", type=numbers, default=[1, 2, 3, 4, 5])
    cli.add_argument("--docs", action="store_true", help="write the table and the picture into docs/")
    cli.add_argument("--one", nargs=4, metavar=("WAY", "SCHOOLS", "SEED", "LIMIT"), help=argparse.SUPPRESS)
    asked = cli.parse_args()
    if asked.one:
        way, schools, seed, limit = asked.one
        print(json.dumps(one(way, int(schools), int(seed), float(limit))))
        return
    rows = measure(asked.sizes, asked.seeds)
    sizes = summary(rows)
    if asked.docs:
        write_docs(Path(__file__).resolve().parents[1] / "docs", sizes, rows, growth(sizes))
    print(json.dumps({"sizes": sizes, "growth_exponent": growth(sizes)}))


if __name__ == "__main__":
    main()
