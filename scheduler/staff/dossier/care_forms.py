"""What staff fill in about absence and safety, and the coordinator about deadlines."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.dossier.models import AbsenceKind, FollowUp, LegalGround, SafetyDecision
from scheduler.staff.dossier.forms import ChoiceForm, day, line, one_of, story


class AbsenceForm(forms.Form):
    """A stretch of absence."""

    kind = one_of(_("Wat is er aan de hand?"), AbsenceKind.choices)
    since = day(_("Eerste dag weg"))
    until = day(_("Laatste dag weg"), required=False, help_text=_("Leeg laten als de leerling nog niet terug is."))
    note = story(_("Toelichting"), required=False, help_text=_("Geen ziekte of diagnose: alleen wat school moet doen."))


class UntilForm(forms.Form):
    """The pupil is back."""

    until = day(_("Laatste dag weg"))


class JudgementForm(ChoiceForm):
    """The judgement of the LPA (R110)."""

    chosen = "lpa"
    lpa = one_of(_("Leerplichtambtenaar"), ())
    on = day(_("Datum"))
    unlawful = one_of(_("Is het verzuim ongeoorloofd?"), [("yes", _("ja")), ("no", _("nee"))], radio=True)
    follow_up = one_of(_("Wat volgt er?"), FollowUp.choices)
    note = story(_("Toelichting"), required=False)


class SignalForm(ChoiceForm):
    """The start of the meldcode: about whom, on which legal ground, why, and what was seen (R153)."""

    chosen = "case"
    case = one_of(_("Over welke leerling?"), ())
    legal_ground = one_of(_("Op welke wettelijke grond?"), LegalGround.choices, radio=True)
    reason = story(_("Waarom legt u dit vast zonder toestemming van de ouders?"))
    on = day(_("Gezien of gehoord op"))
    note = story(_("Stap 1: wat zag of hoorde u?"), help_text=_("Schrijf feiten op: wat, wanneer, van wie."))


class StepForm(forms.Form):
    """A next step."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    on = day(_("Datum"))
    note = story(_("Wat is gedaan en gezegd?"))


class DecideForm(StepForm):
    """Step 5."""

    decision = one_of(_("Wat is besloten?"), SafetyDecision.choices, radio=True)


class NameForm(ChoiceForm):
    """Somebody of the school."""

    chosen = "person"
    person = one_of(_("Wie moet dit weten?"), ())


class DeadlinesForm(forms.Form):
    """The settings of the SWV."""

    last_days = story(
        _("Laatste dagen om een TLV aan te vragen"),
        required=False,
        help_text=_("Eén per regel. “1 mei” geldt elk jaar, “18-5-2027” alleen die keer. Die dag zelf is op tijd."),
        rows=4,
    )
    weeks = forms.IntegerField(
        label=_("Besluit binnen zoveel weken na een compleet dossier"),
        min_value=1,
        max_value=26,
        error_messages={
            "required": _("Vul een aantal weken in."),
            "invalid": _("Vul een getal in."),
            "min_value": _("Kies een aantal weken van 1 tot en met 26."),
            "max_value": _("Kies een aantal weken van 1 tot en met 26."),
        },
    )
    holidays_count = forms.BooleanField(
        label=_("Schoolvakanties tellen mee"),
        required=False,
        help_text=_("Uit: de weken staan stil in vakanties en op vrije dagen van de school."),
    )
    ldos = line(
        _("Webadres van LDOS"),
        length=300,
        required=False,
        help_text=_("Zet {reference} waar het nummer komt. Zonder dat komt het nummer achteraan."),
    )
