"""The text of the minutes, who reads which part, why there is a new version, and who gets it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Party
from planning.report import services
from planning.report.rules import Audience, Piece
from planning.report.selectors import Candidate, Line
from scheduler.staff.refusals import MayNameNobody

READERS = [
    (Audience.MEMBERS.value, _("wie aan tafel zat")),
    (Audience.PARENTS.value, _("ouders")),
    (Audience.PUPIL.value, _("leerling")),
]


class TextForm(MayNameNobody):
    """A field and three boxes a part."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, lines: Sequence[Line], revision: int) -> None:
        super().__init__(data, initial={"revision": revision})
        self.lines = lines
        for line in lines:
            key = line.part.value
            self.fields[key] = forms.CharField(
                label=line.part.label,
                required=False,
                initial=line.piece.text,
                max_length=services.LONGEST,
                widget=forms.Textarea(attrs={"rows": 4}),
                error_messages={"max_length": _("Dit is meer tekst dan er in past. Maak hem korter.")},
            )
            self.fields[f"{key}-lezers"] = forms.MultipleChoiceField(
                label=_("Wie leest dit?"),
                required=False,
                choices=READERS,
                initial=[audience.value for audience in line.piece.readers],
                widget=forms.CheckboxSelectMultiple,
            )

    def rows(self) -> list[tuple[Line, forms.BoundField, forms.BoundField]]:
        """Each part with its two fields."""
        return [(line, self[line.part.value], self[f"{line.part.value}-lezers"]) for line in self.lines]

    def pieces(self) -> dict[str, Piece]:
        """What was typed."""
        data = self.cleaned_data
        keys = [line.part.value for line in self.lines]
        return {key: Piece(key, data[key], frozenset(map(Audience, data[f"{key}-lezers"]))) for key in keys}


class FixForm(MayNameNobody):
    """Why there is a new version; not asked for the first."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Waarom komt er een nieuwe versie?"),
        help_text=_("Iedereen die de notulen krijgt, leest dit."),
        required=False,
        max_length=services.MOST_WHY,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any, *, revision: int, again: bool) -> None:
        super().__init__(data, initial={"revision": revision})
        if not again:
            del self.fields["why"]


class SendForm(forms.Form):
    """Who gets the newest version."""

    to = forms.MultipleChoiceField(
        label=_("Wie krijgt de notulen?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Kies mensen uit de lijst.")},
    )

    def __init__(self, data: Any, *, people: Iterable[Candidate]) -> None:
        super().__init__(data)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (str(one.key), one.name) for one in people if one.audience is not None
        ]


class NotToldForm(forms.Form):
    """Why pupil and parents are not told."""

    reason = forms.CharField(
        label=_("Waarom krijgen zij dit niet te horen?"),
        help_text=_("Deze reden blijft bij de casus bewaard."),
        max_length=services.MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": services.SayWhyNotTold.message},
    )


class ToldForm(forms.Form):
    """When and how they were told."""

    on = forms.DateField(
        label=_("Wanneer hebt u het verteld?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={"required": _("Kies een dag."), "invalid": _("Kies een dag.")},
    )
    parties = forms.MultipleChoiceField(
        label=_("Aan wie?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Kruis aan wie u het vertelde."),
            "invalid_choice": _("Kies mensen uit de lijst."),
        },
    )
    agreed = forms.CharField(
        label=_("Hoe, en wat is er gezegd?"),
        help_text=_("Bijvoorbeeld: aan de telefoon, of op school."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Schrijf op hoe u het vertelde.")},
    )

    def __init__(self, data: Any, *, people: Iterable[Party]) -> None:
        super().__init__(data)
        self.by_id = {str(row.pk): row for row in people}
        choices = [(key, f"{row.name} ({row.get_kind_display()})") for key, row in self.by_id.items()]
        self.fields["parties"].choices = choices  # type: ignore[attr-defined]

    def told(self) -> list[Party]:
        """Who was told."""
        return [self.by_id[key] for key in self.cleaned_data["parties"]]


class ViewForm(forms.Form):
    """A zienswijze of somebody with an account."""

    text = forms.CharField(
        label=_("Uw zienswijze"),
        help_text=_("Dit blijft bij de notulen staan, zoals u het schrijft."),
        max_length=services.LONGEST_VIEW,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": services.SayYourView.message, "max_length": services.ViewTooLong.message},
    )
