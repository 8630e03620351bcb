"""What staff fill in about consent. Nothing is chosen beforehand where somebody else's answer is entered (C1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Answer, FromTwelveChoice, GroundKind, Law, Means, Party
from planning.cases.scopes import SCOPES
from planning.cases.selectors import ConsentRow, GuestQuestion
from planning.cases.services import ConsentRules
from scheduler.staff.cases.forms import guest_languages


class AskForm(forms.Form):
    """Which questions, about which kinds of data, and when the school told what the meeting is for (R60)."""

    vraag = forms.MultipleChoiceField(
        label=_("Waarvoor"), error_messages={"required": _("Kruis eerst aan waarvoor u toestemming vraagt.")}
    )
    scope = forms.MultipleChoiceField(
        label=_("Andere gegevens dan gewoonlijk"),
        required=False,
        choices=list(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Niets aangekruist? Dan vraagt u om wat bij de vraag hoort. Vraag niet meer dan nodig is."),
    )
    explained_on = forms.DateField(
        label=_("Wanneer legde u uit waar het gesprek voor is?"),
        required=False,
        help_text=_("Deze uitleg staat ook op de pagina die de ouder krijgt."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Vul een datum in.")},
    )

    def __init__(self, *args: Any, rows: Sequence[ConsentRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vraag"].choices = [(row.key, row.label) for row in rows]  # type: ignore[attr-defined]


class FillInForm(forms.Form):
    """The answers of one giver, from a paper form or a call."""

    means = forms.ChoiceField(
        label=_("Hoe kwam het antwoord?"),
        choices=[(Means.PAPER, Means.PAPER.label), (Means.PHONE, Means.PHONE.label)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies of het op papier of per telefoon kwam.")},
    )
    witness = forms.CharField(
        label=_("Wie van de school zag het papieren formulier?"),
        required=False,
        max_length=120,
        help_text=_("Leeg betekent: u zelf."),
    )

    def __init__(self, *args: Any, questions: Sequence[GuestQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            choices = [(Answer.YES, _("ja")), (Answer.NO, _("nee")), (Answer.LATER, _("weet het nog niet"))]
            if question.answer == Answer.YES:
                choices.append((Answer.WITHDRAWN, _("ingetrokken")))
            self.fields[f"vraag-{question.request_id}"] = forms.ChoiceField(
                label=_("Antwoord"), choices=choices, required=False, widget=forms.RadioSelect
            )

    def rows(self) -> list[tuple[GuestQuestion, forms.BoundField]]:
        """Each question with its field."""
        return [(question, self[f"vraag-{question.request_id}"]) for question in self.questions]

    def answers(self) -> dict[Any, Answer]:
        """What was chosen, by request id."""
        chosen = {row.request_id: self.cleaned_data.get(f"vraag-{row.request_id}") for row in self.questions}
        return {key: Answer(value) for key, value in chosen.items() if value}

    def clean(self) -> dict[str, object]:
        """An empty form is a mistake one should hear of."""
        data: dict[str, object] = super().clean() or {}
        if not self.errors and not self.answers():
            raise forms.ValidationError(_("Kies bij minstens één vraag het antwoord."))
        return data


class GroundForm(forms.Form):
    """Another ground than consent (C7)."""

    kind = forms.ChoiceField(
        label=_("Op welke grond?"),
        choices=GroundKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies de grond.")},
    )
    law = forms.ChoiceField(
        label=_("Welke wet?"),
        required=False,
        choices=[("", _("kies bij een wettelijke taak …")), *Law.choices],
    )
    until = forms.DateField(
        label=_("Tot en met"),
        help_text=_("Veiligheid: hoogstens vier weken. Een wettelijke taak: hoogstens een jaar."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Kies de laatste dag."), "invalid": _("Vul een datum in.")},
    )
    reason = forms.CharField(
        label=_("Waarom?"),
        max_length=2000,
        help_text=_("Dit staat bij de casus en in het bewijs. Schrijf zo min mogelijk over de leerling."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Schrijf op waarom.")},
    )


class DisputeForm(forms.Form):
    """Those who must agree do not (C10)."""

    about = forms.ChoiceField(label=_("Waarover zijn ze het oneens?"))
    reason = forms.CharField(
        label=_("Wat weet de school?"),
        max_length=2000,
        help_text=_("Kort, en zonder oordeel. Alleen de school leest dit."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Schrijf op wat de school weet.")},
    )

    def __init__(self, *args: Any, rows: Sequence[ConsentRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("alles", _("alles in deze casus")), *((row.key, row.label) for row in rows)]
        self.fields["about"].choices = choices  # type: ignore[attr-defined]


class LiftForm(forms.Form):
    """They agree after all."""

    reason = forms.CharField(
        label=_("Waaruit blijkt dat ze het eens zijn?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Schrijf op waaruit dat blijkt.")},
    )


class PupilForm(forms.Form):
    """The pupil as somebody who is asked: language and, where there is one, an address."""

    language = forms.ChoiceField(label=_("Taal"), choices=guest_languages)
    email = forms.EmailField(
        label=_("E-mailadres van de leerling"),
        required=False,
        help_text=_("Zonder e-mailadres vraagt u het zelf, met het formulier op papier."),
        error_messages={"invalid": _("Dit is geen e-mailadres.")},
    )

    @staticmethod
    def known(party: Party | None) -> dict[str, str]:
        """What the form begins with."""
        return {} if party is None else {"language": party.language, "email": str(party.email or "")}


class RulesForm(forms.Form):
    """A school's or SWV's rules of consent."""

    who = forms.ChoiceField(
        label=_("Wie moet ja zeggen?"),
        choices=[
            ("all", _("Alle ouders met gezag. Dit is het veiligst.")),
            ("one", _("Eén ouder met gezag volstaat, zolang niemand nee zegt en er geen onenigheid bekend is.")),
        ],
        widget=forms.RadioSelect,
    )
    from_twelve = forms.ChoiceField(
        label=_("Is de leerling 12 tot en met 15 jaar?"), choices=FromTwelveChoice.choices, widget=forms.RadioSelect
    )
    tell_other_guardian = forms.TypedChoiceField(
        label=_("Hoort de andere ouder dat er een antwoord kwam?"),
        choices=[("nee", _("Nee.")), ("ja", _("Ja: alleen dat er een antwoord is, niet welk en niet van wie."))],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
    )
    months = forms.TypedChoiceField(
        label=_("Hoe lang geldt een ja?"),
        choices=[("", _("tot het einde van het schooljaar")), *((str(n), _("%d maanden") % n) for n in (3, 6, 9, 12))],
        required=False,
        coerce=int,
        empty_value=None,
    )
    renew_weeks = forms.IntegerField(
        label=_("Hoeveel weken voor het einde vragen we het opnieuw?"),
        min_value=2,
        max_value=8,
        error_messages={
            "required": _("Vul een aantal weken in."),
            "min_value": _("Minstens 2 weken."),
            "max_value": _("Hoogstens 8 weken."),
            "invalid": _("Vul een getal in."),
        },
    )

    @staticmethod
    def known(row: Any) -> dict[str, object]:
        """What the form begins with."""
        return {
            "who": "one" if row.one_is_enough else "all",
            "from_twelve": row.from_twelve,
            "tell_other_guardian": "ja" if row.tell_other_guardian else "nee",
            "months": "" if row.months is None else str(row.months),
            "renew_weeks": row.renew_weeks,
        }

    def rules(self) -> ConsentRules:
        """The rules as the service wants them."""
        data = self.cleaned_data
        return ConsentRules(
            one_is_enough=data["who"] == "one",
            from_twelve=data["from_twelve"],
            tell_other_guardian=data["tell_other_guardian"],
            months=data["months"],
            renew_weeks=data["renew_weeks"],
        )


def by_key(rows: Iterable[ConsentRow]) -> dict[str, ConsentRow]:
    """The rows by what the forms call them."""
    return {row.key: row for row in rows}
