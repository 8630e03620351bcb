"""What parents read of the record, in plain words (U3): on the wall, and read back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from planning.errors import Text

TOPICS: dict[str, Text] = {
    "strengths": _("Wat gaat goed, en wat kan beter?"),
    "pupil": _("Wat wil het kind?"),
    "parents": _("Wat willen de ouders?"),
    "teacher": _("Wat heeft de leerkracht nodig?"),
    "factors": _("Wat helpt, en wat maakt het moeilijk?"),
    "picture": _("Hoe zien we het samen?"),
    "offer": _("Welke hulp past daarbij?"),
}
DECISIONS: dict[str, Text] = {
    "talk": _("Komt er nog een gesprek met meer mensen?"),
    "arrangement": _("Welke hulp kiezen we?"),
    "mandate": _("Mag deze hulp nu beginnen?"),
    "tlv": _("Vragen we een plek in het speciaal onderwijs aan?"),
}
OUTCOMES: dict[str, Text] = {
    "yes": _("ja"),
    "no": _("nee"),
    "swv": _("hulp van de scholen samen"),
    "care": _("jeugdhulp"),
    "oza": _("onderwijs en hulp samen"),
    "municipality": _("hulp van de gemeente"),
    "school": _("hulp van de school zelf"),
}
