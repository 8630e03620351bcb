"""What staff fill in after a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.followup.models import Fits, Outcome, ProgressState
from planning.followup.services import LookedBack, More
from scheduler.staff.refusals import MayNameNobody

DATE_ERRORS = {
    "required": _("Kies een datum."),
    "invalid": _("Schrijf de datum als dag-maand-jaar, bijvoorbeeld 3-11-2026."),
}
DATE_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]


def _date(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DATE_ERRORS,
    )


def _text(label: Any, *, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=500,
        error_messages={"max_length": _("Gebruik minder dan 500 tekens.")},
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
    goal = _text(_("Bij welk doel hoort het?"))
    result = _text(_("Wat is er dan bereikt?"))
    financing = _text(_("Hoe wordt het betaald?"), help_text=_("Bijvoorbeeld: school, samenwerkingsverband, gemeente."))
    bridging = forms.BooleanField(
        label=_("Dit overbrugt de tijd tot de hulp begint"),
        help_text=_("Wat hebben leerling en ouders intussen nodig?"),
        required=False,
    )

    def __init__(self, *args: Any, owners: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("kies …")), *owners]  # type: ignore[attr-defined]

    def more(self) -> More:
        """What was said beside who, what and when."""
        return More(**{name: self.cleaned_data[name] for name in ("goal", "result", "financing", "bridging")})


class TalkForm(forms.Form):
    """What was said with who would do it."""

    note = forms.CharField(
        label=_("Wat is er besproken?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Schrijf op wat er is besproken."),
            "max_length": _("Gebruik minder dan 2000 tekens."),
        },
    )


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


def _fits(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=Fits.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies ja, nee of weten we nog niet.")},
    )


class PeopleForm(forms.Form):
    """Who comes to the evaluation this time (R79, R134)."""

    participants = forms.MultipleChoiceField(
        label=_("Wie vragen we deze keer?"),
        help_text=_("Ouders en leerling zijn er altijd bij."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    with_family = forms.BooleanField(
        label=_("Besproken met de ouders en de leerling"),
        error_messages={"required": _("Bespreek eerst met de ouders en de leerling wie erbij komt.")},
    )

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(people)
        self.fields["participants"].choices = rows  # type: ignore[attr-defined]
        self.fields["participants"].initial = [key for key, _name in rows]


class OutcomeForm(forms.Form):
    """What the evaluation saw (R135), and what it decided."""

    needs = _fits(_("Kloppen de behoeften nog?"))
    goals = _fits(_("Kloppen de doelen nog?"))
    support = _fits(_("Klopt de ondersteuning nog?"))
    outcome = forms.ChoiceField(
        label=_("Hoe nu verder?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe het verder gaat.")},
    )
    reason = forms.CharField(
        label=_("Waarom?"),
        help_text=_("Schrijf dit op als er minder hulp komt."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("Gebruik minder dan 2000 tekens.")},
    )
    until = _date(
        _("Volgende evaluatie, of nazorg tot en met"), required=False, help_text=_("Nodig bij doorgaan en bij nazorg.")
    )

    def said(self) -> LookedBack:
        """The answers, for the service."""
        return LookedBack(
            **{name: self.cleaned_data[name] for name in ("needs", "goals", "support", "reason", "until")}
        )


class StaffProgressForm(forms.Form):
    """A report that staff enter, for example after a phone call."""

    state = forms.ChoiceField(
        label=_("Stand"), choices=ProgressState.choices, error_messages={"required": _("Kies een stand.")}
    )
    remark = forms.CharField(label=_("Opmerking"), required=False, max_length=1000)
