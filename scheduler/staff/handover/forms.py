"""What staff fill in for the OZA, and of which agreements they say that they are in the OPP."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.handover.selectors import OzaPage
from planning.handover.services import LONGEST
from scheduler.staff.dossier.forms import day


class MayWait(forms.CharField):
    """Something that must be there in the end; one may save what is half done, and preparing asks for all."""

    def validate(self, value: str) -> None:
        """Nothing is refused for being empty yet."""


class OzaForm(forms.Form):
    """Every question that is not fixed, with what was typed or else what is proposed."""

    def __init__(self, *args: Any, page: OzaPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in page.lines:
            if line.field.fixed:
                continue
            text = line.answer.text
            self.fields[line.field.key] = MayWait(
                label=line.field.name,
                help_text=line.field.help,
                required=line.field.required,
                initial=text,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": min(8, max(2, len(text) // 90 + text.count("\n") + 1))}),
                error_messages={"max_length": _("Gebruik minder dan 6000 tekens.")},
            )


class AgreementsForm(forms.Form):
    """Which agreements."""

    agreements = forms.MultipleChoiceField(
        label=_("Welke afspraken?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Kies een of meer afspraken."),
            "invalid_choice": _("Kies afspraken uit de lijst."),
        },
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreements"].choices = list(choices)  # type: ignore[attr-defined]


class TakenForm(AgreementsForm):
    """Which agreements were taken over in the OPP, and on which day."""

    on = day(_("Overgenomen op"))
