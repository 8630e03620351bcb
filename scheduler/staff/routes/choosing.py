"""What there is to choose in a part of a route: roles, steps, and what other parts of the same route declare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from planning.errors import Text
from planning.meetings.models import MeetingKind
from planning.people.models import Sector
from planning.people.roles import Affiliation
from planning.regions import wording
from planning.regions.card import rows
from planning.routes.loading.coherence import NO_REGIE
from planning.routes.parts import GUARDIANS, TRIAGE, WITHOUT

Choices = list[tuple[str, str]]


def roles(data: Mapping[str, Any]) -> Choices:
    """Every role, those this route describes first; parents and pupil before all."""
    known = wording.role_names()
    described = [str(row["role"]) for row in rows(data, "roles") if row.get("role") in known]
    first = ["guardian", "pupil", *described]
    rest = [word for word in known if word not in first and word != "casusregisseur"]
    return [(word, known[word]) for word in [*dict.fromkeys(first), *rest]]


def regie(data: Mapping[str, Any]) -> Choices:
    """Who can hold regie or choose: a role, or the casusregisseur where the route has one."""
    found = [choice for choice in roles(data) if choice[0] not in NO_REGIE]
    if "casusregisseur" in data:
        name = data["casusregisseur"].get("name") if isinstance(data["casusregisseur"], Mapping) else ""
        found.insert(0, ("casusregisseur", str(name or wording.role_name("casusregisseur"))))
    return found


def steps(data: Mapping[str, Any]) -> Choices:
    """The steps by number and name."""
    return [(str(n), f"{n}. {row.get('title', '')}") for n, row in enumerate(rows(data, "steps"), 1)]


def choices(name: str, data: Mapping[str, Any]) -> Choices:
    """The list a box names. Raises KeyError for a list that is not there: a slip in `parts`."""
    return _LISTS[name](data)


def with_own(found: Choices, *values: str) -> Choices:
    """The list with what stands there now, even when it is not on it: nothing is lost by opening a page."""
    known = {value for value, _label in found}
    return [*found, *((value, value) for value in dict.fromkeys(values) if value and value not in known)]


def first(found: Choices, *values: str) -> Choices:
    """The list with what stands there now in front, in its own order: a browser sends ticked boxes as they stand."""
    names = dict(with_own(found, *values))
    return [(value, names.pop(value)) for value in dict.fromkeys(values) if value in names] + list(names.items())


def _targets(data: Mapping[str, Any]) -> Choices:
    return [*steps(data), ("end", _("einde van de casus")), ("elsewhere", _("buiten deze route"))]


def _declared(table: str, words: str) -> Callable[[Mapping[str, Any]], Choices]:
    return lambda data: [(str(row["key"]), str(row.get(words, ""))) for row in rows(data, table) if row.get("key")]


def _fixed(values: Iterable[tuple[str, Text]]) -> Callable[[Mapping[str, Any]], Choices]:
    return lambda _data: [(value, str(label)) for value, label in values]


_LISTS: dict[str, Callable[[Mapping[str, Any]], Choices]] = {
    "roles": roles,
    "regie": regie,
    "steps": steps,
    "targets": _targets,
    "decisions": _declared("decisions", "title"),
    "circumstances": _declared("circumstances", "question"),
    "consents": _declared("consents", "title"),
    "triage": _fixed([(word, wording.WORDS[word]) for word in TRIAGE]),
    "without": _fixed([(word, wording.WORDS[word]) for word in WITHOUT]),
    "guardians": _fixed([(word, wording.WORDS[word]) for word in GUARDIANS]),
    "sectors": _fixed(Sector.choices),
    "kinds": _fixed(MeetingKind.choices),
    "employers": _fixed(Affiliation.choices),
}
