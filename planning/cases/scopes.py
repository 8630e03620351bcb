"""The kinds of data that consent can be about: a closed list in plain words, and what each purpose asks for (C1).

The words stand in the text the giver reads, so they say neither "u" nor "je": parents and pupils read the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from planning.errors import Text

SCOPES: dict[str, Text] = {
    "name": _("de voornaam en de groep of klas"),
    "learning": _("hoe het gaat met leren"),
    "behaviour": _("hoe het gaat in de klas en met andere kinderen"),
    "support": _("welke hulp de school al heeft gegeven"),
    "absence": _("hoe vaak er les is gemist"),
    "home": _("wat er thuis speelt, alleen wat daarover zelf is verteld"),
    "health": _("gezondheid, alleen wat daarover zelf is verteld"),
    "groeidocument": _("het groeidocument: wat de school tot nu toe heeft opgeschreven"),
    "plan": _("het plan voor extra hulp op school"),
    "report": _("het verslag van het gesprek"),
    "agreements": _("de afspraken uit het gesprek"),
}

DEFAULTS: dict[str, tuple[str, ...]] = {
    "sot": ("name", "learning", "behaviour", "support"),
    "involve": ("name", "learning", "behaviour", "support"),
    "documents": ("groeidocument", "plan"),
    "minutes": ("report", "agreements"),
    "handover": ("name", "learning", "behaviour", "home"),
}


def in_order(keys: Iterable[str]) -> tuple[str, ...]:
    """The known ones among these, each once, in the order of the list."""
    wanted = set(keys)
    return tuple(key for key in SCOPES if key in wanted)


def default(purpose: str) -> tuple[str, ...]:
    """What a purpose asks for when nobody chose otherwise."""
    return DEFAULTS[purpose]


def in_words(keys: Iterable[str], *, language: str) -> str:
    """One line a kind, in the language of the reader."""
    with translation.override(language):
        return "\n".join(f"- {SCOPES[key]}" for key in in_order(keys))
