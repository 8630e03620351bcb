"""Who speaks for a pupil at which age: pure decisions from the month of birth (C9, domain §2.1).

Only year and month of birth are known (P10). So there is an age that somebody has *surely* (as if born at the end of
the month, counted from the first day after it) and one they have *perhaps* (as if born on the first day). In the month
between the two, whoever may be asked by either age is asked: the safest reading.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

OPINION_AT, OWN_CONSENT_AT, OF_AGE_AT = 12, 16, 18
TURNING_POINTS = (OPINION_AT, OWN_CONSENT_AT, OF_AGE_AT)
FLAG_BEFORE = dt.timedelta(weeks=6)  # the school hears so long before: time to talk with pupil and parents


class FromTwelve(StrEnum):
    """What the school asks of a pupil of 12 to 15 (domain §2.1: a setting of the school)."""

    PARENTS = "parents"  # only the parents are asked
    OPINION = "opinion"  # the pupil is asked what he or she thinks; the parents decide
    BOTH = "both"  # the pupil must say yes too


@dataclass(frozen=True, slots=True)
class Age:
    """The years a pupil surely has, and perhaps has."""

    surely: int
    perhaps: int


@dataclass(frozen=True, slots=True)
class Voices:
    """Whose yes is needed, and who is asked besides.

    `opinion`: the pupil is asked what he or she thinks. `soon`: 16 is near, so the pupil is asked already, and what is
    said then counts from the first day on. `since`: only what the pupil was asked from this day on is own consent; an
    opinion of years before is not (C9).
    """

    guardians: bool
    pupil: bool
    opinion: bool = False
    soon: bool = False
    since: dt.date | None = None

    @property
    def asks_pupil(self) -> bool:
        """Whether the question goes to the pupil too."""
        return self.pupil or self.opinion or self.soon


def birth_month(text: str | None) -> tuple[int, int] | None:
    """Year and month of "YYYY-MM"; None for anything else."""
    found = re.fullmatch(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])", (text or "").strip())
    return (int(found[1]), int(found[2])) if found else None


def age(text: str | None, *, today: dt.date) -> Age | None:
    """The age on a day in Amsterdam; None when the month of birth is not known."""
    born = birth_month(text)
    if born is None:
        return None
    year, month = born
    return Age(
        surely=today.year - year - (today.month <= month),
        perhaps=today.year - year - (today.month < month),
    )


@dataclass(frozen=True, slots=True)
class Birthday:
    """A turning point: the first day on which the pupil perhaps has this age, and the first on which surely."""

    years: int
    perhaps_on: dt.date
    surely_on: dt.date


def turning_points(text: str | None) -> tuple[Birthday, ...]:
    """The months in which who speaks changes: 12, 16 and 18; none when the month of birth is not known."""
    born = birth_month(text)
    if born is None:
        return ()
    year, month = born
    after = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(
        Birthday(
            years=years,
            perhaps_on=dt.date(year + years, month, 1),
            surely_on=dt.date(after[0] + years, after[1], 1),
        )
        for years in TURNING_POINTS
    )


def coming(text: str | None, *, today: dt.date) -> Birthday | None:
    """The turning point that is near: within six weeks, or this month; None when none is."""
    return next(
        (row for row in turning_points(text) if row.perhaps_on - FLAG_BEFORE <= today < row.surely_on),
        None,
    )


def days_to_look(text: str | None) -> list[dt.date]:
    """The days on which something about the age must be looked at: the flag, and both sides of each birthday month."""
    return [
        day for row in turning_points(text) for day in (row.perhaps_on - FLAG_BEFORE, row.perhaps_on, row.surely_on)
    ]


def voices(text: str | None, *, from_twelve: str, today: dt.date) -> Voices:
    """Who gives consent on a day.

    Unknown birth month: the parents, and the page warns. From 16 the pupil instead of the parents: their consent does
    not go on silently (C9). In the birthday month itself both.
    """
    years = age(text, today=today)
    sixteen = next((row for row in turning_points(text) if row.years == OWN_CONSENT_AT), None)
    if years is None or sixteen is None:
        return Voices(guardians=True, pupil=False)
    since = sixteen.perhaps_on - FLAG_BEFORE
    if years.perhaps >= OWN_CONSENT_AT:
        return Voices(guardians=years.surely < OWN_CONSENT_AT, pupil=True, since=since)
    soon = today >= since
    asked = years.perhaps >= OPINION_AT
    return Voices(
        guardians=True,
        pupil=asked and from_twelve == FromTwelve.BOTH,
        opinion=asked and from_twelve == FromTwelve.OPINION,
        soon=soon,
        since=since if soon else None,
    )
