"""What staff fill in for a poll."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduler.staff.meetings.forms import AMSTERDAM

OWN_ROWS = 3
LAST_HOUR = dt.time(17, 0)
DAY_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]


class _Asked(forms.Form):
    """What every new poll is asked: for which decision, and whether the date is fixed by itself."""

    decision = forms.ChoiceField(
        label=_("Welk besluit wilt u nemen?"),
        help_text=_("Dan rekent de datumprikker ook met wie er voor dat besluit moet zijn."),
        required=False,
        error_messages={"invalid_choice": _("Kies een besluit uit de lijst.")},
    )
    settles_itself = forms.BooleanField(
        label=_("Zet de datum vanzelf vast als iedereen die erbij moet zijn, kan"), required=False
    )

    def __init__(self, *args: object, decisions: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own
        field = self.fields["decision"]
        if decisions and isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Geen besluit in het bijzonder")), *decisions]
        else:
            field.widget = forms.HiddenInput()


class PollForm(_Asked):
    """Until which day people can answer."""

    deadline = forms.DateField(
        label=_("Antwoord uiterlijk"),
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Kies tot wanneer mensen kunnen antwoorden."),
            "invalid": _("Schrijf de dag als dag-maand-jaar, bijvoorbeeld 3-11-2026."),
        },
    )
    field_order = ("decision", "deadline", "settles_itself")

    def moment(self, *, now: dt.datetime) -> dt.datetime:
        """The end of that working day."""
        del now
        return dt.datetime.combine(self.cleaned_data["deadline"], LAST_HOUR, tzinfo=AMSTERDAM)


class UrgentForm(_Asked):
    """Within how many hours people are to answer (R85)."""

    hours = forms.TypedChoiceField(
        label=_("Antwoord binnen"),
        choices=[(2, _("2 uur")), (4, _("4 uur")), (8, _("8 uur")), (24, _("een dag"))],
        coerce=int,
        initial=4,
        error_messages={"required": _("Kies hoe lang mensen hebben."), "invalid_choice": _("Kies uit de lijst.")},
    )
    field_order = ("decision", "hours", "settles_itself")

    def moment(self, *, now: dt.datetime) -> dt.datetime:
        """So many hours from now."""
        return now + dt.timedelta(hours=self.cleaned_data["hours"])


class MoreForm(forms.Form):
    """Until when people can answer about the new moments."""

    deadline = forms.DateField(
        label=_("Antwoord uiterlijk"),
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Kies tot wanneer mensen kunnen antwoorden."),
            "invalid": _("Schrijf de dag als dag-maand-jaar, bijvoorbeeld 3-11-2026."),
        },
    )

    def moment(self) -> dt.datetime:
        """The end of that working day."""
        return dt.datetime.combine(self.cleaned_data["deadline"], LAST_HOUR, tzinfo=AMSTERDAM)


class OwnMomentForm(forms.Form):
    """A moment that the IB adds; empty is none."""

    day = forms.DateField(
        label=_("Dag"),
        required=False,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Schrijf de dag als dag-maand-jaar, bijvoorbeeld 3-11-2026.")},
    )
    time = forms.TimeField(
        label=_("Begint om"),
        required=False,
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Schrijf de tijd als uur en minuten, bijvoorbeeld 9:30.")},
    )

    def clean(self) -> dict[str, object] | None:
        """Both or none."""
        data = super().clean()
        day, time = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        if not self.errors and (day is None) != (time is None):
            self.add_error("time" if time is None else "day", str(_("Vul dag en tijd allebei in.")))
        return data

    def start(self) -> dt.datetime | None:
        """The moment, aware, or None."""
        day, time = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        return None if day is None or time is None else dt.datetime.combine(day, time, tzinfo=AMSTERDAM)


def own_moments(data: Mapping[str, str] | None) -> list[OwnMomentForm]:
    """The rows for own moments."""
    return [OwnMomentForm(data, prefix=f"eigen{number}") for number in range(OWN_ROWS)]


def ticked(values: Sequence[str]) -> list[dt.datetime]:
    """The proposed moments that were ticked; what is no moment is left out."""
    found = []
    for value in values:
        try:
            moment = dt.datetime.fromisoformat(value)
        except ValueError:
            continue
        if moment.tzinfo is not None:
            found.append(moment)
    return found
