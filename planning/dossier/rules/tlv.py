"""Decisions about a request for a TLV: what is still missing, who may judge, who may take the short way (R140–R146)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

# What goes to the committee (R141). No source lists it; this is our choice, in the order one works through it.
OPP, PARENTS, PUPIL, SOT, LOG = "opp", "parents", "pupil", "sot", "log"
PACKAGE = (OPP, PARENTS, PUPIL, SOT, LOG)
SHORT_PACKAGE = (PARENTS, LOG)  # before compulsory age there is no OPP and no SOT (R145)
COMPULSORY_AGE = 5  # leerplichtig from the first day of the month after the fifth birthday


@dataclass(frozen=True, slots=True)
class Expert:
    """One expert who judged: which one, who, in which role, and when."""

    number: int
    person: str  # id of a professional, or the name of somebody from outside
    role: str
    on: dt.date | None


def missing_of(
    *, pieces: Collection[str], experts: Sequence[Expert], exception: bool, director: bool
) -> tuple[str, ...]:
    """What must still be there before the request can be sent, as codes: pieces, expert-1, expert-2, director.

    A second expert is always needed (R143); the director is involved when a pupil may go elsewhere (R146), which
    before compulsory age is not at stake: the child has no school to leave (R145).
    """
    wanted = SHORT_PACKAGE if exception else PACKAGE
    judged = {row.number for row in experts if row.on is not None}
    missing = [key for key in wanted if key not in pieces]
    missing += [f"expert-{number}" for number in (1, 2) if number not in judged]
    if not exception and not director:
        missing.append("director")
    return tuple(missing)


def why_not_expert(*, number: int, person: str, role: str, first_expert: str, others: Sequence[Expert]) -> str:
    """Why this person cannot be this expert, as a code; "" when they can.

    `first_expert` is the role of the route (R143: the GW); "" where the source says nothing.
    """
    if number == 1 and first_expert and role != first_expert:
        return "role"
    if any(row.person == person and row.number != number for row in others):
        return "same"
    return ""


def conflict_of_role(*, chair: str, sat_in_sot: Collection[str], experts: Sequence[Expert]) -> tuple[str, ...]:
    """In which other roles the chair of the committee already spoke about this pupil: sot, expert (R144)."""
    found = ["sot"] if chair in sat_in_sot else []
    if any(row.person == chair for row in experts):
        found.append("expert")
    return tuple(found)


def before_compulsory_age(birth_month: str, *, on: dt.date) -> bool | None:
    """Whether a child born in YYYY-MM is not leerplichtig yet on a day; None when the month is not known (R145)."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", birth_month)
    if match is None:
        return None
    year, month = int(match[1]) + COMPULSORY_AGE, int(match[2])
    first = dt.date(year + (month == 12), month % 12 + 1, 1)
    return on < first


def period_fits(*, first: dt.date, last: dt.date) -> bool:
    """A TLV holds from a day till the end of a school year: the last day is 31 July and lies after the first."""
    return last > first and (last.month, last.day) == (7, 31)
