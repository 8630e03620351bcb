"""The one list of guest languages: its words are CLDR's, its plurals gettext's, and nothing is said twice."""

import datetime as dt
from gettext import c2py
from itertools import pairwise

import pytest
from babel import Locale
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from notifications.languages import ALL, ALWAYS, CODES, for_reader, named
from notifications.letters import when

# Where we say it otherwise than CLDR does, and why, stands in notifications/languages.py.
OTHERWISE = {
    "ar": {"months"},
    "ti": {"months"},
    "so": {"weekdays", "months", "short_weekdays", "short_months"},
    "nl": {"short_months"},
    "en": set(),
}


@pytest.mark.parametrize("code", CODES)
def test_days_and_months_are_those_of_cldr(code):
    ours, theirs = named(code), Locale(code)
    for kind, width, names in (
        ("days", "wide", "weekdays"),
        ("months", "wide", "months"),
        ("days", "abbreviated", "short_weekdays"),
        ("months", "abbreviated", "short_months"),
    ):
        if names in OTHERWISE.get(code, set()):
            continue
        found = dict(getattr(theirs, kind)["format"][width].items())
        assert getattr(ours, names) == tuple(found[key] for key in sorted(found)), (code, names)


def test_arabic_names_a_month_as_both_halves_of_its_readers_do():
    cldr = Locale("ar").months["format"]["wide"]
    assert [name.split(" / ")[0] for name in named("ar").months] == [cldr[month] for month in range(1, 13)]
    assert len({name.split(" / ")[1] for name in named("ar").months}) == 12


@pytest.mark.parametrize("code", CODES)
def test_plurals_are_counted_as_cldr_does(code):
    """Which numbers share a form: gettext's formula and CLDR's rule put the same ones together."""
    count, rule = named(code).plural.split(";")[:2]
    ours, theirs = c2py(rule.partition("plural=")[2]), Locale(code).plural_form
    pairs = {(ours(n), str(theirs(n))) for n in range(1, 300)}
    forms = {form for form, _name in pairs}
    assert len(pairs) == len(forms), pairs  # one name of CLDR's for every form of ours
    assert max(forms) < int(count.partition("nplurals=")[2])


@pytest.mark.parametrize("code", CODES)
def test_a_row_of_the_list_is_whole(code):
    one = named(code)
    assert (len(one.weekdays), len(one.short_weekdays), len(one.months), len(one.short_months)) == (7, 7, 12, 12)
    assert one.right_to_left == (code in settings.LANGUAGES_BIDI)
    assert dict(settings.LANGUAGES)[code] == one.name


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("nl", "dinsdag 3 november 2026, 9.00–10.30 uur"),
        ("en", "Tuesday 3 November 2026, 9:00–10:30"),
        ("ar", "الثلاثاء 3 نوفمبر / تشرين الثاني 2026، من 9:00 إلى 10:30"),
        ("tr", "3 Kasım 2026 Salı, 9:00–10:30"),
        ("pl", "wtorek, 3 listopada 2026, 9:00–10:30"),
        ("uk", "вівторок, 3 листопада 2026 року, 9:00–10:30"),
        ("ti", "ሰሉስ፣ 3 ሕዳር 2026, 9:00–10:30"),
        ("so", "Talaado 3 Nofeembar 2026, 9:00–10:30"),
    ],
)
def test_a_time_is_said_in_words_and_by_the_24_hour_clock(code, said):
    start = dt.datetime(2026, 11, 3, 8, 0, tzinfo=dt.UTC)
    assert when.stretch(start, start + dt.timedelta(minutes=90), language=code) == said


@given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31)), st.sampled_from(CODES))
def test_two_days_never_read_alike(day, code):
    days = [day + dt.timedelta(days=step) for step in (0, 1, 7, 31, 365)]
    assert all(one != other for one, other in pairwise(when.day(each, language=code) for each in days))


@given(st.sampled_from([*CODES, "fr", ""]), st.sets(st.sampled_from(CODES)))
def test_everybody_gets_dutch_and_who_reads_a_language_that_is_off_gets_english_too(code, on):
    got = for_reader(code, on=tuple(on))
    assert got[-1] == "nl"
    if code in on or code in ALWAYS:
        assert got[0] == code
    else:
        assert got == ("en", "nl")


def test_what_somebody_typed_is_set_apart_only_where_it_must_be():
    assert named("nl").typed("0165-1") == "0165-1"
    assert named("ar").typed("0165-1") == "\u20680165-1\u2069"
    assert [one.code for one in ALL if one.right_to_left] == ["ar"]
