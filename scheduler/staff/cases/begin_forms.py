"""What is filled in on the page Begin of a case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Care, Comes, Met, Party, Subject
from planning.cases.services import OwnWords
from scheduler.staff.cases.forms import guest_languages
from scheduler.staff.signals.forms import area, day

CHOOSE = {"required": _("Kies een antwoord."), "invalid_choice": _("Kies een antwoord.")}


class TriageForm(forms.Form):
    """What kind of help it is about (R45)."""

    answer = forms.ChoiceField(
        label=_("Waar gaat het om?"), choices=Care.choices, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    reason = area(
        _("Waarom denkt u dat?"), required=True, error=_("Schrijf in een paar woorden op waarom u dit denkt.")
    )


class ConditionForm(forms.Form):
    """One entry condition: yes, not yet, or not applicable."""

    key = forms.CharField(max_length=60, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("Antwoord"), choices=Met.choices, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    explanation = area(_("Toelichting"), help_text=_("Nodig bij “niet van toepassing”."))


class MoveForm(forms.Form):
    """One way out of the step; a reason only to go on where something is not ready."""

    outcome = forms.CharField(max_length=60, error_messages={"required": _("Kies een weg.")})
    reason = area(_("Waarom gaat u toch verder?"))


class StepForm(forms.Form):
    """To another step by hand."""

    step = forms.TypedChoiceField(
        label=_("Naar stap"),
        coerce=int,
        error_messages={"required": _("Kies een stap."), "invalid_choice": _("Kies een stap van de route.")},
    )
    reason = area(
        _("Waarom wijkt u van de route af?"), required=True, error=_("Schrijf op waarom u van de route afwijkt.")
    )

    def __init__(self, *args: Any, steps: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = list(steps)  # type: ignore[attr-defined]


class ConversationForm(forms.Form):
    """A conversation with parents or the pupil."""

    subject = forms.ChoiceField(
        label=_("Waarover?"),
        choices=Subject.choices,
        error_messages={"required": _("Kies waar het gesprek over ging.")},
    )
    on = day(_("Wanneer?"))
    parties = forms.MultipleChoiceField(
        label=_("Wie waren erbij?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Kruis aan welke ouder erbij was, of de leerling."),
            "invalid_choice": _("Kies mensen uit de lijst."),
        },
    )
    others = forms.CharField(label=_("Wie nog meer?"), max_length=500, required=False)
    agreed = area(
        _("Wat is er besproken en afgesproken?"),
        rows=3,
        required=True,
        error=_("Schrijf op wat er is besproken of afgesproken."),
    )

    def __init__(self, *args: Any, people: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(row.pk): row for row in people}
        choices = [(key, f"{row.name} ({row.get_kind_display()})") for key, row in self.by_id.items()]
        self.fields["parties"].choices = choices  # type: ignore[attr-defined]

    def present(self) -> list[Party]:
        """Who was there."""
        return [self.by_id[key] for key in self.cleaned_data["parties"]]


class PersonForm(forms.Form):
    """One person out of a list."""

    person = forms.ChoiceField(
        label=_("Wie?"),
        error_messages={"required": _("Kies iemand."), "invalid_choice": _("Kies iemand uit de lijst.")},
    )

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Kies…")), *people]  # type: ignore[attr-defined]


class TrajectForm(PersonForm):
    """Asking the SWV for a trajectbegeleider (R53)."""

    why = area(
        _("Waarvoor vraagt u trajectbegeleiding?"),
        required=True,
        error=_("Schrijf op waarvoor u trajectbegeleiding vraagt."),
    )


class TrajectAnswerForm(forms.Form):
    """What the SWV answered."""

    granted = forms.ChoiceField(
        label=_("Wat antwoordde het samenwerkingsverband?"),
        choices=[("ja", _("ja, er komt een trajectbegeleider")), ("nee", _("nee"))],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    guide = forms.ChoiceField(label=_("Trajectbegeleider"), required=False)
    answer = area(_("Toelichting"), help_text=_("Nodig bij nee."))

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guide"].choices = [("", _("Kies…")), *people]  # type: ignore[attr-defined]


class PupilInviteForm(forms.Form):
    """Where the link to the pupil's own page goes."""

    email = forms.EmailField(
        label=_("E-mailadres"),
        help_text=_("Van de leerling zelf, of van een ouder die meekijkt."),
        error_messages={
            "required": _("Vul een e-mailadres in om de pagina te mailen."),
            "invalid": _("Dit is geen e-mailadres."),
        },
    )
    language = forms.ChoiceField(label=_("Taal"), choices=guest_languages)


class PupilTogetherForm(forms.Form):
    """What the pupil says, filled in together."""

    goes_well = area(_("Wat gaat goed?"))
    tell = area(_("Wat wil de leerling vertellen?"))
    whom = area(_("Wie moet erbij zijn, volgens de leerling?"))
    comes = forms.ChoiceField(
        label=_("Komt de leerling?"),
        choices=Comes.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )

    def words(self) -> OwnWords:
        """The words as the service wants them."""
        data = self.cleaned_data
        comes = Comes(data["comes"]) if data["comes"] else None
        return OwnWords(tell=data["tell"], goes_well=data["goes_well"], whom=data["whom"], comes=comes)
