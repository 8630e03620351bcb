"""Why a date cannot be, in the words of the people who look at it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from planning.yearplan.instance import WISH, Question
from planning.yearplan.possible import Hindrance, Why


def names(question: Question) -> dict[str, str]:
    """Person id → "GW Sanne Jansen"."""
    return {row["id"]: f"{row['role']} {row.get('name', '')}".strip() for row in question.problem["people"]}


def reason(hindrance: Hindrance, question: Question) -> str:
    """One hindrance as a sentence."""
    if hindrance.person.startswith(WISH):
        return _("De school wil deze dag niet.")
    who = names(question).get(hindrance.person, "")
    where = _school_of(hindrance, question)
    texts = {
        Why.NO_SCHOOL_DAY: _("Dit is geen schooldag."),
        Why.CLOSED: _("De school is die dag dicht."),
        Why.NOT_A_START: _("Dit is geen afgesproken begintijd van deze school."),
        Why.NOT_AT_WORK: _("%(who)s werkt dan niet."),
        Why.BUSY: _("%(who)s is dan bezet."),
        Why.ELSEWHERE: _("%(who)s is dan bij %(where)s (reistijd meegerekend)."),
        Why.DAY_FULL: _("%(who)s heeft die dag al genoeg overleggen."),
        Why.TOO_SOON: _("Dit is te dicht op overleg %(number)s van deze school."),
        Why.TOO_LATE: _("Dit is te ver van overleg %(number)s van deze school."),
    }
    number = hindrance.at[1] if hindrance.at else ""
    return texts[hindrance.why] % {"who": who, "where": where, "number": number}


def sentence(hindrances: Iterable[Hindrance], question: Question) -> str:
    """All hindrances, each once, as one text."""
    return " ".join(dict.fromkeys(reason(hindrance, question) for hindrance in hindrances))


def _school_of(hindrance: Hindrance, question: Question) -> str:
    if hindrance.at is None:
        return ""
    for series in question.series:
        if str(series.pk) == hindrance.at[0]:
            return series.title
    return _("een andere school")
