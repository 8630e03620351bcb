"""`{% load insight %}`: a number that may be hidden, and what puts a case where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from planning.errors import Text
from planning.insight.rules.picture import Fact, Place
from scheduler.staff.insight import standing
from scheduler.staff.insight.words import HIDDEN

register = template.Library()


@register.simple_tag
def count(value: int | None) -> SafeString | str:
    """The number, or a sign that it is hidden, with the word for who does not see the sign."""
    if value is not None:
        return str(value)
    return format_html(
        '<span class="muted" title="{}"><span aria-hidden="true">○</span>'
        '<span class="visually-hidden">{}</span></span>',
        _("Te weinig om te tonen, of nodig om iets anders te verbergen."),
        HIDDEN,
    )


@register.inclusion_tag("staff/insight/_standing.html")
def stands(place: Place, facts: Sequence[Fact], step: int | None = None) -> Mapping[str, object]:
    """What puts a case in this column: the first of what is so, of whom, since when, and how much more there is."""
    first = facts[0]
    when = standing.when(place, first, today=timezone.localdate())
    return {
        "what": standing.what(first),
        "who": standing.who(first),
        "when": when,
        "more": len(facts) - 1,
        "step": step,
    }


@register.filter
def place_word(place: Place) -> Text:
    """The column of the whole picture in one word."""
    return standing.PLACES[place]
