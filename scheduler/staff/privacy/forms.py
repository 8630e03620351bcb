"""What is filled in on the privacy pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.privacy.models import RequestKind, RequestState, Result
from planning.privacy.rules import CORRECTABLE
from planning.privacy.selectors import LogFilter

DATE_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
DATE_ERRORS = {
    "required": _("Kies een datum."),
    "invalid": _("Schrijf de datum als dag-maand-jaar, bijvoorbeeld 3-11-2026."),
}
LONG = {"max_length": _("Gebruik minder dan 4000 tekens."), "required": _("Schrijf dit op in een of twee zinnen.")}
Parties = Iterable[tuple[str, str]]


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DATE_ERRORS,
    )


def _words(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=LONG,
    )


class _WithParty(forms.Form):
    """A form in which one of the parents or the pupil is chosen."""

    party = forms.ChoiceField(
        label=_("Wie vraagt het?"),
        error_messages={"required": _("Kies wie het vraagt."), "invalid_choice": _("Kies wie het vraagt.")},
    )

    def __init__(self, *args: Any, parties: Parties, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [("", _("kies …")), *parties]  # type: ignore[attr-defined]


class RequestForm(_WithParty):
    """What somebody asks, and when it came in."""

    kind = forms.ChoiceField(
        label=_("Wat vraagt deze persoon?"),
        choices=RequestKind.choices,
        error_messages={"required": _("Kies wat er wordt gevraagd."), "invalid_choice": _("Kies uit de lijst.")},
    )
    received_on = _day(_("Wanneer kwam de vraag binnen?"))


class CorrectForm(forms.Form):
    """Another text, and why."""

    field = forms.ChoiceField(
        label=_("Welke tekst?"),
        choices=list(CORRECTABLE.items()),
        error_messages={"invalid_choice": _("Kies een tekst.")},
    )
    text = _words(_("Wat moet er staan?"), required=False)
    why = _words(_("Waarom?"), help_text=_("De oude tekst blijft erbij bewaard."))


class StatementForm(_WithParty):
    """The view of a parent or pupil, in their own words."""

    field = forms.ChoiceField(
        label=_("Bij welke tekst?"), choices=[("", _("het hele dossier")), *CORRECTABLE.items()], required=False
    )
    text = _words(_("Zienswijze, in eigen woorden"))


class FreezeForm(forms.Form):
    """Why a case is held still."""

    kind = forms.ChoiceField(
        label=_("Wat houdt u stil?"),
        choices=[
            ("restriction", _("Alles: er wordt niets verstuurd, gepland, gedeeld of gewijzigd")),
            ("legal_hold", _("Alleen het verwijderen: er loopt een klacht, bezwaar of rechtszaak")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wat u stilhoudt."), "invalid_choice": _("Kies wat u stilhoudt.")},
    )
    reason = _words(_("Waarom?"))


class ExtendForm(forms.Form):
    """Why the answer takes longer."""

    reason = _words(_("Waarom duurt het langer?"), help_text=_("Dit vertelt u ook aan wie het vroeg."))


class AnswerForm(forms.Form):
    """How a request ended."""

    state = forms.ChoiceField(
        label=_("Hoe is het afgelopen?"),
        choices=[(value, label) for value, label in RequestState.choices if value != RequestState.OPEN],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe het is afgelopen."), "invalid_choice": _("Kies uit de lijst.")},
    )
    answer = _words(_("Wat heeft u geantwoord?"), required=False)


class TermForm(forms.Form):
    """How long a school keeps one kind of data."""

    category = forms.CharField(widget=forms.HiddenInput)
    days = forms.IntegerField(
        label=_("Dagen"),
        min_value=0,
        max_value=9999,
        error_messages={
            "required": _("Vul een aantal dagen in."),
            "invalid": _("Vul een aantal dagen in, bijvoorbeeld 730."),
            "min_value": _("Vul een aantal dagen in vanaf 0."),
            "max_value": _("Zo lang kan niet."),
        },
    )
    reason = forms.CharField(
        label=_("Reden, als u langer bewaart"),
        required=False,
        max_length=500,
        error_messages={"max_length": _("Gebruik minder dan 500 tekens.")},
    )


class LogForm(forms.Form):
    """What somebody looks for in the log. Wrong words find nothing instead of failing."""

    casus = forms.CharField(label=_("Nummer van de casus"), max_length=8, required=False)
    persoon = forms.UUIDField(label=_("Persoon"), required=False, widget=forms.Select)
    van = _day(_("Van"), required=False)
    tot = _day(_("Tot en met"), required=False)
    uitkomst = forms.ChoiceField(label=_("Uitkomst"), choices=[("", _("alles")), *Result.choices], required=False)

    def __init__(self, *args: Any, people: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persoon"].widget.choices = [("", _("iedereen")), *people]

    def wanted(self) -> LogFilter:
        """As the selector takes it; what could not be read is left out."""
        data: dict[str, Any] = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return LogFilter(
            case=data.get("casus", "") or "",
            person=data.get("persoon"),
            first=data.get("van"),
            last=data.get("tot"),
            result=data.get("uitkomst", "") or "",
        )


class MonthForm(forms.Form):
    """A month that was looked through, and what stood out."""

    month = forms.DateField(input_formats=["%Y-%m-%d"], widget=forms.HiddenInput, error_messages=DATE_ERRORS)
    remark = forms.CharField(
        label=_("Wat viel op?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("Gebruik minder dan 2000 tekens.")},
    )

    def clean_month(self) -> dt.date:
        """Years of this age of computers, so that no arithmetic on dates goes wrong."""
        month: dt.date = self.cleaned_data["month"]
        if not 2020 <= month.year <= 2200:
            raise forms.ValidationError(DATE_ERRORS["invalid"])
        return month
