"""Reads of routes for everybody above: shipped ones and the SWV's own, in scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import Max, QuerySet

from planning.people.models import School
from planning.regions import rules
from planning.regions.models import RouteChoice, RouteDraft, RouteVersion
from planning.routes import engine, loading
from planning.routes.engine import Route

Pinned = tuple[str, int]


@lru_cache(maxsize=128)
def _read(sha256: str, text: str) -> Route:
    """A published text, parsed once as long as it is asked for. It was good when it was published."""
    return loading.read_text(text, name=sha256[:12], roles=rules.ROLES)


def get_route(key: str, version: int | None = None) -> Route:
    """One version of a route, shipped or the SWV's own; without a version the newest.

    No query for a shipped route, one for an own. Raises KeyError for what is not there (or is another SWV's).
    """
    if not rules.is_own(key):
        return engine.get_route(key, version)
    rows = RouteVersion.objects.filter(key=key).order_by("-version")
    if version is not None:
        rows = rows.filter(version=version)
    found = rows.values_list("sha256", "text").first()
    if found is None:
        raise KeyError(key, version)
    return _read(*found)


def text_of(key: str, version: int) -> str:
    """The TOML text of one version, shipped or own. Raises KeyError."""
    if not rules.is_own(key):
        return engine.text_of(key, version)
    found = RouteVersion.objects.filter(key=key, version=version).values_list("text", flat=True).first()
    if found is None:
        raise KeyError(key, version)
    return found


def get_routes(wanted: Iterable[Pinned]) -> dict[Pinned, Route]:
    """Many at once, for lists: one query at most, whatever their number. Raises KeyError."""
    pairs = set(wanted)
    found = {pair: engine.get_route(*pair) for pair in pairs if not rules.is_own(pair[0])}
    own = pairs - found.keys()
    if own:
        rows = RouteVersion.objects.filter(key__in={key for key, _version in own})
        for key, version, sha256, text in rows.values_list("key", "version", "sha256", "text"):
            if (key, version) in own:
                found[key, version] = _read(sha256, text)
    if missing := pairs - found.keys():
        raise KeyError(*missing)
    return found


def newest_routes() -> dict[str, Route]:
    """The newest version of every route that can be used: own first, by name, then shipped. Two queries."""
    newest = dict(RouteVersion.objects.values_list("key").annotate(Max("version")).order_by())
    own = sorted(get_routes(newest.items()).values(), key=lambda route: (route.title, route.key))
    shipped = dict.fromkeys(key for key, _version in engine.routes())
    return {route.key: route for route in own} | {key: engine.get_route(key) for key in shipped}


def followers(newest: dict[str, Route] | None = None) -> dict[str, list[Pinned]]:
    """Where cases of a route can go, by its key: its own newest version, and own routes that were copied from it."""
    routes = newest_routes() if newest is None else newest
    found = {key: [(key, route.version)] for key, route in routes.items()}
    for key, based_on in RouteDraft.objects.order_by("title").values_list("key", "based_on"):
        if key in routes and based_on in found:
            found[based_on].append((key, routes[key].version))
    return found


def may_follow(old: Pinned, new: Pinned) -> bool:
    """Whether a case can go from one version to another: forward, to the newest of its own route or of a copy."""
    return new != old and new in followers().get(old[0], []) and (new[0] != old[0] or new[1] > old[1])


def use(available: dict[str, Route] | None = None) -> rules.Use:
    """Which routes the SWV uses, and which comes first in a sector."""
    routes = newest_routes() if available is None else available
    row = RouteChoice.objects.first()
    chosen = None if row is None else rules.Use(tuple(row.keys), dict(row.defaults))
    return rules.use_of(chosen, sectors={key: route.sector for key, route in routes.items()})


def routes_for(school: School) -> list[Route]:
    """The routes that new cases of a school may use, by its sector: the default first, own before shipped."""
    return routes_of_sector(school.sector)


def routes_of_sector(sector: str) -> list[Route]:
    """The routes that new cases in a sector may use: the default first, own before shipped. Three queries."""
    return routes_by_sector([sector])[sector]


def _of_sector(sector: str, routes: dict[str, Route], held: rules.Use) -> list[Route]:
    keys = [key for key in held.keys if routes[key].sector == sector]
    shipped = [key for key in routes if not rules.is_own(key)]
    return [routes[key] for key in rules.in_order(keys, first=held.defaults.get(sector, ""), shipped=shipped)]


def default_key(school: School) -> str:
    """The key of the route a case of this school begins with when nobody chooses; "" where the sector has none."""
    return next((route.key for route in routes_for(school)), "")


def routes_by_sector(sectors: Iterable[str]) -> dict[str, list[Route]]:
    """The same for several sectors at once, for a form that opens a case. Three queries."""
    routes = newest_routes()
    held = use(routes)
    return {sector: _of_sector(sector, routes, held) for sector in sorted(set(sectors))}


# --- Writing one's own ------------------------------------------------------------------------------------------------
def drafts() -> QuerySet[RouteDraft]:
    """Every own route, by name."""
    return RouteDraft.objects.select_related("saved_by")


def draft(draft_id: UUID) -> RouteDraft | None:
    """One of them, or None."""
    return drafts().filter(pk=draft_id).first()


@dataclass(frozen=True, slots=True)
class DraftLine:
    """An own route in the list: its newest version and whether more has been written since."""

    draft: RouteDraft
    version: int  # 0: not published yet
    changed: bool


def draft_lines() -> list[DraftLine]:
    """The own routes for the list: two queries."""
    rows = RouteVersion.objects.order_by("version").values_list("key", "version", "sha256")
    newest = {key: (version, sha256) for key, version, sha256 in rows}
    return [
        DraftLine(row, version, rules.digest(row.text) != sha256)
        for row in drafts()
        for version, sha256 in [newest.get(row.key, (0, ""))]
    ]


def versions_of(row: RouteDraft) -> list[RouteVersion]:
    """What was published of it, newest first."""
    return list(row.versions.select_related("published_by").order_by("-version"))


def own_abbreviations() -> dict[str, str]:
    """What the SWV's own routes, in their newest version, say that abbreviations mean (R156). One query."""
    found: dict[str, str] = {}
    newest: dict[str, dict[str, str]] = {}
    for key, words in RouteVersion.objects.order_by("version").values_list("key", "abbreviations"):
        newest[key] = words
    for words in newest.values():
        found.update(words)
    return found


@lru_cache(maxsize=1)
def shipped_abbreviations() -> dict[str, str]:
    """What the shipped routes say that abbreviations mean: the first that explains one is heard. No query."""
    found: dict[str, str] = {}
    for route in engine.routes().values():
        for short, long in route.abbreviations:
            found.setdefault(short, long)
    return found
