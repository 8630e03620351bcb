"""Day parts of the week in words, for staff and guests: what parents choose when they say when they usually can."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.letters import when
from planning.errors import Text
from planning.polls.rules import PARTS

PART_WORDS: dict[str, Text] = {
    PARTS[0]: gettext_lazy("ochtend"),
    PARTS[1]: gettext_lazy("middag"),
    PARTS[2]: gettext_lazy("na school"),
}


@dataclass(frozen=True, slots=True)
class PartView:
    """A day part in the grid of the week."""

    value: str
    label: Text
    chosen: bool


@dataclass(frozen=True, slots=True)
class WeekdayView:
    """One day of the week with its parts."""

    name: Text
    parts: tuple[PartView, ...]


def week_of(chosen: Collection[str]) -> tuple[WeekdayView, ...]:
    """The grid of the school week, with what was chosen ("0-ochtend" is Monday morning)."""
    return tuple(
        WeekdayView(
            name=when.on_page(when.weekday, number),
            parts=tuple(
                PartView(value=f"{number}-{part}", label=word, chosen=f"{number}-{part}" in chosen)
                for part, word in PART_WORDS.items()
            ),
        )
        for number in range(5)
    )


def part_name(part: str) -> str:
    """What a day part is called: "0-ochtend" is "maandag ochtend"; "" for what is none."""
    weekday, _dash, word = part.partition("-")
    if word not in PART_WORDS or weekday not in "01234" or not weekday:
        return ""
    return _("%(weekday)s %(part)s") % {"weekday": WEEKDAYS[int(weekday)], "part": PART_WORDS[word]}
