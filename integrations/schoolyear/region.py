"""A school year of a holiday region: which days are free everywhere, and which a school chooses (domain page, 6).

The dates come from the `holidays` package (Regeling vaststelling schoolvakanties 2025-2030, Stcrt. 2024, 19237). Our
own copy of the official data, schoolvakanties.json, gives the advised second May week and is what a test compares the
package with. Past the last year that the package knows, nothing is invented: `known` is False, no school holidays.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import holidays

REGIONS = ("Noord", "Midden", "Zuid")
BREAKS = ("Herfstvakantie", "Kerstvakantie", "Voorjaarsvakantie", "Meivakantie", "Zomervakantie")

_PACKAGE_START = 2014
_GOOD_FRIDAY, _ASCENSION, _LIBERATION = "Goede vrijdag", "Hemelvaartsdag", "Bevrijdingsdag"
_CHOSEN_BY_SCHOOL = frozenset({_GOOD_FRIDAY, _LIBERATION})
_DATA = Path(__file__).with_name("schoolvakanties.json")


@dataclass(frozen=True, slots=True)
class RegionYear:
    """School year `year` (2026 is 2026-2027) in `region`.

    `holidays`: every free day from 1 August to 31 July, weekends inside a holiday too, with its Dutch name; a public
    holiday wins from the holiday it falls in. `optional_days`: free only where the school says so, and not free anyway.
    `first_day` and `last_day`: the first and last weekday between the two summer holidays, both included. `may_advice`:
    first and last day of the second May week that the ministry advises, where that is certain enough.

    When not `known`, `holidays` holds the public holidays only and the days are those of the law (1 August-31 July):
    show a warning, and do not plan on it.
    """

    year: int
    region: str
    holidays: Mapping[dt.date, str]
    optional_days: Mapping[dt.date, str]
    first_day: dt.date
    last_day: dt.date
    known: bool
    last_known_year: int
    may_advice: tuple[dt.date, dt.date] | None = None

    def is_free(self, day: dt.date) -> bool:
        """Whether the whole region is free on `day`; a weekend is no holiday by itself."""
        return day in self.holidays


class UnknownRegion(ValueError):
    """Not one of the three holiday regions."""


@cache
def region_year(year: int, region: str) -> RegionYear:
    """The school year that starts in the summer of `year`, in region Noord, Midden or Zuid (any case).

    Raises UnknownRegion for another region and ValueError for a year that is no year. Years the package does not know
    come back with `known=False`.
    """
    region = region.strip().capitalize()
    if region not in REGIONS:
        raise UnknownRegion(f"unknown holiday region: {region[:20]!r}")
    if not 1970 <= year <= 2200:
        raise ValueError("not a school year")
    start, end = dt.date(year, 8, 1), dt.date(year + 1, 7, 31)
    known = is_known(year, region)
    free: dict[dt.date, str] = {}
    if known:
        free |= {day: name for day, name in _school_days(year, region) if start <= day <= end}
    public, optional = _public_days(year, start, end)
    free |= public
    if known:
        start, end = _teaching_days(year, region)
    return RegionYear(
        year=year,
        region=region,
        holidays=MappingProxyType(dict(sorted(free.items()))),
        optional_days=MappingProxyType({day: name for day, name in sorted(optional.items()) if day not in free}),
        first_day=start,
        last_day=end,
        known=known,
        last_known_year=last_known_year(),
        may_advice=_may_advice(year),
    )


def is_known(year: int, region: str) -> bool:
    """Whether all five holidays of school year `year`, and the summer before it, are known for `region`."""
    if year < _PACKAGE_START:
        return False
    start, end = dt.date(year, 8, 1), dt.date(year + 1, 7, 31)
    names = {name for day, name in _school_days(year, region) if start <= day <= end}
    return names >= set(BREAKS) and any(name == "Zomervakantie" for _day, name in _package_days(year, region))


@cache
def last_known_year() -> int:
    """The last school year of which every region is known. Moves on by itself with a newer `holidays` package."""
    year = _PACKAGE_START
    while all(is_known(year + 1, region) for region in REGIONS):
        year += 1
    return year


@cache
def official_data() -> Mapping[str, object]:
    """Our copy of the official dates, as it stands in schoolvakanties.json."""
    data: dict[str, object] = json.loads(_DATA.read_text(encoding="utf-8"))
    return MappingProxyType(data)


def _school_days(year: int, region: str) -> Iterator[tuple[dt.date, str]]:
    yield from _package_days(year, region)
    yield from _package_days(year + 1, region)


@cache
def _package_days(calendar_year: int, region: str) -> tuple[tuple[dt.date, str], ...]:
    found = holidays.country_holidays(
        "NL",
        subdiv=region,
        years=calendar_year,
        expand=False,
        categories=(holidays.SCHOOL,),
        language="nl",
    )
    return tuple(sorted(found.items()))


def _public_days(year: int, start: dt.date, end: dt.date) -> tuple[dict[dt.date, str], dict[dt.date, str]]:
    """Public holidays between two days: those always free, and those that are the school's choice."""
    found = holidays.country_holidays("NL", years=(year, year + 1), expand=False, language="nl")
    always: dict[dt.date, str] = {}
    chosen: dict[dt.date, str] = {dt.date(year + 1, 5, 5): _LIBERATION}
    for day in found:
        for name in found.get_list(day):
            if name in _CHOSEN_BY_SCHOOL:
                chosen[day] = name
            else:
                always[day] = name
            if name == _ASCENSION:
                chosen[day + dt.timedelta(days=1)] = "Vrijdag na Hemelvaart"
    within = {day: name for day, name in always.items() if start <= day <= end}
    return within, {day: name for day, name in chosen.items() if start <= day <= end}


def _teaching_days(year: int, region: str) -> tuple[dt.date, dt.date]:
    """The first weekday after the summer of `year` and the last one before the next summer."""
    summer = max(day for day, name in _package_days(year, region) if name == "Zomervakantie")
    next_summer = min(day for day, name in _package_days(year + 1, region) if name == "Zomervakantie")
    first, last = summer + dt.timedelta(days=1), next_summer - dt.timedelta(days=1)
    while first.weekday() > 4:
        first += dt.timedelta(days=1)
    while last.weekday() > 4:
        last -= dt.timedelta(days=1)
    return first, last


def _may_advice(year: int) -> tuple[dt.date, dt.date] | None:
    weeks = official_data()["mei_adviesweek"]
    if not isinstance(weeks, dict):
        raise TypeError("mei_adviesweek is not an object")
    week = weeks.get(f"{year}-{year + 1}")
    if week is None or week["zekerheid"] == "laag":
        return None
    first, last = week["periode"]
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)
