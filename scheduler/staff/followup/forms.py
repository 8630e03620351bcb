"""What staff fill in after a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from planning.dossier.models import OppProgress
from planning.dossier.services import OppTalk
from planning.followup.drafts import DraftRow
from planning.followup.goals import GoalRow
from planning.followup.models import Fits, Goal, Outcome, ProgressState, Reached
from planning.followup.services import LookedBack, More, Seen
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
    """Who does what, by when. `draft` is the key of the draft it comes out of."""

    draft = forms.UUIDField(required=False, widget=forms.HiddenInput)

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

    @staticmethod
    def of_draft(row: DraftRow) -> dict[str, Any]:
        """What a draft fills in."""
        named = {name: getattr(row, name) for name in ("what", "due", "goal", "result", "financing")}
        filled = {"draft": row.key, "owner": row.owner.pk if row.owner is not None else "", **named}
        if row.for_goal is not None and row.for_goal.ended_at is None:
            filled["serves"] = str(row.for_goal.pk)
            if row.goal == str(row.for_goal.what):  # no own words beside it
                filled["goal"] = ""
        return {**filled, "bridging": True} if row.bridging else filled

    def more(self) -> More:
        """What was said beside who, what and when."""
        return More(**{name: self.cleaned_data[name] for name in ("goal", "result", "financing", "bridging")})


class AgreementAfter(AgreementForm):
    """An agreement on the page after the meeting: for one of the goals that stand, or for one in own words."""

    serves = forms.ChoiceField(
        label=_("Bij welk doel hoort het?"),
        required=False,
        error_messages={"invalid_choice": _("Dit doel staat niet meer. Kies een doel uit de lijst.")},
    )

    def __init__(self, *args: Any, goals: Iterable[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = {str(goal.pk): goal for goal in goals}
        if not self.goals:
            del self.fields["serves"]
            return
        choices = [(key, Truncator(str(goal.what)).chars(90)) for key, goal in self.goals.items()]
        self.fields["serves"].choices = [("", _("geen van deze doelen")), *choices]  # type: ignore[attr-defined]
        self.fields["goal"].label = _("Of een doel in eigen woorden")

    def more(self) -> More:
        """The same, with the goal that was chosen."""
        return replace(super().more(), for_goal=self.goals.get(self.cleaned_data.get("serves", "")))


class GoalForm(forms.Form):
    """A goal in other words."""

    what = forms.CharField(
        label=_("Wat wilt u nu bereiken?"),
        max_length=2000,
        error_messages={
            "required": _("Schrijf op wat u wilt bereiken."),
            "max_length": _("Gebruik minder dan 2000 tekens."),
        },
    )


class WhyForm(forms.Form):
    """Why an agreement is let go."""

    reason = forms.CharField(
        label=_("Waarom vervalt het?"),
        max_length=500,
        error_messages={
            "required": _("Schrijf op waarom."),
            "max_length": _("Gebruik minder dan 500 tekens."),
        },
    )


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


def _reached() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Is het bereikt?"),
        choices=Reached.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Zeg van elk doel hoe ver het is.")},
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

    def __init__(self, *args: Any, rows: Iterable[GoalRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for row in self.rows:
            self.fields[f"reached_{row.goal.pk}"] = _reached()
            self.fields[f"words_{row.goal.pk}"] = _text(_("Hoe dan?"))

    def looked_at(self) -> list[tuple[GoalRow, forms.BoundField, forms.BoundField]]:
        """Each goal with its two fields."""
        return [(row, self[f"reached_{row.goal.pk}"], self[f"words_{row.goal.pk}"]) for row in self.rows]

    def said(self) -> LookedBack:
        """The answers, for the service."""
        given = self.cleaned_data
        return LookedBack(
            **{name: given[name] for name in ("needs", "goals", "support", "reason", "until")},
            results={
                row.goal.pk: Seen(Reached(given[f"reached_{row.goal.pk}"]), given[f"words_{row.goal.pk}"])
                for row in self.rows
            },
            opp=self.opp_talk(),
        )

    def opp_talk(self) -> OppTalk | None:
        """What was said about the OPP; None when it was not looked at."""
        return None


class OutcomeWithOppForm(OutcomeForm):
    """The same, and the yearly evaluation of the OPP in one conversation (R136). `apart` is of the OPP."""

    opp = forms.BooleanField(
        label=_("Hiermee is ook het OPP geëvalueerd, met de ouders en de leerling"),
        help_text=_("Vul dan ook in wat hieronder staat. De termijn staat stil, en die van volgend jaar begint."),
        required=False,
    )
    progress = forms.ChoiceField(
        label=_("Hoe ver is de leerling, naast wat in het OPP staat?"),
        choices=OppProgress.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    with_parents = forms.BooleanField(label=_("De ouders waren erbij"), required=False)
    with_pupil = forms.BooleanField(label=_("De leerling was erbij of is gehoord"), required=False)
    heard = _text(_("Hoe is de leerling gehoord, en wat vindt die belangrijk?"))
    apart = _text(_("Was iemand er niet bij? Waarom, en hoe is die gehoord?"))
    changed = forms.BooleanField(
        label=_("Het handelingsdeel is veranderd"),
        help_text=_("Dan stemmen de ouders er opnieuw mee in."),
        required=False,
    )

    def opp_talk(self) -> OppTalk | None:
        """What was filled in, when it was said that the OPP was looked at."""
        names = ("with_parents", "with_pupil", "apart", "heard", "progress", "changed")
        return OppTalk(**{name: self.cleaned_data[name] for name in names}) if self.cleaned_data["opp"] else None


class StaffProgressForm(forms.Form):
    """A report that staff enter, for example after a phone call."""

    state = forms.ChoiceField(
        label=_("Stand"), choices=ProgressState.choices, error_messages={"required": _("Kies een stand.")}
    )
    remark = forms.CharField(label=_("Opmerking"), required=False, max_length=1000)
