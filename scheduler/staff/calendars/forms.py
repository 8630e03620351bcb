"""What somebody fills in to connect a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.calendars.seam import RemoteCalendar

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

_MISSING = _("Vul dit in.")


def _address(hint: Text) -> forms.CharField:
    return forms.CharField(
        label=_("Adres van de agenda"),
        max_length=600,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _MISSING},
    )


class CalDavForm(forms.Form):
    """A calendar that we read and write: address, name and a password of its own."""

    address = _address(_("Het CalDAV-adres uit de instellingen van uw agenda. Het begint met https://"))
    username = forms.CharField(
        label=_("Gebruikersnaam"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _MISSING},
    )
    password = forms.CharField(
        label=_("App-wachtwoord"),
        max_length=200,
        strip=False,
        help_text=_("Maak in uw agenda een apart wachtwoord voor Aan tafel. Dat trekt u daar ook weer in."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _MISSING},
    )


class FeedForm(forms.Form):
    """A calendar that we only read."""

    address = _address(_("De geheime iCal-link van uw agenda. Die begint met https:// of webcal://"))


class ChooseForm(forms.Form):
    """Which of the calendars of an account."""

    calendar = forms.ChoiceField(
        label=_("Welke agenda?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een agenda."), "invalid_choice": _("Kies een agenda uit de lijst.")},
    )

    def __init__(self, *args: Any, among: Sequence[RemoteCalendar], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar"].choices = [(one.id, one.name) for one in among]  # type: ignore[attr-defined]
