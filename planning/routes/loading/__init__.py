"""Reading route files strictly: every fault is named by file, line and place, and nothing unknown is passed over.

In three passes: well-formed TOML; every key known and every value of its kind (`shape`); the parts agree with each
other (`coherence`, `words`). A pass tells all it finds; the next one runs only when it found nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from planning.routes.engine import Route
from planning.routes.loading import coherence, shape, words
from planning.routes.loading.faults import Fault, Faults, RouteFault
from planning.routes.loading.lines import lines_of
from planning.routes.loading.shape import EMPLOYERS
from planning.routes.loading.table import Row, Table

__all__ = ["EMPLOYERS", "OTHERS", "Fault", "RouteFault", "read", "read_all", "read_text", "sketch", "survey"]

# Who can hold regie or sit in a meeting besides the roles of the catalogue.
OTHERS = frozenset({"casusregisseur", "guardian", "pupil", "receiving_school"})


def read_all(paths: Iterable[Path], *, roles: frozenset[str]) -> dict[tuple[str, int], Route]:
    """Read files; each version of a route stands in one. Raises RouteFault with the faults of all files."""
    found, faults = survey(paths, roles=roles)
    if faults:
        raise RouteFault(faults)
    return {(route.key, route.version): route for _path, route in found}


def survey(paths: Iterable[Path], *, roles: frozenset[str]) -> tuple[list[tuple[Path, Route]], list[Fault]]:
    """The routes that are good, and the faults of those that are not, in the order of the files. Raises nothing."""
    found: dict[tuple[str, int], tuple[Path, Route]] = {}
    faults: list[Fault] = []
    for path in paths:
        try:
            route = read(path, roles=roles)
        except RouteFault as error:
            faults += error.faults
            continue
        place = (route.key, route.version)
        if place in found:
            line = lines_of(path.read_text(encoding="utf-8")).get(("version",), 1)
            reason = f"{route.key} version {route.version} stands in another file as well: {found[place][0].name}"
            faults.append(Fault(path.name, line, "version", reason))
            continue
        found[place] = (path, route)
    return list(found.values()), faults


def read(path: Path, *, roles: frozenset[str]) -> Route:
    """Read and check one file. Raises RouteFault."""
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RouteFault([Fault(path.name, 1, "", f"cannot be read: {error}")]) from error
    return read_text(source, name=path.name, roles=roles)


def read_text(source: str, *, name: str, roles: frozenset[str]) -> Route:
    """Read and check the text of a route; `name` is what its faults call it. Raises RouteFault."""
    route, faults = sketch(source, name=name, roles=roles)
    if route is None or faults:
        raise RouteFault(faults)
    return route


def sketch(source: str, *, name: str, roles: frozenset[str]) -> tuple[Route | None, list[Fault]]:
    """What can be made of a text, and all its faults: well-formed tables give a route even where its parts disagree.

    For drawing what somebody is still writing; nothing else may be done with a route that has faults. Raises nothing.
    """
    try:
        data: Row = tomllib.loads(source)
    except (ValueError, RecursionError) as error:
        said = re.search(r"line (\d+)", str(error))
        line = int(said[1]) if said else source.rstrip().count("\n") + 1  # tomllib: "at end of document"
        return None, [Fault(name, line, "", str(error))]
    faults = Faults(name, lines_of(source))
    route = shape.route(Table(row=data, place=(), faults=faults, roles=roles | OTHERS))
    if faults.found:
        return None, sorted(set(faults.found))
    coherence.check(route, faults)
    words.check(data, faults)
    return route, sorted(set(faults.found))
