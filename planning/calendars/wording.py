"""What is wrong with a connected calendar, in words that say what to do."""

from __future__ import annotations

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from planning.calendars import rules

REASONS: dict[str, str | Promise] = {
    "": "",
    "unreachable": _("De agendaserver antwoordt niet. We proberen het vanzelf opnieuw."),
    "busy": _("De agendaserver vraagt om later terug te komen. We proberen het vanzelf opnieuw."),
    "refused": _(
        "De agendaserver laat ons niet binnen of laat ons niet schrijven. Koppel opnieuw met een nieuw app-wachtwoord, "
        "of kies een agenda waarin u mag schrijven."
    ),
    "forbidden_address": _("Met dit adres maken we geen verbinding. Koppel opnieuw met een https-adres."),
    "odd_answer": _("De agendaserver geeft een antwoord dat we niet begrijpen. We proberen het vanzelf opnieuw."),
    "nothing_there": _("De gekozen agenda is er niet meer. Kies een andere agenda."),
    "changed": _("Een afspraak veranderde terwijl wij schreven. We proberen het vanzelf opnieuw."),
    rules.NEVER_READ: _("De agenda is nog niet gelezen."),
    rules.NOT_CHOSEN: _("Er is nog geen agenda gekozen."),
}

# While connecting somebody is there to mend it at once.
AT_CONNECTING: dict[str, str | Promise] = {
    "unreachable": _("Op dit adres antwoordt geen agendaserver. Controleer het adres, of probeer het later nog eens."),
    "busy": _("De agendaserver heeft het te druk. Probeer het over een kwartier nog eens."),
    "refused": _(
        "De agendaserver herkent deze gebruikersnaam met dit wachtwoord niet. Vaak is een apart app-wachtwoord nodig: "
        "dat maakt u in de instellingen van uw agenda."
    ),
    "forbidden_address": _("Met dit adres mogen we geen verbinding maken. Het moet met https:// beginnen."),
    "odd_answer": _("Op dit adres staat geen agenda die we kunnen lezen. Neem het adres over uit uw agendaprogramma."),
    "nothing_there": _("Op dit adres vinden we geen agenda. Neem het volledige adres over uit uw agendaprogramma."),
}

AT_MICROSOFT: dict[str, str | Promise] = {
    "refused": _(
        "Microsoft 365 laat ons niet bij deze agenda. Vraag uw beheerder of Aan tafel toegang heeft tot uw postbus."
    ),
    "nothing_there": _("Bij Microsoft 365 is geen postbus met uw e-mailadres. Vraag het uw beheerder."),
}


def reason(code: str) -> str | Promise:
    """The sentence for a code; an unknown code is told as a server we do not understand."""
    return REASONS.get(code, REASONS["odd_answer"])


def silence(name: str, known: rules.Known) -> str:
    """That the calendar of this person says nothing at this moment: since when, and what is wrong."""
    why = reason(known.unknown)
    if known.since is None:
        return gettext("De agenda van %(name)s is nog onbekend. %(why)s") % {"name": name, "why": why}
    since = formats.date_format(timezone.localtime(known.since), "j F, H:i")
    text = gettext("De agenda van %(name)s is onbekend sinds %(since)s. %(why)s")
    return text % {"name": name, "since": since, "why": why}
