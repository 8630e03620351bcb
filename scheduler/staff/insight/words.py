"""What is counted, in words: what it is called, and how it is counted."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from planning.errors import Text
from planning.insight.selectors.counting import Measure
from planning.meetings.models import MeetingKind

NAMES: dict[str, Text] = {
    Measure.SIGNALS: _("Signalen"),
    Measure.CASES: _("Casussen geopend"),
    Measure.FIRST_MEETINGS: _("Casussen met een eerste overleg"),
    Measure.HELP_BEGUN: _("Casussen waarin hulp begon"),
    **{kind: kind.label for kind in MeetingKind},
    Measure.TALK_YES: _("Na een SOT: wel een HIA of MDO"),
    Measure.TALK_NO: _("Na een SOT: geen HIA of MDO"),
    Measure.AGREEMENTS_DONE: _("Afspraken klaar"),
    Measure.AGREEMENTS_LATE: _("Afspraken niet op tijd klaar"),
    Measure.EVALUATIONS_ON_TIME: _("Evaluaties op tijd"),
    Measure.EVALUATIONS_LATE: _("Evaluaties te laat"),
    Measure.CLOSED: _("Casussen afgesloten"),
}
HOW: tuple[Text, ...] = (
    _("Een maand telt mee als hij voorbij is. Maanden lopen van augustus tot en met juli."),
    _("Signaal: op de dag dat het is opgeschreven. Casus: op de dag dat hij is geopend of afgesloten."),
    _("Overleg: gehouden, op de dag zelf. Een overleg waarvan niemand heeft gezegd dat het doorging, telt niet."),
    _("Afspraak klaar: op de dag dat dit is gemeld. Niet op tijd: op de dag dat zij klaar moest zijn en dat niet was."),
    _("Evaluatie op tijd: het besluit viel binnen 14 dagen na de afgesproken dag. Zij telt op de dag van het besluit."),
    _("Eerste overleg: het eerste gehouden overleg over de leerling, ook als punt van een SOT."),
    _(
        "Hulp begonnen: de eerste afspraak waaraan iemand begon, of wat in het overleg met mandaat is ingezet. "
        "Hulp die nog moet worden aangevraagd, telt niet. De tijd loopt vanaf het signaal, of vanaf het openen."
    ),
    _(
        "Na een SOT: het besluit of er een HIA of MDO komt, op de dag van het besluit. "
        "Ook een nul is hier verborgen: die zegt iets over een leerling."
    ),
    _("Doorlooptijd: bij de helft duurde het zo lang of korter. Het midden: bij de helft lag het tussen die twee."),
)
HIDDEN = _("verborgen")


def how_hidden(threshold: int) -> str:
    """What is hidden and why, in two sentences."""
    text = _(
        "Aantallen onder de %(n)s zijn verborgen, en soms een ander aantal erbij, zodat niemand ze kan uitrekenen. "
        "Een totaal loopt tot en met de laatste maand waarvoor dat kan."
    )
    return str(text) % {"n": threshold}
