"""The settings card as a form: a block per meeting, and the few questions about the whole route."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from planning.regions import card
from planning.routes.loading.faults import Place
from scheduler.staff.routes import choosing
from scheduler.staff.routes.forms import WRONG

NEVER = "never"  # on the wire: an empty choice would read as "not answered"


class CardForm(forms.Form):
    """What an SWV changes first: who leads, whether parents are there, when the director must, who polls and asks."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, data: QueryDict | None, *, route: Mapping[str, Any], revision: int) -> None:
        super().__init__(data, initial={"revision": revision})
        self.use_required_attribute = False
        self.route, self.old = route, card.read(route)
        self.meetings = [str(row.get("label", "")) for row in card.rows(route, "meetings")]
        self.consents = [str(row.get("title", "")) for row in card.rows(route, "consents")]
        for n, meeting in enumerate(self.old.meetings):
            self._meeting(n, meeting)
        for n, role in enumerate(self.old.asked_by):
            self._choice(f"asked-{n}", self.consents[n], choosing.regie(route), role)
        if self.old.gw_employer:
            found = choosing.choices("employers", route)
            self._choice("gw", _("Waar werkt de gedragswetenschapper?"), found, self.old.gw_employer)
        self.fields["tlv"] = forms.CharField(
            label=_("Wie besluit over een toelaatbaarheidsverklaring?"), max_length=300, error_messages=WRONG
        )
        self.initial["tlv"] = self.old.tlv_decided_by

    def _meeting(self, n: int, meeting: card.MeetingCard) -> None:
        row = card.rows(self.route, "meetings")[n]
        seats = {role for seat in card.SEATS for role in row.get(seat, []) if isinstance(role, str)}
        at_table = [choice for choice in choosing.roles(self.route) if choice[0] in seats]
        director = [
            (NEVER, _("hoeft er niet bij te zijn")),
            (card.ALWAYS, _("altijd")),
            *((key, _("bij ja op ‘%s’") % question) for key, question in choosing.choices("circumstances", self.route)),
        ]
        self._choice(f"leader-{n}", _("Wie leidt het?"), at_table, meeting.leader)
        self._choice(
            f"guardians-{n}", _("Zijn de ouders erbij?"), choosing.choices("guardians", self.route), meeting.guardians
        )
        self._choice(f"dates-{n}", _("Wie prikt de datum?"), choosing.regie(self.route), meeting.dates_by)
        self._choice(f"director-{n}", _("Wanneer moet de directeur erbij zijn?"), director, meeting.director or NEVER)

    def _choice(self, name: str, label: str, found: choosing.Choices, value: str) -> None:
        options = choosing.with_own(found, value)
        if value not in dict(options):  # nothing stands there yet: opening the page must not choose
            options = [(value, _("– kies –")), *options]
        field = forms.ChoiceField(choices=options, label=label, error_messages=WRONG)
        field.required = "" not in dict(options)
        self.fields[name] = field
        self.initial[name] = value

    def writes(self) -> list[tuple[Place, Mapping[str, Any]]]:
        """What to write where, for a form that is valid."""
        data = self.cleaned_data
        wanted = card.Card(
            meetings=tuple(
                card.MeetingCard(
                    leader=data[f"leader-{n}"],
                    guardians=data[f"guardians-{n}"],
                    dates_by=data[f"dates-{n}"],
                    director=card.NEVER if data[f"director-{n}"] == NEVER else data[f"director-{n}"],
                )
                for n in range(len(self.meetings))
            ),
            asked_by=tuple(data[f"asked-{n}"] for n in range(len(self.consents))),
            gw_employer=data.get("gw", ""),
            tlv_decided_by=data["tlv"],
        )
        return list(card.writes(self.route, wanted))

    def blocks(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The questions of each meeting under its name."""
        names = ("leader", "guardians", "dates", "director")
        return [(label, [self[f"{name}-{n}"] for name in names]) for n, label in enumerate(self.meetings)]

    def asked(self) -> list[forms.BoundField]:
        """Who asks each consent."""
        return [self[f"asked-{n}"] for n in range(len(self.consents))]

    def rest(self) -> list[forms.BoundField]:
        """The questions about the whole."""
        return [self[name] for name in ("gw", "tlv") if name in self.fields]
