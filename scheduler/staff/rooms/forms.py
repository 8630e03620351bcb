"""What staff fill in about a room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

_SEATS = _("Vul een getal van 2 tot 500 in.")


class RoomForm(forms.Form):
    """A room of a school."""

    name = forms.CharField(
        label=_("Naam"),
        max_length=60,
        help_text=_("Zoals het op de deur staat. Deze naam staat ook in uitnodigingen."),
        error_messages={"required": _("Geef de ruimte een naam.")},
    )
    seats = forms.IntegerField(
        label=_("Hoeveel mensen kunnen er zitten?"),
        min_value=2,
        max_value=500,
        error_messages={"required": _SEATS, "invalid": _SEATS, "min_value": _SEATS, "max_value": _SEATS},
    )
    accessible = forms.BooleanField(label=_("Bereikbaar met een rolstoel"), required=False)
    address = forms.CharField(
        label=_("Adres"), max_length=90, required=False, help_text=_("Alleen als de ruimte niet in de school zelf is.")
    )
