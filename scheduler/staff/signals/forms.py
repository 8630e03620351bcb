"""What staff fill in about a signal: two minutes, nothing more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.cases import ways
from planning.cases.models import Knows, SignalSource, SignalWay
from planning.cases.services import SignalData, StartQuestions

DAY_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
DAY_ERRORS = {
    "required": _("Kies een dag."),
    "invalid": _("Schrijf de dag als dag-maand-jaar, bijvoorbeeld 3-11-2026."),
}


def area(
    label: Any, *, rows: int = 2, required: bool = False, help_text: Any = "", error: Any = None
) -> forms.CharField:
    """A free text of at most a page, kept encrypted."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": error} if error else {},
    )


def day(label: Any) -> forms.DateField:
    """A day on a Dutch calendar."""
    return forms.DateField(
        label=label,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY_ERRORS,
    )


class SignalForm(forms.Form):
    """Who noticed what about whom, and what was done already."""

    school = forms.ChoiceField(label=_("School"), error_messages={"required": _("Kies de school.")})
    source = forms.ChoiceField(
        label=_("Wie gaf het signaal?"),
        choices=SignalSource.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wie het signaal gaf."), "invalid_choice": _("Kies wie het signaal gaf.")},
    )
    source_name = forms.CharField(
        label=_("Naam of organisatie"),
        max_length=120,
        required=False,
        help_text=_("Bij een organisatie van buiten nodig."),
    )
    heard_on = day(_("Wanneer hoorde u het?"))
    pupil_name = forms.CharField(
        label=_("Roepnaam van de leerling"), max_length=60, error_messages={"required": _("Vul de roepnaam in.")}
    )
    pupil_initial = forms.CharField(label=_("Eerste letter van de achternaam"), max_length=4, required=False)
    pupil_group = forms.CharField(label=_("Groep of klas"), max_length=20, required=False)
    story = area(_("Wat valt op?"), rows=3, required=True, error=_("Schrijf op wat er opvalt."))
    parents_know = forms.ChoiceField(
        label=_("Weten de ouders hiervan?"),
        choices=Knows.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een antwoord."), "invalid_choice": _("Kies een antwoord.")},
    )
    parents_said = area(_("Wat hoorde u van de ouders?"))
    adjusted = area(
        _("Wat heeft de leerkracht zelf al aangepast?"), help_text=_("In aanpak, instructie of leeromgeving.")
    )
    support = area(_("Welke hulp is nodig?"))
    organise = area(_("Hoe organiseren we dat?"))
    evaluate = area(_("Hoe kijken we terug?"))

    def __init__(self, *args: Any, schools: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(schools)
        self.fields["school"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["school"].initial = choices[0][0]

    def signal(self) -> SignalData:
        """The signal as the service wants it."""
        data = self.cleaned_data
        return SignalData(
            source=SignalSource(data["source"]),
            source_name=data["source_name"],
            heard_on=data["heard_on"],
            pupil_name=data["pupil_name"],
            pupil_initial=data["pupil_initial"],
            pupil_group=data["pupil_group"],
            story=data["story"],
            parents_know=Knows(data["parents_know"]),
            parents_said=data["parents_said"],
            adjusted=data["adjusted"],
            questions=StartQuestions(support=data["support"], organise=data["organise"], evaluate=data["evaluate"]),
        )


class SettleForm(forms.Form):
    """What happens with the signal, without a case."""

    way = forms.ChoiceField(
        label=_("Wat gebeurt er met het signaal?"),
        choices=[(way.value, way.label) for way in (SignalWay.OWN_SUPPORT, SignalWay.CONSULTATION, SignalWay.NOTHING)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wat er gebeurt."), "invalid_choice": _("Kies wat er gebeurt.")},
    )
    reason = area(_("Waarom?"), required=True, error=_("Schrijf in een paar woorden op waarom."))


class ReopenForm(forms.Form):
    """Why it is taken up again."""

    reason = area(_("Waarom heropent u dit signaal?"), required=True, error=_("Schrijf in een paar woorden op waarom."))


SAY = [(ways.Say.YES.value, _("ja")), (ways.Say.NO.value, _("nee")), (ways.Say.UNKNOWN.value, _("weet ik niet"))]


class AidForm(forms.Form):
    """The questions of the decision aid (R50)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in ways.AID:
            self.fields[question.key] = forms.ChoiceField(
                label=str(question.text),
                choices=SAY,
                widget=forms.RadioSelect,
                error_messages={"required": _("Kies een antwoord."), "invalid_choice": _("Kies een antwoord.")},
            )
