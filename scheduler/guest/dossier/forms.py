"""What an observer says, in two moments: does it suit, and what was there to see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
YES, NO = "yes", "no"


def day_field(label: object, *, required: bool = True, help_text: object = "") -> forms.DateField:
    """A day as a browser or a person writes it."""
    return forms.DateField(
        label=label,  # type: ignore[arg-type]  # a lazy text
        help_text=help_text,  # type: ignore[arg-type]  # a lazy text
        required=required,
        input_formats=FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Kies een dag."),
            "invalid": _("Schrijf de dag als dag-maand-jaar, bijvoorbeeld 3-11-2026."),
        },
    )


class AnswerForm(forms.Form):
    """Can you come, and when."""

    answer = forms.ChoiceField(
        label=_("Kunt u komen kijken?"),
        choices=[(YES, _("Ja, ik kom")), (NO, _("Nee, het lukt niet"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies of u kunt komen."),
            "invalid_choice": _("Kies een van de antwoorden."),
        },
    )
    planned_on = day_field(_("Op welke dag?"), required=False, help_text=_("Alleen als u komt."))

    def clean(self) -> dict[str, Any]:
        """A yes has a day."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("answer") == YES and not data.get("planned_on") and "planned_on" not in self.errors:
            self.add_error("planned_on", _("Kies de dag waarop u komt."))
        return data


class FindingsForm(forms.Form):
    """What was seen."""

    done_on = day_field(_("Wanneer was u er?"))
    findings = forms.CharField(
        label=_("Wat zag u?"),
        help_text=_("De school bespreekt dit met de ouders erbij. Schrijf zo dat zij het kunnen lezen."),
        max_length=8000,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 6}),
        error_messages={
            "required": _("Schrijf op wat u zag."),
            "max_length": _("Gebruik minder dan 8000 tekens."),
        },
    )
