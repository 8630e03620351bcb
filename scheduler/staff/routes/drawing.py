"""A route drawn: its steps in a row, its phases as bands, its jumps as arcs above and its ways back below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.people.roles import Affiliation
from planning.routes.engine import Route
from planning.routes.parts import MeetingType, Outcome, Step

WIDE, MIDDLE, HIGH = 120, 120, 215  # between two steps; the line they stand on; the whole picture


@dataclass(frozen=True, slots=True)
class Band:
    """A phase behind its steps."""

    name: str
    x: int
    width: int
    odd: bool


@dataclass(frozen=True, slots=True)
class Node:
    """A step on the line."""

    number: int
    x: int


@dataclass(frozen=True, slots=True)
class Arc:
    """A way that is not simply on to the next step; `d` is an SVG path."""

    d: str
    back: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it, in the units of the drawing."""

    width: int
    height: int
    middle: int
    bands: tuple[Band, ...]
    nodes: tuple[Node, ...]
    lines: tuple[Arc, ...]
    arcs: tuple[Arc, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A step in words: who holds regie, and where its outcomes lead ("→ stap 3")."""

    step: Step
    regie: str
    ways: tuple[tuple[Outcome, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A meeting in words."""

    meeting: MeetingType
    leader: str
    required: str
    optional: str


def others(route: Route) -> dict[str, str]:
    """The names of who has no role of the catalogue."""
    contact = route.casusregisseur.name if route.casusregisseur else _("casusregisseur")
    return {
        "guardian": _("ouders"),
        "pupil": _("leerling"),
        "receiving_school": _("ontvangende school"),
        "casusregisseur": contact,
    }


def draw(route: Route) -> Picture:
    """The picture of a route."""
    places = {step.number: WIDE // 2 + n * WIDE for n, step in enumerate(route.steps)}
    bands, at = [], 0
    for n, (name, steps) in enumerate(groupby(route.steps, key=lambda step: step.phase)):
        width = WIDE * len(list(steps))
        bands.append(Band(name, at, width, n % 2 == 1))
        at += width
    lines, arcs = [], []
    for step in route.steps:
        for to in sorted({row.to for row in step.outcomes if isinstance(row.to, int)} & places.keys()):
            here, there = places[step.number], places[to]
            if to == step.number + 1:
                lines.append(Arc(f"M{here + 24},{MIDDLE} H{there - 30}", back=False))
            elif to == step.number:
                arcs.append(Arc(f"M{here - 12},{MIDDLE + 22} c-14,40 38,40 26,4", back=True))
            else:
                back = to < step.number
                rise = min(26 + 13 * abs(to - step.number), 82) * (1 if back else -1)
                side = 24 if back else -24
                arcs.append(
                    Arc(f"M{here},{MIDDLE + side} C{here},{MIDDLE + side + rise} {there},{MIDDLE + side + rise} "
                        f"{there},{MIDDLE + side + (6 if back else -6)}", back=back)
                )  # fmt: skip
    nodes = tuple(Node(number, x) for number, x in places.items())
    return Picture(at, HIGH, MIDDLE, tuple(bands), nodes, tuple(lines), tuple(arcs))


def phases(route: Route, names: Mapping[str, str]) -> list[tuple[str, list[Drawn]]]:
    """The steps by phase, in words."""
    grouped = groupby(route.steps, key=lambda step: step.phase)
    return [(phase, [_drawn(step, names) for step in steps]) for phase, steps in grouped]


def _drawn(step: Step, names: Mapping[str, str]) -> Drawn:
    ways = tuple((row, _where(row, step)) for row in step.outcomes)
    return Drawn(step, ", ".join(names[role] for role in step.regie), ways)


def _where(outcome: Outcome, step: Step) -> str:
    if outcome.to == "end":
        return _("→ einde")
    if outcome.to == "elsewhere":
        return _("→ buiten deze route")
    if outcome.to == step.number:
        return _("nog eens")
    sign = "→" if outcome.to > step.number else "↩"
    return _("%(sign)s\u00a0stap\u00a0%(number)s") % {"sign": sign, "number": outcome.to}


def tables(route: Route, names: Mapping[str, str]) -> list[Table]:
    """The meetings, in words."""
    return [
        Table(
            row,
            names[row.leader],
            ", ".join(names[role] for role in row.required),
            ", ".join(names[role] for role in (*row.optional, *row.on_request)),
        )
        for row in route.meetings
    ]


PARENTS = {
    "always": gettext_lazy("altijd"),
    "may-be": gettext_lazy("kunnen erbij zijn"),
    "not-in-minimum": gettext_lazy("hoeft niet; zij horen het daarna"),
}


def differences(route: Route, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What this region does in its own way: a question and its answer each, for the questions that it answers."""
    settings = route.settings
    label = {row.kind: row.label for row in route.meetings}
    circumstance = {row.key: row.question for row in route.circumstances}
    employer = Affiliation(settings.gw_employer).label if settings.gw_employer else ""
    director = [
        f"{label[kind]}: {_('altijd') if when == 'always' else _('bij ja op ‘%s’') % circumstance[when]}"
        for kind, when in settings.director
    ]
    found = [
        (_("Zijn de ouders erbij?"), "; ".join(f"{label[kind]}: {PARENTS[when]}" for kind, when in settings.guardians)),
        (_("Wanneer moet de directeur erbij zijn?"), "; ".join(director)),
        (_("Wie vraagt toestemming?"), _each((role for _purpose, role in settings.consent_asked_by), names)),
        (_("Wie prikt de datum?"), _each((role for _kind, role in settings.dates_polled_by), names)),
        (_("Waar werkt de gedragswetenschapper?"), str(employer)),
        (_("Wie besluit over een toelaatbaarheidsverklaring?"), settings.tlv_decided_by),
    ]
    return [(question, answer) for question, answer in found if answer]


def _each(roles: Iterable[str], names: Mapping[str, str]) -> str:
    return ", ".join(names[role] for role in dict.fromkeys(roles))
