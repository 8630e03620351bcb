"""Reading route files strictly: every fault is named by file, line and place, and nothing unknown is passed over."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from planning.routes.engine import ConsentPurpose, MeetingType, Route, Step

# Who can hold regie or sit in a meeting besides the roles of the catalogue.
OTHERS = frozenset({"casusregisseur", "guardian", "pupil"})

_ROUTE = frozenset({"key", "version", "title", "sector", "steps", "meetings", "consents", "abbreviations"})
_STEP = frozenset({"number", "phase", "title", "regie", "happens", "tasks"})
_MEETING = frozenset(
    {
        "kind",
        "label",
        "guests_read",
        "minutes",
        "leader",
        "chair",
        "minute_taker",
        "required",
        "optional",
        "step",
        "agenda",
        "consent",
    }
)
_CONSENT = frozenset({"key", "title", "step"})
_KEY = re.compile(r"[a-z][a-z0-9-]*")


class RouteFault(ValueError):
    """A route file that is wrong: file, line where it can be told, place, and what is wrong."""


def read_all(paths: Iterable[Path], *, roles: frozenset[str]) -> dict[tuple[str, int], Route]:
    """Read files; each version of a route stands in one. Raises RouteFault."""
    found: dict[tuple[str, int], Route] = {}
    for path in paths:
        route = read(path, roles=roles)
        if (route.key, route.version) in found:
            msg = f"{path.name}: version: {route.key} version {route.version} stands in another file as well"
            raise RouteFault(msg)
        found[route.key, route.version] = route
    return found


def read(path: Path, *, roles: frozenset[str]) -> Route:
    """Read and check one file. Raises RouteFault."""
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path.name}: {error}"  # tomllib says the line itself
        raise RouteFault(msg) from error
    return _Reader(path.name, text, roles | OTHERS).route(data)


Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the file: the top, or the nth table of a list."""

    table: str = ""
    index: int = 0

    def __str__(self) -> str:
        return f"{self.table}[{self.index}]" if self.table else ""


TOP = _Place()


@dataclass(frozen=True, slots=True)
class _Reader:
    """Takes values out of a table and says where one is wrong."""

    file: str
    source: str
    roles: frozenset[str]

    def route(self, data: Row) -> Route:
        self.nothing_else(data, _ROUTE, TOP)
        key = self.text(data, "key", TOP)
        if not _KEY.fullmatch(key):
            self.fail(TOP, "key", "use small letters, digits and hyphens")
        route = Route(
            key=key,
            version=self.number(data, "version", TOP),
            title=self.text(data, "title", TOP),
            sector=self.text(data, "sector", TOP),
            steps=tuple(self.step(row, place) for row, place in self.rows(data, "steps")),
            consents=tuple(self.consent(row, place) for row, place in self.rows(data, "consents")),
            meetings=tuple(self.meeting(row, place) for row, place in self.rows(data, "meetings")),
            abbreviations=self.abbreviations(data),
        )
        self.check(route)
        return route

    def check(self, route: Route) -> None:
        """What the parts say of one another."""
        for n, step in enumerate(route.steps):
            if step.number != n + 1:
                self.fail(_Place("steps", n), "number", "number them 1, 2, 3 … without gaps")
        self.once([row.kind for row in route.meetings], "meetings", "kind")
        self.once([row.key for row in route.consents], "consents", "key")
        purposes = {row.key for row in route.consents}
        for n, meeting in enumerate(route.meetings):
            place = _Place("meetings", n)
            self.a_step(meeting.step, route, place)
            if meeting.consent not in purposes:
                self.fail(place, "consent", f"'{meeting.consent}' is none of the consents")
            both = set(meeting.required) & set(meeting.optional)
            if both:
                self.fail(place, "optional", f"required as well: {', '.join(sorted(both))}")
        for n, consent in enumerate(route.consents):
            self.a_step(consent.step, route, _Place("consents", n))

    def fail(self, place: _Place, key: str, reason: str) -> NoReturn:
        line = self.line(place, key)
        where = f"{place}.{key}".lstrip(".")
        msg = f"{self.file}:{line}: {where}: {reason}" if line else f"{self.file}: {where}: {reason}"
        raise RouteFault(msg)

    def line(self, place: _Place, key: str) -> int:
        """The line of a key, or of its table when the key is missing; 0 when neither can be found."""
        lines = self.source.splitlines()
        heads = [n for n, line in enumerate(lines) if re.match(r"\s*\[", line)]
        start, end = 0, heads[0] if heads else len(lines)
        if place.table:
            own = [n for n in heads if re.match(rf"\s*\[\[\s*{place.table}\s*\]\]", lines[n])]
            if place.index >= len(own):
                return 0
            start = own[place.index]
            end = next((n for n in heads if n > start), len(lines))
        for n in range(start, end):
            if re.match(rf'\s*"?{re.escape(key)}"?\s*=', lines[n]):
                return n + 1
        of_the_name = [n for n in heads if re.match(rf"\s*\[+\s*{re.escape(key)}\s*\]", lines[n])]
        if not place.table:
            return of_the_name[0] + 1 if of_the_name else 0
        return start + 1

    def nothing_else(self, row: Row, known: frozenset[str], place: _Place) -> None:
        for key in row:
            if key not in known:
                self.fail(place, key, f"unknown; known are {', '.join(sorted(known))}")

    def once(self, names: Sequence[str], table: str, key: str) -> None:
        for n, name in enumerate(names):
            if name in names[:n]:
                self.fail(_Place(table, n), key, f"'{name}' stands twice")

    def a_step(self, number: int, route: Route, place: _Place) -> None:
        if number > len(route.steps):
            self.fail(place, "step", f"there is no step {number}")

    def rows(self, data: Row, key: str) -> list[tuple[Row, _Place]]:
        rows = data.get(key)
        if not isinstance(rows, list) or not rows:
            self.fail(TOP, key, "at least one is needed")
        found: list[tuple[Row, _Place]] = []
        for n, row in enumerate(rows):
            if not isinstance(row, dict):
                self.fail(TOP, key, "write each as a table of its own")
            found.append((row, _Place(key, n)))
        return found

    def text(self, data: Row, key: str, place: _Place) -> str:
        value = data.get(key)
        if not isinstance(value, str) or not value.strip():
            self.fail(place, key, "a text is needed")
        return value.strip()

    def number(self, data: Row, key: str, place: _Place) -> int:
        value = data.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self.fail(place, key, "a number from 1 on is needed")
        return value

    def texts(self, data: Row, key: str, place: _Place) -> tuple[str, ...]:
        value = data.get(key)
        if not isinstance(value, list):
            self.fail(place, key, "a list of texts is needed")
        found: list[str] = []
        for row in value:
            if not isinstance(row, str) or not row.strip():
                self.fail(place, key, "a list of texts is needed")
            found.append(row.strip())
        return tuple(found)

    def some_roles(self, data: Row, key: str, place: _Place) -> tuple[str, ...]:
        names = self.texts(data, key, place)
        for n, name in enumerate(names):
            if name not in self.roles:
                self.fail(place, key, f"'{name}' is no role")
            if name in names[:n]:
                self.fail(place, key, f"'{name}' stands twice")
        return names

    def a_role(self, data: Row, key: str, place: _Place) -> str:
        name = self.text(data, key, place)
        if name not in self.roles:
            self.fail(place, key, f"'{name}' is no role")
        return name

    def step(self, row: Row, place: _Place) -> Step:
        self.nothing_else(row, _STEP, place)
        regie = self.some_roles(row, "regie", place)
        if not regie:
            self.fail(place, "regie", "somebody must hold regie")
        return Step(
            number=self.number(row, "number", place),
            phase=self.text(row, "phase", place),
            title=self.text(row, "title", place),
            regie=regie,
            happens=self.text(row, "happens", place),
            tasks=self.texts(row, "tasks", place),
        )

    def meeting(self, row: Row, place: _Place) -> MeetingType:
        self.nothing_else(row, _MEETING, place)
        return MeetingType(
            kind=self.text(row, "kind", place),
            label=self.text(row, "label", place),
            guests_read=self.text(row, "guests_read", place),
            minutes=self.number(row, "minutes", place),
            leader=self.a_role(row, "leader", place),
            chair=self.a_role(row, "chair", place),
            minute_taker=self.a_role(row, "minute_taker", place),
            required=self.some_roles(row, "required", place),
            optional=self.some_roles(row, "optional", place),
            step=self.number(row, "step", place),
            agenda=self.texts(row, "agenda", place),
            consent=self.text(row, "consent", place),
        )

    def consent(self, row: Row, place: _Place) -> ConsentPurpose:
        self.nothing_else(row, _CONSENT, place)
        return ConsentPurpose(
            key=self.text(row, "key", place),
            title=self.text(row, "title", place),
            step=self.number(row, "step", place),
        )

    def abbreviations(self, data: Row) -> tuple[tuple[str, str], ...]:
        table = data.get("abbreviations")
        if not isinstance(table, dict):
            self.fail(TOP, "abbreviations", "a table of short and long names is needed")
        for short, long in table.items():
            if not isinstance(long, str) or not long.strip():
                self.fail(TOP, "abbreviations", f"{short} needs a text")
        return tuple((str(short), str(long).strip()) for short, long in table.items())
