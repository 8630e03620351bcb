"""What an SWV sets itself about deadlines: read from its settings, and from what somebody typed (house rule 8)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planning.dossier.rules.clocks import LastDay

KEY = "dossier"  # below SWV.settings
FEWEST_WEEKS, MOST_WEEKS = 1, 26
MOST_LAST_DAYS = 24
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_LINE = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2}|[a-z]+)(?:[\s./-]+(\d{4}))?")


class WrongDay(ValueError):
    """A line that is no day; `args[0]` is the line."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The settings: last days to hand in a TLV request, weeks till the decision, and where LDOS is.

    `holidays_count` says whether the weeks till the decision go on in holidays. Amsterdam-Diemen takes at most eight
    weeks after a complete file (domain §1.2); what holidays do there no source says: they count (our choice).
    """

    last_days: tuple[LastDay, ...] = ()
    weeks: int = 8
    holidays_count: bool = True
    ldos: str = ""

    def as_settings(self) -> dict[str, object]:
        """As it is stored."""
        return {
            "last_days": [str(row) for row in self.last_days],
            "weeks": self.weeks,
            "holidays_count": self.holidays_count,
            "ldos": self.ldos,
        }


def read_last_days(text: str) -> tuple[LastDay, ...]:
    """Days as people write them, one a line: "1 mei", "1-5" (every year) or "18-5-2027". Raises WrongDay."""
    found = []
    for line in text.splitlines():
        words = " ".join(line.lower().split())
        if words:
            found.append(_read_day(words))
    if len(found) > MOST_LAST_DAYS:
        raise WrongDay(text.splitlines()[-1].strip()[:40])
    return tuple(sorted(dict.fromkeys(found), key=lambda row: (row.year or 0, row.month, row.day)))


def _read_day(words: str) -> LastDay:
    match = _LINE.fullmatch(words)
    if match is None:
        raise WrongDay(words[:40])
    day, word, year = int(match[1]), match[2], int(match[3]) if match[3] else None
    if not word.isdigit() and word not in _MONTHS:
        raise WrongDay(words[:40])
    month = int(word) if word.isdigit() else _MONTHS.index(word) + 1
    try:
        dt.date(year if year is not None else 2028, month, day)  # 2028 has a 29 February
    except ValueError as error:
        raise WrongDay(words[:40]) from error
    if year is not None and not 2020 <= year <= 2100:
        raise WrongDay(words[:40])
    return LastDay(month=month, day=day, year=year)


def deadlines_of(settings: Mapping[str, Any]) -> Deadlines:
    """The settings of an SWV as they are stored; what is missing or wrong is the default, never an error."""
    stored = settings.get(KEY)
    if not isinstance(stored, Mapping):
        return Deadlines()
    default = Deadlines()
    weeks, days, ldos = stored.get("weeks"), stored.get("last_days"), stored.get("ldos")
    try:
        last_days = read_last_days("\n".join(str(row) for row in days)) if isinstance(days, list) else ()
    except WrongDay:
        last_days = ()
    fits = isinstance(weeks, int) and not isinstance(weeks, bool) and FEWEST_WEEKS <= weeks <= MOST_WEEKS
    return Deadlines(
        last_days=last_days,
        weeks=weeks if fits and isinstance(weeks, int) else default.weeks,
        holidays_count=stored.get("holidays_count") is not False,
        ldos=ldos if isinstance(ldos, str) else "",
    )
