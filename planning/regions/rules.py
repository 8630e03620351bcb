"""Pure decisions about an SWV's own routes: their keys, their faults, which may be used, and what a version changes."""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from planning.people.roles import Role
from planning.routes import loading
from planning.routes.engine import Route
from planning.routes.loading import Fault
from planning.routes.parts import Step

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OWN = "eigen-"  # every own key begins so, and no shipped one (a test of the shipped files says it)
LONGEST_KEY = 40
LONGEST_TEXT = 200_000  # characters; the longest shipped route has 25,000
ROLES = frozenset(role.value for role in Role)
# What holds until an SWV chooses for itself.
SHIPPED_DEFAULTS: Mapping[str, str] = {"PO": "west-brabant-po", "VO": "west-brabant-vo"}


def is_own(key: str) -> bool:
    """Whether a key is an SWV's own: no table needs asking to know that it is not."""
    return key.startswith(OWN)


def own_key(title: str, *, taken: Collection[str]) -> str:
    """A key for an own route with this name, that no other own route has and no shipped route can have."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "route"
    stem = f"{OWN}{words}"[: LONGEST_KEY - 5].rstrip("-")
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def digest(text: str) -> str:
    """Hex SHA-256 of a route's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def tidy(text: str) -> str:
    """One kind of line end, one at the end: browsers send CRLF."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"


def title_in(text: str) -> str:
    """The name a text gives its route, as long as a draft keeps; "" when it gives none."""
    try:
        title = tomllib.loads(text).get("title")
    except (ValueError, RecursionError):
        return ""
    return title.strip()[:120] if isinstance(title, str) else ""


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same, whatever version they call themselves and whatever their comments say."""
    first, second = tomllib.loads(one), tomllib.loads(other)
    return {**first, "version": 1} == {**second, "version": 1}


@dataclass(frozen=True, slots=True)
class Checked:
    """A text as it stands: the route it gives, as far as it gives one, and every fault."""

    route: Route | None  # also with faults, when its tables are well formed: enough to draw it, for nothing else
    faults: tuple[Fault, ...]

    @property
    def good(self) -> bool:
        """Whether it may be published."""
        return self.route is not None and not self.faults


def check(text: str, *, name: str = "route") -> Checked:
    """Read a text with the same eyes as a shipped file. Raises nothing."""
    route, faults = loading.sketch(text, name=name, roles=ROLES)
    return Checked(route, tuple(faults))


@dataclass(frozen=True, slots=True)
class Renamed:
    """A step that stands where it stood, under another name."""

    number: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a newer version does to the steps of an older one."""

    added: tuple[Step, ...]
    removed: tuple[Step, ...]
    renamed: tuple[Renamed, ...]
    moved: tuple[tuple[Step, int], ...]  # the same name at another number: the old step and its new number

    @property
    def same(self) -> bool:
        """Whether the steps are as they were: what differs stands in the words."""
        return not (self.added or self.removed or self.renamed or self.moved)


def changes(old: Route, new: Route) -> Changes:
    """Compare the steps of two versions: by name first, then by number."""
    was = {step.title: step for step in old.steps}
    now = {step.title: step for step in new.steps}
    moved = tuple(
        (step, now[title].number) for title, step in was.items() if title in now and now[title].number != step.number
    )
    gone = {step.number: step for title, step in was.items() if title not in now}
    fresh = {step.number: step for title, step in now.items() if title not in was}
    renamed = tuple(Renamed(n, gone[n].title, fresh[n].title) for n in sorted(gone.keys() & fresh.keys()))
    both = {row.number for row in renamed}
    return Changes(
        added=tuple(step for n, step in fresh.items() if n not in both),
        removed=tuple(step for n, step in gone.items() if n not in both),
        renamed=renamed,
        moved=moved,
    )


def proposed_step(old: Route, new: Route, step: int) -> int | None:
    """Where a case that is in a step of the old version goes: the same name, else the same number, else no proposal.

    A number whose step has gone to another place, or whose place another known step has taken, says nothing: then a
    person chooses.
    """
    title = next((row.title for row in old.steps if row.number == step), "")
    by_name = {row.title: row.number for row in new.steps}
    if title in by_name:
        return by_name[title]
    known = {row.title for row in old.steps}
    return next((row.number for row in new.steps if row.number == step and row.title not in known), None)


@dataclass(frozen=True, slots=True)
class Use:
    """Which routes are in use, by key, and which comes first in a sector."""

    keys: tuple[str, ...]
    defaults: Mapping[str, str]


def use_of(chosen: Use | None, *, sectors: Mapping[str, str], shipped: Mapping[str, str] = SHIPPED_DEFAULTS) -> Use:
    """What holds: the SWV's choice as far as its routes exist; a sector without any keeps the shipped route.

    `sectors` gives the sector of every route there is. A school can always open a case.
    """
    keys = [key for key in (chosen.keys if chosen else shipped.values()) if key in sectors]
    defaults: dict[str, str] = {}
    for sector, fallback in shipped.items():
        own = [key for key in keys if sectors[key] == sector]
        if not own and fallback in sectors:
            own = [fallback]
            keys.append(fallback)
        wanted = (chosen.defaults if chosen else shipped).get(sector, "")
        if own:
            defaults[sector] = wanted if wanted in own else own[0]
    return Use(tuple(dict.fromkeys(keys)), defaults)


def in_order(keys: Iterable[str], *, first: str, shipped: Sequence[str]) -> list[str]:
    """The default first, then own routes by key, then shipped ones as they are shipped."""
    place = {key: n for n, key in enumerate(shipped)}
    return sorted(keys, key=lambda key: (key != first, not is_own(key), place.get(key, 0), key))
