"""What the abbreviations of the field mean, and how a page explains each where it first stands (R156).

One source: what the SWV's own routes say, then the house's own words below, then the shipped routes. `explain` puts it
into a page that is ready:

- in running text, headings, cells and lists the first occurrence becomes a small button that opens its meaning: by
  pointer, keyboard and touch, without a script (popover);
- inside a label or summary nothing that can be pressed may stand: there it becomes `<abbr title>`;
- the words of a link or button stay as they are: they are its name, which a screen reader says in one breath;
- whatever a page uses, also in a link, a button or a list to choose from, stands in words in one closed list at its
  foot, and on paper.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape, unescape

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_scopes import get_scope

from planning.regions import selectors

MEANING: dict[str, str] = {
    "AB": "ambulant begeleider",
    "BRIN": "nummer van de school in de Basisregistratie Instellingen",
    "CT": "Commissie Toelaatbaarheid",
    "GGD": "Gemeentelijke Gezondheidsdienst",
    "GW": "gedragswetenschapper van het samenwerkingsverband",
    "HIA": "Handelingsgericht Integraal Arrangeergesprek",
    "FG": "functionaris gegevensbescherming",
    "IB": "intern begeleider",
    "JA": "jeugdarts",
    "JGZ": "Jeugdgezondheidszorg",
    "JP": "jeugdprofessional",
    "LDOS": "registratieprogramma van het samenwerkingsverband",
    "LPA": "leerplichtambtenaar",
    "MAS": "Methodische Aanpak Schoolverzuim",
    "MDO": "multidisciplinair overleg",
    "M@ZL": "Medisch @dviseren Ziekgemelde Leerling",
    "OC": "ondersteuningscoördinator",
    "OPP": "ontwikkelingsperspectiefplan",
    "OZA": "onderwijs-zorgarrangement",
    "OZC": "onderwijszorgconsulent",
    "PO": "primair onderwijs",
    "PRO": "praktijkonderwijs",
    "PV": "proces-verbaal",
    "RBL": "Regionaal Bureau Leren",
    "SBO": "speciaal basisonderwijs",
    "SMW": "schoolmaatschappelijk werker",
    "SO": "speciaal onderwijs",
    "SOT": "schoolondersteuningsteam",
    "SWV": "samenwerkingsverband",
    "TC": "transfercoach van het samenwerkingsverband",
    "TLV": "toelaatbaarheidsverklaring",
    "VC": "verzuimcoördinator",
    "VO": "voortgezet onderwijs",
    "VSO": "voortgezet speciaal onderwijs",
}

# Text inside these stays as it is: it is not read as text, or it is explained already.
OPAQUE = frozenset({"script", "style", "textarea", "svg", "title", "code", "pre", "template"})
# Inside these an abbreviation counts for the list at the foot only.
LISTED = frozenset({"select", "datalist", "abbr", "a", "button"})
# Inside these stands no button, but a meaning can.
NAMED = frozenset({"label", "summary"})
VOID = frozenset({"input", "br", "img", "hr", "meta", "link", "wbr", "source", "col"})
# Tags that decide nothing, and words without a capital up to a space: most of a page, passed over in one go.
_PLAIN_TAG = r"</?(?:t[drh]|thead|tbody|table|li|[uo]l|p|d[dtl]|section|strong|small|h[1-4])\b"
_PLAIN = rf"""(?:{_PLAIN_TAG}(?![^>]*(?:aria-h|data-e))(?:[^<>"']|"[^"]*")*+>|[^<A-Z]*\s)++"""
_TOKEN = re.compile(
    rf"""(?P<plain>{_PLAIN})|<!--.*?-->|<(/?)([a-zA-Z][\w-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>|[^<]+|<""", re.DOTALL
)

_TITLED = re.compile(r'<abbr title="[^"]*">([^<]*)</abbr>')


def meanings() -> dict[str, str]:
    """Every abbreviation with its meaning: one query inside the scope of an SWV, none outside."""
    own = selectors.own_abbreviations() if get_scope().get("swv") else {}
    return {**selectors.shipped_abbreviations(), **MEANING, **own}


def explain(html: str, words: Mapping[str, str], *, glossary: str = "") -> SafeString:
    """The same page with every abbreviation explained where it first stands. `glossary` is the page of all of them."""
    page = _Page(words)
    # `{% abbr %}` gives a title only, which no finger and no keyboard reaches: here it is a word like any other.
    html = _TITLED.sub(lambda found: found[1] if unescape(found[1]) in words else found[0], html)
    done = page.read(html)
    return mark_safe(done + page.foot(glossary)) if page.seen else mark_safe(html)  # noqa: S308  # the page's own HTML


class _Page:
    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words
        self.pattern = _pattern(frozenset(words))
        self.seen: dict[str, None] = {}
        self.told: set[str] = set()
        self.named: set[str] = set()
        self.inside: list[list[str | int]] = []  # the elements that matter: tag, depth of its like, kind

    def read(self, html: str) -> str:
        return _TOKEN.sub(self._token, html)

    def _token(self, found: re.Match[str]) -> str:
        text = found[0]
        if found["plain"]:
            self._pass(text)
            return text
        if found[3]:
            self._tag(found[3].lower(), closing=bool(found[2]), rest=found[4])
            return text
        kinds = {row[2] for row in self.inside}
        if text.startswith("<") or "opaque" in kinds or not text.strip():
            return text
        if "listed" in kinds:
            self.seen.update(dict.fromkeys(unescape(match[0]) for match in self.pattern.finditer(text)))
            return text
        tell = self._name if "named" in kinds else self._tell
        return self.pattern.sub(tell, text)

    def _pass(self, plain: str) -> None:
        """What was passed over may hold the end of an element that matters, such as `<p aria-hidden="true">`."""
        at = 0
        while self.inside and (found := re.compile(rf"<(/?){self.inside[-1][0]}\b").search(plain, at)):
            at = found.end()
            self._tag(str(self.inside[-1][0]), closing=bool(found[1]), rest="")

    def _tag(self, tag: str, *, closing: bool, rest: str) -> None:
        if tag in VOID or rest.endswith("/"):
            return
        if self.inside and self.inside[-1][0] == tag:
            self.inside[-1][1] = int(self.inside[-1][1]) + (-1 if closing else 1)
            if self.inside[-1][1] == 0:
                self.inside.pop()
        elif not closing and (kind := _kind(tag, rest)):
            self.inside.append([tag, 1, kind])

    def _tell(self, found: re.Match[str]) -> str:
        short = unescape(found[0])
        self.seen.setdefault(short)
        if short in self.told:
            return found[0]
        self.told.add(short)
        return format_html(
            '<button type="button" class="abbr" popovertarget="{}" title="{}">{}</button>',
            _id(short),
            self.words[short],
            short,
        )

    def _name(self, found: re.Match[str]) -> str:
        short = unescape(found[0])
        self.seen.setdefault(short)
        if short in self.named:
            return found[0]
        self.named.add(short)
        return format_html('<abbr title="{}">{}</abbr>', self.words[short], short)

    def foot(self, glossary: str) -> str:
        rows = sorted((_id(short), short, self.words[short]) for short in self.seen)
        cards = format_html_join("", '<span popover id="{}" class="abbr-card"><b>{}</b> {}</span>', rows)
        listed = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", (row[1:] for row in rows))
        more = format_html('<p><a href="{}">{}</a></p>', glossary, _("Alle afkortingen")) if glossary else ""
        return format_html(
            '<div class="abbr-foot"><div class="abbr-cards">{}</div><details class="abbr-list"><summary>{}</summary>'
            '<dl class="abbr-grid">{}</dl>{}</details></div>',
            cards,
            _("Afkortingen op deze pagina"),
            listed,
            more,
        )


def _kind(tag: str, rest: str) -> str:
    if tag in OPAQUE or 'aria-hidden="true"' in rest or "data-explained" in rest:
        return "opaque"
    if tag in LISTED:
        return "listed"
    return "named" if tag in NAMED else ""


def _id(short: str) -> str:
    return "afk-" + re.sub(r"[^A-Za-z0-9]", "-", short)


@lru_cache(maxsize=64)
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    """Whole words as they stand in HTML: `IB` in `IB&#x27;er` and not in `IBAN`, `M@ZL` whole."""
    longest = sorted(words, key=len, reverse=True)
    either = "|".join(re.escape(escape(word)) for word in longest) or "(?!)"
    return re.compile(rf"(?<![\w@])(?<!&amp;)(?:{either})(?![\w@]|&amp;\w)")
