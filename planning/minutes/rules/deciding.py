"""What a meeting can decide, and what must be decided before it ends. Plain words; the tables name them the same."""

from __future__ import annotations

from typing import Literal

Kind = Literal["talk", "arrangement", "mandate", "tlv"]

MANDATED = "gw"  # R24: the role that may deploy an arrangement in the meeting itself
ORDER: tuple[Kind, ...] = ("arrangement", "mandate", "talk", "tlv")
ONCE = frozenset({"talk", "tlv"})  # one answer stands; the others may be there several times
GOALS_FIRST = frozenset({"arrangement", "mandate"})  # R102: means, so after the goals
TELL_MORE = frozenset({"mandate", "tlv"})  # which arrangement; how parents and pupil were involved (R140)

_YES_OR_NO = ("yes", "no")
_ARRANGEMENTS = ("swv", "care", "oza", "municipality")  # R103


def outcomes(kind: str, *, sector: str) -> tuple[str, ...]:
    """What a decision of this kind can come to at a school of this sector; nothing for a kind that is unknown.

    In VO the school can give the arrangement itself (R103).
    """
    if kind == "arrangement":
        return (*_ARRANGEMENTS, "school") if sector == "VO" else _ARRANGEMENTS
    return _YES_OR_NO if kind in {"talk", "mandate", "tlv"} else ()


def kinds(*, leads_on: bool, mandated: bool) -> tuple[Kind, ...]:
    """What is asked, in the order of the talk: whether there comes another only where the route leads on to one (R105).

    A mandated decision is possible only with who has the mandate at the table (R24).
    """
    left_out = {kind for kind, is_asked in (("talk", leads_on), ("mandate", mandated)) if not is_asked}
    return tuple(kind for kind in ORDER if kind not in left_out)
