"""Days and times in words, for letters and guest pages: with weekday and month in words, and 24 hours (U4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import override

from notifications.letters.catalogue import GUEST_LANGUAGES

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_DAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}


def day(value: dt.date, *, language: str = "nl") -> str:
    """A day, e.g. "dinsdag 3 november 2026"; in Dutch where we have no words. A moment is read in Amsterdam."""
    if isinstance(value, dt.datetime):
        value = value.astimezone(AMSTERDAM).date()
    code = language if language in _DAYS else "nl"
    return f"{_DAYS[code][value.weekday()]} {value.day} {_MONTHS[code][value.month - 1]} {value.year}"


def clock(value: dt.datetime, *, language: str = "nl") -> str:
    """A time of day in Amsterdam: "9.00 uur", "9:00"."""
    local = value.astimezone(AMSTERDAM)
    return f"{local.hour}:{local.minute:02d}" if language == "en" else f"{local.hour}.{local.minute:02d} uur"


def moment(value: dt.datetime, *, language: str = "nl") -> str:
    """A day and time, for what counts in hours: "dinsdag 3 november 2026, 15.00 uur"."""
    return f"{day(value, language=language)}, {clock(value, language=language)}"


def stretch(start: dt.datetime, end: dt.datetime, *, language: str = "nl") -> str:
    """A meeting's time on one day: "dinsdag 3 november 2026, 9.00–10.30 uur"."""
    first, last = start.astimezone(AMSTERDAM), end.astimezone(AMSTERDAM)
    if language == "en":
        return f"{day(first, language='en')}, {first.hour}:{first.minute:02d}–{last.hour}:{last.minute:02d}"
    return f"{day(first)}, {first.hour}.{first.minute:02d}–{last.hour}.{last.minute:02d} uur"


def in_languages(say: Callable[..., str], *moments: dt.date) -> dict[str, str]:
    """A time in the words of every language of the letters: `in_languages(stretch, start, end)`.

    For a letter's context: a letter in two languages then says the time in each (U4).
    """
    return {code: say(*moments, language=code) for code in GUEST_LANGUAGES}


def words_in_languages(words: Promise | str) -> dict[str, str]:
    """Translatable words in every language of the letters, for a letter's context."""
    found = {}
    for code in GUEST_LANGUAGES:
        with override(code):
            found[code] = str(words)
    return found
