"""`{% load design %}`: fields, dates, badges, abbreviations, the menu and the round table."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import template
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from notifications.languages import DUTCH, named
from notifications.letters import when
from planning.errors import Text
from planning.people.access import Actor
from scheduler.design import abbreviations as words
from scheduler.design import dates, navigation, states
from scheduler.design.abbreviations import MEANING

register = template.Library()


# --- Forms ------------------------------------------------------------------------------------------------------------
@register.simple_tag
def field(bound: BoundField, *, row: bool = False, label: Text | None = None, help: Text | None = None) -> SafeString:  # noqa: A002  # as it reads in a template
    """One field with label, help, errors and the widget. `row=True` lays radio choices side by side.

    `label` and `help` replace the form's own words, for forms that others wrote.
    """
    if label is not None:
        bound.label = str(label)
    if help is not None:
        bound.help_text = str(help)
    words = bound.field.widget.attrs
    if bound.field.label and words.get("placeholder") == bound.field.label:
        del words["placeholder"]  # it says what the label says, and is gone once one types
    # The renderer's own way, so that `{{ form }}` and `{% field %}` give the same page.
    return SafeString(bound.form.renderer.render(bound.template_name, {"field": bound, "row": row}))


@dataclass(frozen=True, slots=True)
class Wrong:
    """One line of the summary above a form."""

    label: Text
    message: str
    target: str


def _wrongs(form: BaseForm) -> list[Wrong]:
    found = [Wrong("", str(message), "") for message in form.non_field_errors()]
    for bound in form:
        # A group of choices is reached by its first choice: a fieldset takes no focus.
        target = f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label
        found += [Wrong(bound.label, str(message), target) for message in bound.errors]
    return found


@register.inclusion_tag("design/form_errors.html")
def form_errors(*forms: BaseForm) -> dict[str, object]:
    """What is wrong, with links to the fields; nothing when nothing is wrong."""
    return {"items": [wrong for form in forms if form.is_bound for wrong in _wrongs(form)]}


# --- Dates ------------------------------------------------------------------------------------------------------------
# An empty value gives an empty text, as Django's own filters do. `guest_…` speak the language of the page.
@register.filter
def dutch_day(value: dt.date | None) -> str:
    """`dinsdag 3 november 2026`."""
    return dates.long_day(value) if value else ""


@register.filter
def day_month(value: dt.date | None) -> str:
    """`dinsdag 3 november`."""
    return dates.day_month(value) if value else ""


@register.filter
def short_day(value: dt.date | None) -> str:
    """`di 3 nov`."""
    return dates.short_day(value) if value else ""


@register.filter
def clock(value: dt.datetime | dt.time | None) -> str:
    """`9.00 uur`."""
    return "" if value is None else dates.clock(value)


@register.filter
def dutch_when(start: dt.datetime | None, end: dt.datetime | None = None) -> str:
    """`{{ start|dutch_when:end }}` → `dinsdag 3 november 2026, 9.00–10.30 uur`."""
    return dates.stretch(start, end) if start else ""


@register.filter
def guest_day(value: dt.date | None) -> str:
    """`dinsdag 3 november 2026` or `Tuesday 3 November 2026`."""
    return dates.long_day(value, language=get_language() or "nl") if value else ""


@register.filter
def guest_clock(value: dt.datetime | dt.time | None) -> str:
    """`9.00 uur` or `9:00`."""
    return "" if value is None else dates.clock(value, language=get_language() or "nl")


@register.filter
def guest_when(start: dt.datetime | None, end: dt.datetime | None = None) -> str:
    """`{{ start|guest_when:end }}` → `Tuesday 3 November 2026, 9:00–10:30`."""
    return dates.stretch(start, end, language=get_language() or "nl") if start else ""


@register.filter
def typed(value: object) -> str:
    """What somebody typed, in a sentence of a guest page: it keeps its own direction (`Language.typed`)."""
    return named(get_language() or DUTCH).typed(str(value or ""))


@register.inclusion_tag("design/leaf.html")
def leaf(value: dt.date) -> dict[str, object]:
    """A leaf of a tear-off calendar in the language of the page. Its text is read as one date."""
    day, language = dates.day_of(value), get_language() or "nl"
    weekday, number, month = when.short_day(day, language=language)
    text = dates.long_day(day, language=language)
    return {"weekday": weekday, "number": number, "month": month, "day": day, "text": text}


# --- Words and states -------------------------------------------------------------------------------------------------
@register.simple_tag
def abbr(short: str) -> str:
    """The abbreviation with its meaning on the spot (R156); a word that is none stays as it is."""
    meaning = MEANING.get(str(short).upper())
    return format_html('<abbr title="{}">{}</abbr>', meaning, short) if meaning else str(short)


@register.simple_tag
def badge(state: object, label: Text = "", *, tone: str = "") -> SafeString:
    """A state in its colour. `label` is what it says; without it the state's own label."""
    text = label or str(getattr(state, "label", state))
    return format_html('<span class="badge badge--{}">{}</span>', tone or states.tone(state), text)


class _Explained(template.Node):
    """What stands between `{% explained %}` and `{% endexplained %}`, each abbreviation explained (R156)."""

    def __init__(self, inner: template.NodeList, when: template.base.FilterExpression | None) -> None:
        self.inner, self.when = inner, when

    def render(self, context: template.Context) -> SafeString:
        """Explain it, unless `when` says that this reader gets no abbreviations, or `unexplained` that nobody does."""
        html = self.inner.render(context)
        if context.get("unexplained"):
            return html
        if self.when is not None and not self.when.resolve(context):
            return html
        glossary = reverse("staff:glossary") if context.get("actor") else ""
        return words.explain(html, words.meanings(), glossary=glossary)


@register.tag
def explained(parser: template.base.Parser, token: template.base.Token) -> _Explained:
    """`{% explained %}…{% endexplained %}`, or `{% explained when=own.professional %}` on a page for all sorts."""
    _name, *rest = token.split_contents()
    when = parser.compile_filter(rest[0].removeprefix("when=")) if rest else None
    inner = parser.parse(("endexplained",))
    parser.delete_first_token()
    return _Explained(inner, when)


@register.simple_tag
def abbreviations() -> list[tuple[str, str]]:
    """All of them, for a page that explains."""
    return sorted(MEANING.items())


# --- People -----------------------------------------------------------------------------------------------------------
def initials(name: str) -> str:
    """First letters of the first and the last word: `Sanne de Wit` → `SW`."""
    words = [word for word in str(name).split() if word[:1].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.simple_tag
def avatar(name: str) -> SafeString:
    """A round with initials; the name itself stands beside it, so it is hidden for screen readers."""
    return format_html(
        '<span class="avatar avatar--{}" aria-hidden="true">{}</span>', sum(map(ord, str(name))) % 5 + 1, initials(name)
    )


@register.filter(name="initials")
def initials_filter(name: str) -> str:
    """`Sanne de Wit` → `SW`."""
    return initials(name)


# --- The round table --------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Seat:
    """One place at the table, in the picture's units."""

    x: float
    y: float
    text: str
    tone: str

    @property
    def text_y(self) -> float:
        """Baseline of the letters."""
        return round(self.y + 4.2, 1)


@register.inclusion_tag("design/round_table.html")
def round_table(people: Iterable[Sequence[object]], label: Text, middle: Text = "") -> dict[str, object]:
    """People round a table, each in the colour of a state.

    `people` gives (letters or abbreviation, state); what follows in each is the template's own.
    `label` says the same in words: it is the picture's text for who does not see it.
    """
    found = list(people)
    count = max(len(found), 1)
    seats = []
    for at, (text, state, *_) in enumerate(found):
        angle = 2 * math.pi * at / count - math.pi / 2
        x, y = 110 + 82 * math.cos(angle), 110 + 82 * math.sin(angle)
        seats.append(Seat(round(x, 1), round(y, 1), str(text), states.tone(state)))
    return {"seats": seats, "label": label, "middle": middle, "radius": 21 if count <= 10 else 15}


# --- Menu and pages ---------------------------------------------------------------------------------------------------
@register.inclusion_tag("design/main_nav.html", takes_context=True)
def main_nav(context: RequestContext) -> dict[str, object]:
    """The main menu for who is looking; empty for nobody."""
    actor: Actor | None = context.get("actor")
    request: HttpRequest | None = context.get("request")
    path = "" if request is None else request.path
    items = navigation.menu_for(actor) if actor else ()
    return {"items": [{"label": i.label, "path": i.path, "current": i.covers(path)} for i in items]}


@register.simple_tag(takes_context=True)
def page_link(context: RequestContext, number: int, name: str = "pagina") -> str:
    """This address with another page number; filters stay."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query[name] = str(number)
    return f"?{query.urlencode()}"
