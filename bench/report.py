"""The bench's table in Markdown and its picture: the gap between plan and bound over time, a line per size."""

from __future__ import annotations

import math
from pathlib import Path
from statistics import median
from typing import Any

Row = dict[str, Any]

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 400, 60, 110, 20, 50
SECONDS = (0.5, 200.0)
GAPS = (0.0005, 1.0)
COLOURS = ("#0b3d5c", "#00695c", "#8a4b00", "#6a1b7a", "#a3202d")
DASHES = ("", "8 4", "2 3", "10 3 2 3", "5 5")


def write_docs(docs: Path, sizes: list[Row], rows: list[Row], exponent: float | None) -> None:
    """Put the table between its marks in `yearplan.md` and the picture beside it."""
    page = docs / "yearplan.md"
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{table(sizes, exponent)}\n{END}{after}")
    (docs / "yearplan-gap.svg").write_text(picture(rows))


def table(sizes: list[Row], exponent: float | None) -> str:
    """One row per size."""
    lines = [
        "| schools | meetings | limit | gap, median | worst | first whole plan | to 5 % | memory | unplaced | broken "
        "| by hand: score, unplaced | one CP-SAT model: score, unplaced |",
        "| ---: " * 12 + "|",
    ]
    for row in sizes:
        hand, model = row["byhand"], row.get("monolith")
        beside = f"{model['score_ratio']:.0f} ×, {model['unplaced']:.0f}" if model else "not tried"
        lines.append(
            f"| {row['schools']} | {row['meetings']:.0f} | {row['limit']:.0f} s | {_percent(row['gap'])} "
            f"| {_percent(row['worst_gap'])} | {_seconds(row['first_plan'])} | {_seconds(row['near'])} "
            f"| {row['mib']} MiB | {row['unplaced']} | {row['broken']} "
            f"| {hand['score_ratio']:.2f} ×, {hand['unplaced']:.0f} | {beside} |"
        )
    grows = "–" if exponent is None else f"{exponent:.2f}"
    return "\n".join([*lines, "", f"The time to a gap of 5 % grows with the number of schools to the power {grows}."])


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.2%}"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} s"


def picture(rows: list[Row]) -> str:
    """The gap over time on two logarithmic axes; of each size the seed with the median last gap."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="13">',
        "<title>Gap between plan and proven bound over time</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for value in (0.001, 0.01, 0.1, 1.0):
        parts.append(_rule(LEFT, _y(value), WIDTH - RIGHT, _y(value), f"{value:.1%}".replace(".0%", "%")))
    for value in (1, 3, 10, 30, 100):
        parts.append(_rule(_x(value), TOP, _x(value), HEIGHT - BOTTOM, f"{value} s", below=True))
    for number, schools in enumerate(sorted({row["schools"] for row in rows})):
        runs = [row for row in rows if row["schools"] == schools and row["way"] == "solver"]
        middle = median(row["gap"] or 0.0 for row in runs)
        run = min(runs, key=lambda row: abs((row["gap"] or 0.0) - middle))
        parts += _line(run, COLOURS[number % 5], DASHES[number % 5])
    return "\n".join([*parts, "</svg>", ""])


def _line(run: Row, colour: str, dash: str) -> list[str]:
    points = [(at, max(score / bound - 1, GAPS[0])) for at, _placed, score, bound in run["curve"] if bound]
    points = [(at, min(gap, GAPS[1])) for at, gap in points]
    if not points:
        return []
    path = " ".join(f"{_x(at):.1f},{_y(gap):.1f}" for at, gap in points)
    x, y = _x(points[-1][0]), _y(points[-1][1])
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>',
        f'<text x="{x + 6:.1f}" y="{y + 4:.1f}" fill="{colour}">{run["schools"]} schools</text>',
    ]


def _rule(x1: float, y1: float, x2: float, y2: float, label: str, *, below: bool = False) -> str:
    place = (
        f'x="{x1:.1f}" y="{y2 + 18:.1f}" text-anchor="middle"'
        if below
        else f'x="{x1 - 6:.1f}" y="{y1 + 4:.1f}" text-anchor="end"'
    )
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="#ddd"/><text {place}>{label}</text>'


def _x(seconds: float) -> float:
    share = math.log(min(max(seconds, SECONDS[0]), SECONDS[1]) / SECONDS[0]) / math.log(SECONDS[1] / SECONDS[0])
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(gap: float) -> float:
    share = math.log(GAPS[1] / min(max(gap, GAPS[0]), GAPS[1])) / math.log(GAPS[1] / GAPS[0])
    return TOP + share * (HEIGHT - TOP - BOTTOM)
