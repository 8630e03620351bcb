"""What staff fill in for a poll."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduler.staff.meetings.forms import AMSTERDAM

OWN_ROWS = 3
LAST_HOUR = dt.time(17, 0)


class PollForm(forms.Form):
    """Until when, and whether the date is fixed by itself."""

    deadline = forms.DateField(
        label=_("Antwoord uiterlijk"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Kies tot wanneer mensen kunnen antwoorden."),
            "invalid": _("Schrijf de dag als dag-maand-jaar, bijvoorbeeld 3-11-2026."),
        },
    )
    settles_itself = forms.BooleanField(
        label=_("Zet de datum vanzelf vast als iedereen die erbij moet zijn, kan"), required=False
    )

    def moment(self) -> dt.datetime:
        """The end of that working day."""
        return dt.datetime.combine(self.cleaned_data["deadline"], LAST_HOUR, tzinfo=AMSTERDAM)


class OwnMomentForm(forms.Form):
    """A moment that the IB adds; empty is none."""

    day = forms.DateField(
        label=_("Dag"),
        required=False,
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"],
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
