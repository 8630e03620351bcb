"""What staff fill in about the dossier of a case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.dossier.models import ClockKind, LdosState, OppProgress
from planning.errors import Text

FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
EMPTY = ("", _("Kies…"))
Choices = Iterable[tuple[str, str]]


def day(label: Text, *, required: bool = True, help_text: Text = "") -> forms.DateField:
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


def story(label: Text, *, required: bool = True, help_text: Text = "", rows: int = 3) -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # a lazy text
        help_text=help_text,  # type: ignore[arg-type]  # a lazy text
        required=required,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Vul dit in."), "max_length": _("Gebruik minder dan 4000 tekens.")},
    )


def line(label: Text, *, length: int = 120, required: bool = True, help_text: Text = "") -> forms.CharField:
    """A text of one line."""
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # a lazy text
        help_text=help_text,  # type: ignore[arg-type]  # a lazy text
        required=required,
        max_length=length,
        error_messages={"required": _("Vul dit in.")},
    )


def one_of(label: Text, choices: Iterable[tuple[Any, Any]], *, radio: bool = False, **more: Any) -> forms.ChoiceField:
    """One of a list; nothing is chosen beforehand."""
    rows = list(choices)
    return forms.ChoiceField(
        label=label,  # type: ignore[arg-type]  # a lazy text
        choices=rows if radio else [EMPTY, *rows],
        widget=forms.RadioSelect if radio else forms.Select,
        error_messages={"required": _("Maak een keuze."), "invalid_choice": _("Kies iets uit de lijst.")},
        **more,
    )


class ChoiceForm(forms.Form):
    """A form of which one field's choices come from outside; `chosen` names that field."""

    chosen = ""

    def __init__(self, *args: Any, choices: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields[self.chosen]
        blank = [EMPTY] if isinstance(field.widget, forms.Select) and type(field.widget) is forms.Select else []
        field.choices = [*blank, *choices]  # type: ignore[attr-defined]


class ObservationForm(ChoiceForm):
    """Whom one asks to come and look, and at what."""

    chosen = "person"
    person = one_of(_("Wie vraagt u?"), (), radio=True)
    question = story(
        _("Waar moet op gelet worden?"),
        help_text=_("De observator leest dit achter een eigen link. In de mail staat het niet."),
    )


class ObserverAnswerForm(forms.Form):
    """What the observer said on the phone."""

    answer = one_of(_("Wat zei de observator?"), [("yes", _("komt kijken")), ("no", _("kan niet"))], radio=True)
    planned_on = day(_("Op welke dag?"), required=False, help_text=_("Alleen bij een ja."))

    def clean(self) -> dict[str, Any]:
        """A yes has a day."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("answer") == "yes" and not data.get("planned_on") and "planned_on" not in self.errors:
            self.add_error("planned_on", _("Kies de dag van het bezoek."))
        return data


class FindingsForm(forms.Form):
    """What the observer told."""

    done_on = day(_("Wanneer is gekeken?"))
    findings = story(_("Wat is gezien?"), rows=5)


class DayForm(forms.Form):
    """Only a day."""

    on = day(_("Op welke dag?"))


class NothingForm(forms.Form):
    """A button without fields."""


class ReadersForm(forms.Form):
    """Who should read, and before when."""

    readers = forms.MultipleChoiceField(
        label=_("Wie moet dit lezen?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Kies wie het stuk moet lezen."),
            "invalid_choice": _("Kies mensen uit de lijst."),
        },
    )
    before = day(
        _("Lezen vóór of op"), help_text=_("Krijgt een overleg over deze leerling een datum, dan wordt het die dag.")
    )

    def __init__(self, *args: Any, choices: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].choices = list(choices)  # type: ignore[attr-defined]


class LdosForm(forms.Form):
    """A step of the registration in LDOS (R91)."""

    state = one_of(_("Hoe ver is de aanmelding?"), LdosState.choices, radio=True)
    reference = line(
        _("Nummer in LDOS"), length=40, required=False, help_text=_("Nodig zodra de leerling is aangemeld.")
    )
    on = day(_("Datum"))


class ReceiptForm(forms.Form):
    """The receipt of an upload (R117)."""

    receipt = line(_("Nummer van de ontvangst"), length=40)
    on = day(_("Geüpload op"))


class ClockForm(forms.Form):
    """A clock and the day it began."""

    kind = one_of(_("Welke klok?"), ClockKind.choices)
    since = day(
        _("Begint op"),
        help_text=_(
            "Zorgplicht: de dag van de schriftelijke aanmelding. OPP vaststellen: de dag van inschrijving. "
            "OPP evalueren: de dag waarop het OPP is vastgesteld of voor het laatst is besproken."
        ),
    )


class ClockDoneForm(forms.Form):
    """It was done; an OPP with parents and pupil."""

    on = day(_("Gedaan op"))


class OppDoneForm(ClockDoneForm):
    """The OPP was set, with the parents and the pupil."""

    with_parents = forms.BooleanField(label=_("De ouders waren erbij"), required=False)
    with_pupil = forms.BooleanField(label=_("De leerling was erbij of is gehoord"), required=False)
    heard = story(
        _("Hoe is de leerling gehoord, en wat vindt die belangrijk?"),
        required=False,
        help_text=_("Een leerling heeft het recht om gehoord te worden. Hier leest iedereen later hoe u dat deed."),
    )
    apart = story(_("Was iemand er niet bij? Waarom, en hoe is die gehoord?"), required=False)


class OppEvaluatedForm(OppDoneForm):
    """The OPP was looked back on: what came of it (R136), and whether it changes."""

    progress = one_of(_("Hoe ver is de leerling, naast wat in het OPP staat?"), OppProgress.choices, radio=True)
    changed = forms.BooleanField(
        label=_("Het handelingsdeel is veranderd"),
        help_text=_("Dan stemmen de ouders er opnieuw mee in."),
        required=False,
    )


class AssentForm(ChoiceForm):
    """Whether somebody agrees with the handelingsdeel, as the school heard it or has it on paper."""

    chosen = "party"
    party = one_of(_("Wie?"), (), radio=True)
    given = one_of(_("Stemt in?"), [("yes", _("ja, stemt in")), ("no", _("nee, stemt niet in"))], radio=True)
    on = day(_("Op welke dag?"))
