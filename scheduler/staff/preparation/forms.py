"""The seven questions "Eenieder bedenkt", all on one page (R104)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.preparation import rules
from planning.preparation.wording import QUESTIONS


class SevenForm(forms.Form):
    """Nothing must be filled in; what was said before stands there."""

    def __init__(self, data: Any, *, known: Mapping[str, str]) -> None:
        super().__init__(data)
        for name in rules.questions(professional=True):
            self.fields[name] = forms.CharField(
                label=QUESTIONS[name],  # type: ignore[arg-type]  # a lazy text
                required=False,
                initial=known.get(name, ""),
                max_length=rules.LONGEST,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"max_length": _("Dat is te lang. Kunt u het korter maken?")},
            )
