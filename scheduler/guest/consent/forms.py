"""One choice per question, nothing chosen beforehand (C1, C4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Answer
from planning.cases.selectors import GuestQuestion

CHOICES = [
    (Answer.YES.value, _("Ja, dat mag")),
    (Answer.NO.value, _("Nee")),
    (Answer.LATER.value, _("Ik weet het nog niet")),
]
WITHDRAW = (Answer.WITHDRAWN.value, _("Ik trek mijn toestemming in"))


class _OwnTime(forms.ChoiceField):
    """A choice that may wait: left open it is no mistake, and the page does not call it needless either."""

    def validate(self, value: Any) -> None:
        """Only a choice that is none is wrong."""
        if value not in self.empty_values:
            super().validate(value)


class ConsentForm(forms.Form):
    """A question each, and the giver's name."""

    typed_name = forms.CharField(
        label=_("Uw naam"),
        required=False,
        max_length=120,
        help_text=_("Zegt u ja? Vul dan uw naam in. Zo weten we dat u het bent."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )

    def __init__(self, *args: Any, questions: Sequence[GuestQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            given = question.answer == Answer.YES
            self.fields[self.name_of(question)] = _OwnTime(
                label=_("Uw antwoord"),
                choices=[*CHOICES, WITHDRAW] if given else CHOICES,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("Kies een van de antwoorden.")},
            )

    @staticmethod
    def name_of(question: GuestQuestion) -> str:
        """The field of a question."""
        return f"vraag-{question.request_id}"

    @staticmethod
    def seen_name(question: GuestQuestion) -> str:
        """The hidden field that brings back which words were on the screen."""
        return f"tekst-{question.request_id}"

    def seen(self, question: GuestQuestion) -> str:
        """The digest that came back with the answer; "" for a page that was tampered with."""
        return str(self.data.get(self.seen_name(question), ""))

    def rows(self) -> list[tuple[GuestQuestion, forms.BoundField]]:
        """Each question with its field."""
        return [(question, self[self.name_of(question)]) for question in self.questions]

    def answers(self) -> list[tuple[GuestQuestion, Answer]]:
        """What was chosen: a question that was answered before may stay as it is."""
        chosen = [(question, self.cleaned_data.get(self.name_of(question))) for question in self.questions]
        return [
            (question, Answer(value))
            for question, value in chosen
            if value and (value != question.answer or question.renewing)
        ]

    def clean(self) -> dict[str, object]:
        """A yes needs a name (C4); sending nothing new is a mistake one should hear of.

        A question that is left open stays open: one may answer one today and another tomorrow.
        """
        data: dict[str, object] = super().clean() or {}
        if self.errors:
            return data
        chosen = self.answers()
        if not chosen:
            raise forms.ValidationError(_("U heeft nog niets nieuws gekozen."))
        if any(answer == Answer.YES for _question, answer in chosen) and not str(data.get("typed_name", "")).strip():
            self.add_error("typed_name", _("Vul uw naam in. Zo weten we dat u het bent."))
        return data
