"""What staff fill in about an agenda."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.agenda.models import ItemKind
from planning.agenda.services import LONGEST
from planning.cases.models import Case
from planning.meetings.models import Meeting
from planning.meetings.selectors import SeatChoice
from scheduler.design.dates import long_day
from scheduler.staff.followup.forms import DATE_ERRORS, DATE_FORMATS
from scheduler.staff.minutes.forms import KeyField
from scheduler.staff.refusals import MayNameNobody

_MINUTES = _("Vul een aantal minuten in van 5 tot en met 120.")
_CHOOSE = {"required": _("Maak een keuze."), "invalid_choice": _("Kies iets uit de lijst.")}


def _minutes() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Hoe lang? (minuten)"),
        min_value=5,
        max_value=120,
        initial=20,
        error_messages={"required": _MINUTES, "invalid": _MINUTES, "min_value": _MINUTES, "max_value": _MINUTES},
    )


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Schrijf de tijd als uur en minuten, bijvoorbeeld 9:30.")},
    )


class NewItemForm(MayNameNobody):
    """A new point: a pupil of the list, or a subject that names nobody; for which SOT."""

    case = forms.ChoiceField(
        label=_("Over welke leerling?"),
        required=False,
        error_messages=_CHOOSE,
        help_text=_("Alleen leerlingen met een casus waarvan u mag weten."),
    )
    title = forms.CharField(
        label=_("Of: welk ander onderwerp?"),
        required=False,
        max_length=120,
        help_text=_("Bijvoorbeeld: rust in de gang. Schrijf geen namen: iedereen aan tafel leest dit."),
        error_messages={"max_length": _("Gebruik minder dan 120 tekens.")},
    )
    group = forms.BooleanField(label=_("Dit gaat over een groep of klas"), required=False)
    minutes = _minutes()
    meeting = forms.ChoiceField(label=_("Voor welk overleg?"), required=False, error_messages=_CHOOSE)

    def __init__(self, *args: Any, pupils: Sequence[Case], sots: Sequence[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pupils = {str(row.pk): row for row in pupils}
        self.sots = {str(row.pk): row for row in sots}
        labels = ((key, f"{row.pupil_name} {row.pupil_initial}.") for key, row in self.pupils.items())
        self.fields["case"].choices = [("", _("Geen leerling")), *labels]  # type: ignore[attr-defined]
        if not pupils:
            self.fields["case"].widget = forms.HiddenInput()
            self.fields["title"].label = _("Welk onderwerp?")
        self.fields["meeting"].choices = [  # type: ignore[attr-defined]
            *((key, sot_label(row)) for key, row in self.sots.items()),
            ("", _("Dat weet ik nog niet: laat het wachten")),
        ]

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        data = self.cleaned_data
        case = self.pupils.get(data["case"])
        other = ItemKind.GROUP if data["group"] else ItemKind.OTHER
        return {
            "kind": ItemKind.PUPIL if case is not None else other,
            "case": case,
            "title": data["title"],
            "minutes": data["minutes"],
            "meeting": self.sots.get(data["meeting"]),
            "kept_words": data["kept_words"],
        }


def sot_label(meeting: Meeting) -> str:
    """A SOT in a list: its day and neutral code."""
    return f"SOT {meeting.reference}, {long_day(meeting.start)}" if meeting.start else f"SOT {meeting.reference}"


class HandInForm(MayNameNobody):
    """What must be known before the SOT."""

    help_question = forms.CharField(
        label=_("Wat is de vraag?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Schrijf op wat de vraag is."), "max_length": _("Gebruik minder tekst.")},
    )
    tried = forms.CharField(
        label=_("Wat is er al gedaan, en wat hielp?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("Gebruik minder tekst.")},
    )
    minutes = _minutes()


class WindowForm(forms.Form):
    """Between which times somebody can be there; empty is the whole meeting."""

    arrives = _time(_("Kan vanaf"))
    leaves = _time(_("Kan tot"))


class GuestForm(WindowForm):
    """Who comes for a point, and between which times."""

    who = forms.ChoiceField(label=_("Wie komt erbij?"), error_messages=_CHOOSE)
    field_order = ("who",)

    def __init__(self, *args: Any, choices: Sequence[SeatChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {row.key: row for row in choices}
        labels = ((key, f"{row.name} ({row.role_name})") for key, row in self.by_key.items())
        self.fields["who"].choices = [("", _("Kies…")), *labels]  # type: ignore[attr-defined]
        self.fields["leaves"].help_text = _("Alleen invullen bij iemand die niet het hele overleg kan.")

    def clean(self) -> dict[str, Any]:
        """With the person behind the key."""
        data: dict[str, Any] = super().clean() or {}
        chosen = self.by_key.get(data.get("who", ""))
        if chosen is not None:
            data["seat"] = chosen
        return data


class PutForm(MayNameNobody):
    """On which agenda."""

    meeting = forms.ChoiceField(label=_("Op welke agenda?"), error_messages=_CHOOSE)

    def __init__(self, *args: Any, sots: Sequence[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sots = {str(row.pk): row for row in sots}
        self.fields["meeting"].choices = [(key, sot_label(row)) for key, row in self.sots.items()]  # type: ignore[attr-defined]


class DaysForm(forms.Form):
    """How long before a SOT is handed in."""

    days = forms.IntegerField(
        label=_("Hoeveel dagen van tevoren leveren we in?"),
        min_value=0,
        max_value=28,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Kies een aantal dagen van 0 tot en met 28.")
        ),
    )


class PointAgreementForm(MayNameNobody):
    """Who does what after a point that is about no pupil, and when it is done (R121)."""

    key = KeyField()
    owner = forms.ChoiceField(
        label=_("Wie"),
        error_messages={"required": _("Kies wie het doet."), "invalid_choice": _("Kies iemand van dit overleg.")},
    )
    what = forms.CharField(
        label=_("Wat"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Iedereen aan tafel leest dit. Schrijf geen namen van leerlingen of ouders."),
        error_messages={
            "required": _("Schrijf op wat er is afgesproken."),
            "max_length": _("Gebruik minder dan 2000 tekens."),
        },
    )
    due = forms.DateField(
        label=_("Klaar op"),
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DATE_ERRORS,
    )

    def __init__(self, *args: Any, owners: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("kies …")), *owners]  # type: ignore[attr-defined]


def _for_the_table(label: Any, *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": _("Dit is meer tekst dan er in past. Maak hem korter.")},
    )


class GroupForm(MayNameNobody):
    """What a group needs, and what is to be reached (R98)."""

    needs = _for_the_table(_("Wat heeft de groep nodig?"))
    goals = _for_the_table(_("Wat willen we bereiken?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].help_text = _("Iedereen aan tafel leest dit. Schrijf geen namen van leerlingen of ouders.")


class ConcludeForm(MayNameNobody):
    """What came of a point that is about no pupil, and when it is looked back on."""

    words = _for_the_table(_("Wat is er afgesproken?"))
    look_back_on = forms.DateField(
        label=_("Wanneer kijken we terug?"),
        required=False,
        help_text=_("Op die dag komt het punt vanzelf terug, voor het eerste SOT daarna."),
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DATE_ERRORS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = _("Iedereen aan tafel leest dit. Schrijf geen namen van leerlingen of ouders.")
