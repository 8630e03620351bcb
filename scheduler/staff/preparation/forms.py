"""The questions on one page: the seven of "Eenieder bedenkt" (R104), and a parent's on the telephone (R100)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.preparation import rules
from planning.preparation.wording import QUESTIONS


class QuestionsForm(forms.Form):
    """Nothing must be filled in; what was said before stands there."""

    professional = True

    def __init__(self, data: Any, *, known: Mapping[str, str]) -> None:
        super().__init__(data)
        for name in rules.questions(professional=self.professional):
            self.fields[name] = forms.CharField(
                label=QUESTIONS[name],  # type: ignore[arg-type]  # a lazy text
                required=False,
                initial=known.get(name, ""),
                max_length=rules.LONGEST,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"max_length": _("Dat is te lang. Kunt u het korter maken?")},
            )

    def words(self) -> dict[str, str]:
        """What was said, by question."""
        return {name: self.cleaned_data[name] for name in rules.questions(professional=self.professional)}


class TelephoneForm(QuestionsForm):
    """What a parent says on the telephone: the questions of the own page, and whether it was read back."""

    professional = False

    def __init__(self, data: Any, *, known: Mapping[str, str]) -> None:
        super().__init__(data, known=known)
        self.fields["points"].help_text = _("Hoogstens drie, elk op een eigen regel.")
        self.fields["read_back"] = forms.BooleanField(
            label=_("Ik heb het voorgelezen, en het klopt"),
            required=False,
            help_text=_("Lees aan het eind voor wat u heeft opgeschreven."),
        )

    def words(self) -> dict[str, str]:
        """With three points at most, as on the parent's own page."""
        said = super().words()
        return {**said, "points": rules.one_list(said["points"].splitlines())}
