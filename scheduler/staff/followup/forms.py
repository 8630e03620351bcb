"""What staff fill in after a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.followup.models import Outcome, ProgressState
from scheduler.staff.refusals import MayNameNobody

DATE_ERRORS = {
    "required": _("Kies een datum."),
    "invalid": _("Schrijf de datum als dag-maand-jaar, bijvoorbeeld 3-11-2026."),
}
DATE_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]


def _date(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DATE_ERRORS,
    )


class AgreementForm(MayNameNobody):
    """Who does what, by when."""

    owner = forms.ChoiceField(
        label=_("Wie"),
        error_messages={"required": _("Kies wie het doet."), "invalid_choice": _("Kies iemand van dit overleg.")},
    )
    what = forms.CharField(
        label=_("Wat"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Schrijf op wat er is afgesproken."),
            "max_length": _("Gebruik minder dan 2000 tekens."),
        },
    )
    due = _date(_("Klaar op"))

    def __init__(self, *args: Any, owners: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("kies …")), *owners]  # type: ignore[attr-defined]


class EvaluationForm(MayNameNobody):
    """When and how is looked back."""

    on = _date(_("Evaluatiedatum"))
    method = forms.CharField(
        label=_("Hoe kijken we terug?"),
        help_text=_("Bijvoorbeeld: een overleg met dezelfde mensen."),
        required=False,
        max_length=120,
        error_messages={"max_length": _("Gebruik minder dan 120 tekens.")},
    )


class OutcomeForm(forms.Form):
    """What the evaluation decided."""

    outcome = forms.ChoiceField(
        label=_("Hoe nu verder?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe het verder gaat.")},
    )


class StaffProgressForm(forms.Form):
    """A report that staff enter, for example after a phone call."""

    state = forms.ChoiceField(
        label=_("Stand"), choices=ProgressState.choices, error_messages={"required": _("Kies een stand.")}
    )
    remark = forms.CharField(label=_("Opmerking"), required=False, max_length=1000)
