"""What the pages draw and say, prepared in plain values: steps, quality in words, the curve of a run, load bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from planning.yearplan import rules
from planning.yearplan.models import SolverRun
from planning.yearplan.rules import Grade, Step, Week
from planning.yearplan.selectors import Comparison, Overview, Route, Score

WIDTH, HEIGHT = 640, 160  # of the curve, in its own units
FEWEST_POINTS = 4  # fewer say nothing


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the plan: done, now, or later."""

    name: str
    hint: str
    state: str


def steps(overview: Overview) -> list[StepView]:
    """The four steps, with the one that waits."""
    counts = overview.progress
    texts = {
        Step.RULES: (
            _("Wensen"),
            _("%(n)s van %(series)s binnen") % {"n": counts.series - counts.waiting, "series": counts.series}
            if overview.wishes_open
            else _("%(n)s reeksen") % {"n": counts.series},
        ),
        Step.SOLVE: (
            _("Berekenen"),
            _("%(placed)s van %(total)s met datum") % {"placed": counts.placed, "total": counts.total},
        ),
        Step.AGREE: (
            _("Akkoord"),
            _("%(agreed)s van %(series)s reeksen") % {"agreed": counts.agreed, "series": counts.series},
        ),
        Step.PUBLISH: (_("Publiceren"), _("gedaan") if counts.published else _("één brief per persoon")),
    }
    order = list(Step)
    now = order.index(overview.step)
    if counts.published:
        now = len(order)
    states = ["done" if at < now else "now" if at == now else "later" for at in range(len(order))]
    return [StepView(*texts[step], state) for step, state in zip(order, states, strict=True)]


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a plan is, in a sentence; `percent` fills the meter, 100 is proven best."""

    sentence: str
    percent: int | None
    grade: Grade


def quality(run: SolverRun) -> Quality:
    """How near the best plan there can be (a proven bound says how good any plan can get)."""
    grade = rules.grade(run.score, run.bound)
    gap = rules.gap(run.score, run.bound)
    share = "" if gap is None else f"{gap * 100:.1f}".replace(".", ",")
    sentences = {
        Grade.UNKNOWN: _("Hoe goed dit plan is, is nog niet te zeggen."),
        Grade.BEST: _("Beter kan niet: dit is bewezen het beste plan."),
        Grade.NEAR: _("Bijna het beste: hoogstens %(share)s %% boven het beste plan dat kan.") % {"share": share},
        Grade.GOOD: _("Goed: hoogstens %(share)s %% boven het beste plan dat kan.") % {"share": share},
        Grade.ROOM: _("Misschien kan het beter: langer rekenen helpt (nu hoogstens %(share)s %% boven het beste).")
        % {"share": share},
    }
    percent = None if gap is None else max(0, min(100, round(100 / (1 + gap))))
    return Quality(sentence=sentences[grade], percent=percent, grade=grade)


def elapsed(run: SolverRun, *, now: dt.datetime) -> int:
    """Whole seconds that a run took, or has taken so far."""
    if run.started_at is None:
        return 0
    return max(0, round(((run.ended_at or now) - run.started_at).total_seconds()))


@dataclass(frozen=True, slots=True)
class Curve:
    """The score coming down and the bound going up, as points of two SVG polylines, and what stands at its edges.

    `high` and `low` are the scores at top and bottom, `seconds` the time at its end; `rows` are the same in a table:
    seconds, score, bound, at most ten of them.
    """

    score: str
    bound: str
    high: int
    low: int
    seconds: float
    rows: tuple[tuple[float, float, float | None], ...]
    width: int = WIDTH
    height: int = HEIGHT


MOST_ROWS = 10


def curve(run: SolverRun) -> Curve | None:
    """The picture of a run, or None while there is nothing to draw."""
    points = [(float(at), score, bound) for at, _placed, score, bound in run.curve if score is not None]
    if len(points) < FEWEST_POINTS:
        return None
    values = [value for _at, score, bound in points for value in (score, bound) if value is not None]
    # A few unplaced meetings cost thousands at first and would flatten the rest: cut at twice the last score.
    low, high = min(values), min(max(values), points[-1][1] * 2)
    span = max(high - low, 1e-9)
    long = max(points[-1][0], 1e-9)

    def line(of: int) -> str:
        return " ".join(
            f"{point[0] / long * WIDTH:.0f},{HEIGHT - (min(point[of], high) - low) / span * (HEIGHT - 10) - 5:.0f}"
            for point in points
            if point[of] is not None
        )

    step = -(-len(points) // MOST_ROWS)
    rows = tuple(points[len(points) - 1 :: -step][::-1])
    return Curve(score=line(1), bound=line(2), high=round(high), low=round(low), seconds=round(long, 1), rows=rows)


@dataclass(frozen=True, slots=True)
class Bar:
    """One week of a person, as a bar."""

    week: Week
    count: int
    x: int
    height: int

    @property
    def y(self) -> int:
        """Its top."""
        return BAR_HEIGHT - self.height


BAR_STEP, BAR_WIDTH, BAR_HEIGHT = 16, 12, 72


def bars(weeks: Sequence[tuple[Week, int]]) -> list[Bar]:
    """The load of a year, one bar a week."""
    most = max((count for _week, count in weeks), default=0) or 1
    return [
        Bar(week=week, count=count, x=at * BAR_STEP, height=round(count / most * BAR_HEIGHT))
        for at, (week, count) in enumerate(weeks)
    ]


# --- Somebody's day ---------------------------------------------------------------------------------------------------

COMING = dt.timedelta(weeks=4)
DAY_WIDTH = 600  # of the day, in its own units; it runs from eight to six unless something lies outside
MORNING, EVENING = 8 * 60, 18 * 60


@dataclass(frozen=True, slots=True)
class Block:
    """A meeting (or the way to it) on the line of a day."""

    x: int
    width: int
    way: bool


@dataclass(frozen=True, slots=True)
class DayView:
    """A day as a route with its line: meetings as blocks, ways between them as thin lines."""

    route: Route
    blocks: tuple[Block, ...]
    hours: tuple[tuple[int, int], ...]  # x, hour


def coming(routes: Sequence[Route], *, today: dt.date) -> tuple[list[DayView], dt.date | None]:
    """The days of the four weeks from today, or from the first day that has anything; and from when."""
    ahead = [route for route in routes if route.day >= today]
    if not ahead:
        return [], None
    since = today if ahead[0].day < today + COMING else ahead[0].day
    return [day_view(route) for route in ahead if route.day < since + COMING], since


def day_view(route: Route) -> DayView:
    """One day, drawn."""
    first = min(MORNING, *(_minute(stop.appointment.at) for stop in route.stops))
    last = max(EVENING, *(_minute(stop.end) for stop in route.stops))

    def x(minute: int) -> int:
        return round((minute - first) / (last - first) * DAY_WIDTH)

    blocks = []
    for stop in route.stops:
        begin, end = _minute(stop.appointment.at), _minute(stop.end)
        if stop.travel:
            blocks.append(Block(x=x(begin - stop.travel), width=x(begin) - x(begin - stop.travel), way=True))
        blocks.append(Block(x=x(begin), width=max(x(end) - x(begin), 2), way=False))
    hours = tuple((x(hour * 60), hour) for hour in range(-(-first // 60), last // 60 + 1, 2))
    return DayView(route=route, blocks=tuple(blocks), hours=hours)


def _minute(at: dt.datetime) -> int:
    return at.hour * 60 + at.minute


def term_names() -> dict[str, str]:
    """What the terms of a score are called."""
    return {
        "unplaced": _("Zonder datum"),
        "spread": _("Verdeling over het jaar"),
        "rhythm_weekday": _("Afwijkende weekdag"),
        "rhythm_start": _("Afwijkende begintijd"),
        "prefer_weekday": _("Niet op de gewenste dag"),
        "prefer_start": _("Niet op de gewenste tijd"),
        "optional_absent": _("Wie niet verplicht is, kan niet"),
        "moved": _("Verschoven"),
    }


def score_terms(score: Score) -> list[tuple[str, int]]:
    """What a plan costs, in words, the most expensive first; what costs nothing is left out."""
    names = term_names()
    return sorted(((names.get(name, name), cost) for name, cost in score.terms if cost), key=lambda term: -term[1])


def weekdays() -> list[tuple[int, str, str]]:
    """The key of the year page: tone, two letters, name."""
    names = (_("maandag"), _("dinsdag"), _("woensdag"), _("donderdag"), _("vrijdag"))
    return [(number, name[:2], name) for number, name in enumerate(names, start=1)]


def terms(comparison: Comparison) -> list[tuple[str, list[float]]]:
    """What each variant costs by term, in words; only terms that cost anything."""
    names = term_names()
    return [(names.get(term, term), [column.terms[term] for column in comparison.columns]) for term in comparison.terms]
