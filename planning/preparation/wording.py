"""The questions as people read them, on their own page and on the school's (R100, R104)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from planning.errors import Text

QUESTIONS: dict[str, Text] = {
    "good": _("Wat gaat goed?"),
    "better": _("Wat kan beter?"),
    "ask": _("Wat wilt u vragen?"),
    "points": _("Wat moet zeker gezegd worden?"),
    "whom": _("Wie wilt u aan tafel?"),
    "can": _("Wat kan ik doen?"),
    "task": _("Welke taak past bij mij?"),
    "action": _("Welke actie neem ik op mij?"),
    "need": _("Wie of wat heb ik nodig?"),
    "result": _("Welk resultaat verwacht ik?"),
    "term": _("Binnen welke termijn?"),
    "money": _("Wie betaalt het?"),
}
HINTS: dict[str, Text] = {
    "good": _("Thuis of op school."),
    "better": _("Wat is moeilijk? Wat wilt u anders?"),
    "points": _("Schrijf er hoogstens drie op."),
    "whom": _("Bijvoorbeeld familie, of iemand die uw kind goed kent."),
}
