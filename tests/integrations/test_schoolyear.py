"""School years: the package against our own copy of the official dates, and what happens past the last known year."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import integrations.schoolyear.region
from integrations.schoolyear.region import REGIONS, UnknownRegion, last_known_year, region_year

OFFICIAL = json.loads(
    Path(integrations.schoolyear.region.__file__).with_name("schoolvakanties.json").read_text(encoding="utf-8")
)
YEARS = range(2025, 2030)
KNOWN_DIFFERENCES: dict[tuple[int, str, str], str] = {}
"""(year, region, holiday) -> why the package and our copy differ. In holidays 0.109 they do not, in any of 75 entries.

OpenHolidays, a source we do not use, has two: it ends the spring holiday of Zuid on 2027-03-21 and 2029-03-18 instead
of 2027-02-21 and 2029-02-18.
"""


def days(first: str, last: str) -> set[dt.date]:
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return {start + dt.timedelta(days=n) for n in range((end - start).days + 1)}


def in_school_year(year: int, found: set[dt.date]) -> set[dt.date]:
    return {day for day in found if dt.date(year, 8, 1) <= day <= dt.date(year + 1, 7, 31)}


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("year", YEARS)
def test_the_package_says_what_the_official_table_says(year: int, region: str) -> None:
    ours = region_year(year, region)
    table = OFFICIAL["schoolvakanties"][f"{year}-{year + 1}"]
    expected: dict[dt.date, str] = {}
    for holiday, by_region in table.items():
        if (year, region, holiday) not in KNOWN_DIFFERENCES:
            expected |= dict.fromkeys(in_school_year(year, days(*by_region[region.lower()])), holiday.capitalize())
    if year > YEARS.start:
        summer = OFFICIAL["schoolvakanties"][f"{year - 1}-{year}"]["zomervakantie"][region.lower()]
        expected |= dict.fromkeys(in_school_year(year, days(*summer)), "Zomervakantie")
    for holiday in OFFICIAL["feestdagen"][f"{year}-{year + 1}"]:
        if holiday["schoolvrij"] == "altijd":
            expected[dt.date.fromisoformat(holiday["datum"])] = holiday["naam"]

    found = dict(ours.holidays)
    if year == YEARS.start:  # the table starts in 2025 and does not hold the summer before
        found = {day: name for day, name in found.items() if day >= ours.first_day}
    assert found == expected


@pytest.mark.parametrize("year", YEARS)
def test_days_that_a_school_chooses_are_not_free_by_themselves(year: int) -> None:
    ours = region_year(year, "Zuid")
    expected = {
        dt.date.fromisoformat(holiday["datum"]): holiday["naam"]
        for holiday in OFFICIAL["feestdagen"][f"{year}-{year + 1}"]
        if holiday["schoolvrij"] == "keuze_school"
    }

    assert dict(ours.optional_days) == {day: name for day, name in expected.items() if not ours.is_free(day)}
    assert set(ours.optional_days) & set(ours.holidays) == set()


@pytest.mark.parametrize(
    ("region", "first", "last"),
    [
        ("Noord", dt.date(2026, 8, 17), dt.date(2027, 7, 9)),
        ("Midden", dt.date(2026, 8, 31), dt.date(2027, 7, 16)),
        ("Zuid", dt.date(2026, 8, 24), dt.date(2027, 7, 23)),
    ],
)
def test_the_school_year_runs_from_summer_to_summer(region: str, first: dt.date, last: dt.date) -> None:
    ours = region_year(2026, region.upper())

    assert (ours.region, ours.first_day, ours.last_day, ours.known) == (region, first, last, True)


def test_the_advised_may_week_is_given_only_where_a_source_says_it() -> None:
    assert region_year(2026, "Zuid").may_advice == (dt.date(2027, 5, 1), dt.date(2027, 5, 9))
    assert OFFICIAL["mei_adviesweek"]["2029-2030"]["zekerheid"] == "laag"
    assert region_year(2029, "Zuid").may_advice is None


def test_a_kings_day_on_sunday_is_celebrated_on_saturday() -> None:
    ours = region_year(2024, "Noord")

    assert ours.holidays[dt.date(2025, 4, 26)] == "Koningsdag"


def test_past_the_last_known_year_nothing_is_invented() -> None:
    last = last_known_year()
    assert last >= 2029

    ours = region_year(last + 1, "Midden")

    assert ours.known is False
    assert ours.last_known_year == last
    assert {name for name in ours.holidays.values() if "vakantie" in name} == set()
    assert (ours.first_day, ours.last_day) == (dt.date(last + 1, 8, 1), dt.date(last + 2, 7, 31))


@pytest.mark.parametrize("region", ["", "Oost", "NL", "noord;"])
def test_an_unknown_region_is_refused(region: str) -> None:
    with pytest.raises(UnknownRegion):
        region_year(2026, region)


@pytest.mark.parametrize("year", [0, 1969, 9999])
def test_a_year_that_is_no_school_year_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match="not a school year"):
        region_year(year, "Noord")


def test_a_year_cannot_be_changed_by_who_reads_it() -> None:
    with pytest.raises(TypeError):
        region_year(2026, "Noord").holidays[dt.date(2026, 9, 1)] = "Vrij"  # type: ignore[index]
