"""What staff fill in to plan, move and answer for somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.meetings.models import PartStat, WhyMoved
from planning.meetings.selectors import OwnMove, SeatChoice
from planning.meetings.services import Choice, Seat
from planning.rooms.models import Room
from planning.rooms.selectors import label_of
from scheduler.staff.refusals import MayNameNobody

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class PlaceForm(MayNameNobody):
    """Where a meeting is: a room of the school or words, and a link for who joins by video."""

    room = forms.ChoiceField(
        label=_("Ruimte"),
        required=False,
        error_messages={"invalid_choice": _("Kies een ruimte uit de lijst.")},
    )
    location = forms.CharField(
        label=_("Andere plaats"),
        help_text=_("Alleen als u geen ruimte kiest. Leeg laten: op school. Schrijf hier niets over de leerling."),
        required=False,
        max_length=160,
        error_messages={"max_length": _("Gebruik minder dan 160 tekens.")},
    )
    video = forms.CharField(
        label=_("Videolink"),
        help_text=_("Alleen als iemand op afstand meedoet. Plak de hele link; die begint met https://."),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": _("Deze link is te lang.")},
    )

    def __init__(self, *args: Any, rooms: Sequence[Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = {str(room.pk): room for room in rooms}
        field = self.fields["room"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = [("", _("Geen ruimte")), *((key, label_of(room)) for key, room in self.rooms.items())]
        if not rooms:
            field.widget = forms.HiddenInput()
            self.fields["location"].label = _("Plaats")
            self.fields["location"].help_text = _("Leeg laten: op school. Schrijf hier niets over de leerling.")

    def place(self) -> dict[str, Any]:
        """What was chosen, as the services take it."""
        room = self.rooms.get(self.cleaned_data["room"])
        location = "" if room is not None else self.cleaned_data["location"]
        return {"room": room, "location": location, "video": self.cleaned_data["video"]}


class MeetingForm(PlaceForm):
    """A meeting about a case: what, how long, where. Who comes is chosen beside it."""

    minutes = forms.IntegerField(
        label=_("Hoe lang duurt het? (minuten)"),
        min_value=5,
        max_value=480,
        error_messages={
            "required": _("Vul in hoe lang het overleg duurt."),
            "invalid": _("Vul een aantal minuten in, bijvoorbeeld 60."),
            "min_value": _("Een overleg duurt minstens 5 minuten."),
            "max_value": _("Een overleg duurt hoogstens 480 minuten."),
        },
    )


class SeatsForm(forms.Form):
    """Who comes, and who must be there. Only people with a ground can be ticked."""

    def __init__(self, *args: object, choices: Sequence[SeatChoice], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own
        self.by_key = {choice.key: choice for choice in choices}
        allowed = [(choice.key, choice.name) for choice in choices]
        self.fields["participants"] = forms.MultipleChoiceField(
            choices=allowed,
            error_messages={
                "required": _("Kies wie er aan tafel komt."),
                "invalid_choice": _("Kies mensen uit de lijst."),
            },
        )
        self.fields["required"] = forms.MultipleChoiceField(
            choices=allowed, required=False, error_messages={"invalid_choice": _("Kies mensen uit de lijst.")}
        )

    def seats(self) -> list[Seat]:
        """What was chosen, for the service."""
        required = set(self.cleaned_data["required"])
        chosen = (self.by_key[key] for key in self.cleaned_data["participants"])
        return [Seat(person=one.person, party=one.party, role=one.role, required=one.key in required) for one in chosen]


def why_field(*, required: bool = True) -> forms.ChoiceField:
    """Why a meeting moves, as the letter to its people says it: a choice, so that no letter speaks about somebody (P1).

    What is chosen by itself (an undo, an answer) is not offered.
    """
    offered = [(why.value, why.label) for why in WhyMoved if why != WhyMoved.UNDONE]
    return forms.ChoiceField(
        label=_("Waarom verschuift het?"),
        help_text=_("Dit staat in de brief aan wie erbij hoort."),
        choices=[("", _("Kies…")), *offered],
        required=required,
        error_messages={"required": _("Kies waarom het overleg verschuift.")},
    )


class MomentForm(forms.Form):
    """A day and a time on a Dutch clock."""

    day = forms.DateField(
        label=_("Dag"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Kies een dag."),
            "invalid": _("Schrijf de dag als dag-maand-jaar, bijvoorbeeld 3-11-2026."),
        },
    )
    time = forms.TimeField(
        label=_("Begint om"),
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Kies een tijd."),
            "invalid": _("Schrijf de tijd als uur en minuten, bijvoorbeeld 9:30."),
        },
    )

    def start(self) -> dt.datetime:
        """The moment, aware."""
        return dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], tzinfo=AMSTERDAM)


class MoveForm(MomentForm):
    """Another day and time, and why."""

    why = why_field()


class StaffReplyForm(forms.Form):
    """What somebody said on the phone."""

    partstat = forms.ChoiceField(
        choices=[(value, label) for value, label in PartStat.choices if value != PartStat.NEEDS_ACTION],
        error_messages={"required": _("Kies een antwoord."), "invalid_choice": _("Kies een antwoord.")},
    )


class AddForm(forms.Form):
    """Who is asked later, and whether they must be there."""

    who = forms.ChoiceField(
        label=_("Wie wilt u erbij vragen?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies wie u erbij vraagt."),
            "invalid_choice": _("Kies iemand uit de lijst."),
        },
    )
    required = forms.BooleanField(label=_("Moet erbij zijn"), required=False)

    def __init__(self, *args: object, choices: Sequence[SeatChoice], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own
        self.by_key = {row.key: row for row in choices if not row.blocked}
        field = self.fields["who"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(row.key, f"{row.name} ({row.role_name})") for row in self.by_key.values()]

    def seat(self) -> Seat:
        """The seat of who was chosen."""
        chosen = self.by_key[self.cleaned_data["who"]]
        return Seat(person=chosen.person, party=chosen.party, role=chosen.role, required=self.cleaned_data["required"])


class OwnerForm(forms.Form):
    """What to make of what somebody did in the own calendar; only what can be done about it is offered."""

    question = forms.UUIDField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(
        label=_("Wat doen we?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wat er gebeurt."), "invalid_choice": _("Kies wat er gebeurt.")},
    )

    def __init__(self, data: Any = None, *, about: OwnMove) -> None:
        super().__init__(data, auto_id=f"id_{about.id.hex[:8]}_%s", initial={"question": about.id})
        who = {"name": about.name}
        choices: list[tuple[str, object]] = []
        if about.may_put_back:
            choices.append((Choice.BACK, _("Het overleg blijft staan. Zet het terug in de agenda van %(name)s.") % who))
        if about.may_move:
            choices.append((Choice.MOVE, _("Verzet het overleg naar die tijd. Iedereen krijgt bericht.")))
        choices.append((Choice.DECLINE, _("%(name)s kan niet: noteer dat als antwoord.") % who))
        choices.append((Choice.LEAVE, _("Laat alles zoals het is.")))
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> Choice:
        """The choice."""
        return Choice(self.cleaned_data["choice"])
