"""Day parts of the week in words, for staff and guests: what parents choose when they say when they usually can."""

from __future__ import annotations

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.errors import Text
from planning.polls.rules import PARTS

PART_WORDS: dict[str, Text] = {
    PARTS[0]: gettext_lazy("ochtend"),
    PARTS[1]: gettext_lazy("middag"),
    PARTS[2]: gettext_lazy("na school"),
}


def part_name(part: str) -> str:
    """What a day part is called: "0-ochtend" is "maandag ochtend"; "" for what is none."""
    weekday, _dash, word = part.partition("-")
    if word not in PART_WORDS or weekday not in "01234" or not weekday:
        return ""
    return _("%(weekday)s %(part)s") % {"weekday": WEEKDAYS[int(weekday)], "part": PART_WORDS[word]}
