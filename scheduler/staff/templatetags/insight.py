"""`{% load insight %}`: a number that may be hidden."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

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


@register.filter
def word(words: dict[str, object], key: str) -> object:
    """The words of a code."""
    return words.get(key, key)
