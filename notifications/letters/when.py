"""Days and times in words, for letters and guest pages: with weekday and month in words, and 24 hours (U4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, override

from notifications.languages import CODES, DUTCH, named

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def day(value: dt.date, *, language: str = DUTCH) -> str:
    """A day, e.g. "dinsdag 3 november 2026"; in Dutch where we have no words. A moment is read in Amsterdam."""
    if isinstance(value, dt.datetime):
        value = value.astimezone(AMSTERDAM).date()
    words = named(language)
    weekday, month = words.weekdays[value.weekday()], words.months[value.month - 1]
    return words.day.format(weekday=weekday, day=value.day, month=month, year=value.year)


def short_day(value: dt.date, *, language: str = DUTCH) -> tuple[str, str, str]:
    """The short weekday, the day's number and the short month: ("di", "3", "nov")."""
    words = named(language)
    return words.short_weekdays[value.weekday()], str(value.day), words.short_months[value.month - 1]


def clock(value: dt.datetime, *, language: str = DUTCH) -> str:
    """A time of day in Amsterdam: "9.00 uur", "9:00"."""
    return _time(value, named(language).clock)


def moment(value: dt.datetime, *, language: str = DUTCH) -> str:
    """A day and time, for what counts in hours: "dinsdag 3 november 2026, 15.00 uur"."""
    return f"{day(value, language=language)}, {clock(value, language=language)}"


def stretch(start: dt.datetime, end: dt.datetime, *, language: str = DUTCH) -> str:
    """A meeting's time on one day: "dinsdag 3 november 2026, 9.00–10.30 uur"."""
    words = named(language)
    return words.stretch.format(
        day=day(start, language=language), start=_time(start, words.bare), end=_time(end, words.bare)
    )


def _time(value: dt.datetime, form: str) -> str:
    local = value.astimezone(AMSTERDAM)
    return form.format(h=local.hour, mm=f"{local.minute:02d}")


def weekday(number: int, *, language: str = DUTCH) -> str:
    """The name of a weekday; 0 is Monday."""
    return named(language).weekdays[number]


def _on_page(say: Callable[..., str], *moments: dt.date | int) -> str:
    return say(*moments, language=get_language() or DUTCH)


# `on_page(stretch, start, end)`: a time for a guest page, in the language in which it is shown at that moment. A page
# that has the Dutch beside it is made twice.
on_page = lazy(_on_page, str)


def in_languages(say: Callable[..., str], *moments: dt.date) -> dict[str, str]:
    """A time in the words of every language of the letters: `in_languages(stretch, start, end)`.

    For a letter's context: a letter in two languages then says the time in each (U4).
    """
    return {code: say(*moments, language=code) for code in CODES}


def words_in_languages(words: Promise | str) -> dict[str, str]:
    """Translatable words in every language of the letters, for a letter's context."""
    found = {}
    for code in CODES:
        with override(code):
            found[code] = str(words)
    return found
