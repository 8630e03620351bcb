"""What puts a case where it stands, in words: for the whole picture and for the list of cases."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from planning.errors import Text
from planning.insight.rules.picture import Fact, Place
from scheduler.design import dates
from scheduler.staff import todo

WORDS: dict[str, Text] = {
    "agreement_late": _("afspraak te laat"),
    "agreement_stuck": _("afspraak loopt vast"),
    "evaluation_late": _("evaluatie had al moeten zijn"),
    "unconfirmed": _("is het overleg doorgegaan?"),
    "aftercare_over": _("de nazorg is om"),
    "record": _("verslag vastzetten"),
    "record_late": _("verslag had al vast moeten staan"),
    "consent": _("toestemming van de ouders"),
    "poll": _("datum kiezen"),
    "undated": _("overleg zonder datum"),
    "offer": _("antwoord op de vraag om regie"),
    "next": _("de volgende stap"),
    "point_waits": _("wacht op een SOT"),
    "point_asked": _("voorgesteld voor een SOT"),
    "point_missed": _("besproken in het SOT?"),
    "point_on": _("SOT"),
    "evaluation": _("evaluatie"),
    "aftercare": _("nazorg tot"),
    "closed": _("afgesloten"),
}

PLACES: dict[Place, Text] = {
    Place.LATE: _("te laat"),
    Place.WAITING: _("wacht"),
    Place.PLANNED: _("gepland"),
    Place.CLOSED: _("afgesloten"),
}


def what(fact: Fact) -> str:
    """What there is. A task says its own, a meeting its kind."""
    if fact.code:
        return todo.brief_of(fact.code)
    return fact.who if fact.kind == "meeting" else str(WORDS[fact.kind])


def who(fact: Fact) -> str:
    """Whom it waits for, or whose it is; "" for nobody."""
    return "" if fact.kind == "meeting" else fact.who


def when(place: Place, fact: Fact, *, today: dt.date) -> str:
    """Since when it waits or until when it may; of all else its day."""
    day = dates.short_day(fact.day)
    if place != Place.WAITING:
        return day
    return (_now("uiterlijk %(day)s") if fact.day > today else _now("sinds %(day)s")) % {"day": day}
