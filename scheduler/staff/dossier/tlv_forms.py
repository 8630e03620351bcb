"""What staff fill in about a TLV request."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.dossier.models import Category, Outcome, PupilHeard
from scheduler.staff.dossier.forms import ChoiceForm, Choices, day, line, one_of, story


class DecisionForm(forms.Form):
    """The decision in the SOT, with parents and pupil (R140)."""

    on = day(_("Besloten in het SOT van"))
    with_parents = forms.BooleanField(
        label=_("De ouders waren erbij en vragen dit mee aan"),
        required=False,
    )
    pupil_heard = one_of(_("En de leerling?"), PupilHeard.choices, radio=True)
    pupil_words = story(
        _("Hoe is de leerling gehoord, of waarom niet?"), required=False, help_text=_("Niet gehoord? Dan is dit nodig.")
    )
    exception_reason = story(
        _("Korte weg: waarom?"),
        required=False,
        help_text=_("Alleen voor een kind dat nog niet leerplichtig is. Anders leeg laten."),
    )


class ExpertForm(ChoiceForm):
    """An expert who judged (R143)."""

    chosen = "person"
    number = forms.ChoiceField(
        label=_("Welke deskundige?"),
        choices=[("1", _("eerste deskundige")), ("2", _("tweede deskundige"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Maak een keuze."), "invalid_choice": _("Kies iets uit de lijst.")},
    )
    person = one_of(_("Wie?"), (), required=False)
    name = line(_("Staat die er niet bij? Naam en beroep"), required=False)
    on = day(_("Oordeel van"))


class PackageForm(forms.Form):
    """Which pieces are ready (R141)."""

    keys = forms.MultipleChoiceField(
        label=_("Wat ligt klaar?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Kies iets uit de lijst.")},
    )

    def __init__(self, *args: object, choices: Choices = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own
        self.fields["keys"].choices = list(choices)  # type: ignore[attr-defined]


class DirectorForm(forms.Form):
    """Director, and the school that may receive the pupil (R146)."""

    on = day(_("Met de directeur besproken op"))
    receiving_school = line(_("School die de leerling misschien ontvangt"), length=160, required=False)


class ChairForm(ChoiceForm):
    """Who chairs the committee (R144)."""

    chosen = "person"
    person = one_of(_("Voorzitter van de commissie"), ())


class OutcomeForm(forms.Form):
    """What came of it."""

    outcome = one_of(_("Wat is de uitkomst?"), Outcome.choices, radio=True)
    outcome_on = day(_("Datum van het besluit"))
    category = one_of(
        _("Voor welk onderwijs?"), Category.choices, required=False, help_text=_("Alleen als de TLV is gegeven.")
    )
    valid_from = day(_("Geldig vanaf"), required=False)
    valid_to = day(_("Geldig tot en met"), required=False, help_text=_("Altijd 31 juli."))
