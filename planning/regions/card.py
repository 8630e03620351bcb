"""The settings card: what an SWV changes first, as the sources contradict each other there (R15, R25, R54, R74, R80).

Read from the parts of a route and written back into them; nothing of it is kept apart. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planning.regions.editing import Value
from planning.routes.loading.faults import Place

DIRECTOR = "directeur"
NEVER, ALWAYS = "", "always"
SEAT_OF = {"always": "required", "may-be": "optional", "not-in-minimum": "on_request"}
SEATS = ("required", "optional", "on_request")
Writes = list[tuple[Place, Mapping[str, Value]]]


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """What a region does in its own way at one kind of meeting."""

    leader: str
    guardians: str
    dates_by: str
    director: str  # NEVER, ALWAYS, or the circumstance that asks for the director


@dataclass(frozen=True, slots=True)
class Card:
    """All of it: a card per meeting, who asks each consent, where the GW works, who decides on a TLV."""

    meetings: tuple[MeetingCard, ...]
    asked_by: tuple[str, ...]
    gw_employer: str  # "" where the route knows no GW
    tlv_decided_by: str


def read(data: Mapping[str, Any]) -> Card:
    """The card of a route as it stands, with "" for what is missing or wrong."""
    return Card(
        meetings=tuple(
            MeetingCard(
                leader=_text(row, "leader"),
                guardians=_text(row, "guardians"),
                dates_by=_text(row, "dates_by"),
                director=_director(row),
            )
            for row in rows(data, "meetings")
        ),
        asked_by=tuple(_text(row, "asked_by") for row in rows(data, "consents")),
        gw_employer=next((_text(row, "employer") for row in rows(data, "roles") if row.get("role") == "gw"), ""),
        tlv_decided_by=_text(data.get("tlv", {}), "decided_by"),
    )


def writes(data: Mapping[str, Any], card: Card) -> Writes:
    """What to write for a changed card; what it leaves as it was is not written.

    Who led and chaired still does both; parents and director get the seat that belongs to the answer.
    """
    old = read(data)
    found: Writes = []
    for n, (row, before, after) in enumerate(zip(rows(data, "meetings"), old.meetings, card.meetings, strict=True)):
        if values := _meeting(row, before, after):
            found.append((("meetings", n), values))
    for n, (was, is_now) in enumerate(zip(old.asked_by, card.asked_by, strict=True)):
        if was != is_now:
            found.append((("consents", n), {"asked_by": is_now}))
    for n, row in enumerate(rows(data, "roles")):
        if row.get("role") == "gw" and card.gw_employer not in {"", old.gw_employer}:
            found.append((("roles", n), {"employer": card.gw_employer}))
    if card.tlv_decided_by != old.tlv_decided_by:
        found.append((("tlv",), {"decided_by": card.tlv_decided_by}))
    return found


def seated(row: Mapping[str, Any], role: str, seat: str) -> dict[str, list[str]]:
    """The lists of seats of a meeting with a role on one of them, or on none ("")."""
    lists = {name: [word for word in _texts(row, name) if word != role] for name in SEATS}
    if seat:
        before = _texts(row, seat)
        lists[seat] = before if role in before else [*lists[seat], role]
    return lists


def rows(data: Mapping[str, Any], table: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a table of rows; none where something else stands."""
    found = data.get(table)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


# --- Inside -----------------------------------------------------------------------------------------------------------
def _meeting(row: Mapping[str, Any], before: MeetingCard, after: MeetingCard) -> dict[str, Value]:
    values: dict[str, Value] = {}
    if after.dates_by != before.dates_by:
        values["dates_by"] = after.dates_by
    if after.leader != before.leader:
        values["leader"] = after.leader
        if row.get("chair") == before.leader:
            values["chair"] = after.leader
    lists: dict[str, list[str]] = {name: _texts(row, name) for name in SEATS}
    if after.guardians != before.guardians:
        values["guardians"] = after.guardians
        lists = seated(lists, "guardian", SEAT_OF.get(after.guardians, ""))
    if after.director != before.director:
        values["musts"] = _musts(row, after.director)
        if after.director == ALWAYS:
            lists = seated(lists, DIRECTOR, "required")
        elif before.director == ALWAYS:
            lists = seated(lists, DIRECTOR, "optional" if after.director == NEVER else "")
    for name in SEATS:
        if lists[name] != _texts(row, name):
            values[name] = lists[name] or (None if name == "on_request" else [])
    return values


def _musts(row: Mapping[str, Any], director: str) -> Value:
    """The rules of a meeting with the director in the one that is meant, and in no other."""
    found = []
    for must in rows(row, "musts"):
        others = [role for role in _texts(must, "roles") if role != DIRECTOR]
        wanted = [*others, DIRECTOR] if must.get("when") == director else others
        if wanted:
            found.append({"when": _text(must, "when"), "roles": wanted})
    if director not in {NEVER, ALWAYS} and all(must["when"] != director for must in found):
        found.append({"when": director, "roles": [DIRECTOR]})
    return found or None


def _director(row: Mapping[str, Any]) -> str:
    if DIRECTOR in _texts(row, "required"):
        return ALWAYS
    return next((_text(must, "when") for must in rows(row, "musts") if DIRECTOR in _texts(must, "roles")), NEVER)


def _text(row: object, key: str) -> str:
    value = row.get(key) if isinstance(row, Mapping) else None
    return value if isinstance(value, str) else ""


def _texts(row: Mapping[str, Any], key: str) -> list[str]:
    value = row.get(key)
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []
