"""One step of the preparation: one, two or three questions, nothing of which must be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from planning.preparation import rules
from planning.preparation.wording import HINTS, QUESTIONS

TOO_LONG = _("Dat is te lang. Kunt u het korter maken?")
POINTS = tuple(f"point_{number}" for number in range(1, rules.MOST_POINTS + 1))


class StepForm(forms.Form):
    """The questions of one step, with what was said before."""

    def __init__(self, data: Any, *, names: Iterable[str], known: Mapping[str, str]) -> None:
        self.names = tuple(names)
        super().__init__(data)
        for name in self.names:
            if name == "points":
                self._points(rules.listed(known.get(name, "")))
                continue
            self.fields[name] = forms.CharField(
                label=QUESTIONS[name],  # type: ignore[arg-type]  # a lazy text
                help_text=HINTS.get(name, ""),  # type: ignore[arg-type]  # a lazy text
                required=False,
                initial=known.get(name, ""),
                max_length=rules.LONGEST,
                widget=forms.Textarea(attrs={"dir": "auto", "rows": 4}),
                error_messages={"max_length": TOO_LONG},
            )

    def _points(self, known: tuple[str, ...]) -> None:
        """Three short lines for what must be said."""
        for number, name in enumerate(POINTS):
            self.fields[name] = forms.CharField(
                label=format_lazy("{} ({})", QUESTIONS["points"], number + 1),
                help_text=HINTS["points"] if number == 0 else "",  # type: ignore[arg-type]  # a lazy text
                required=False,
                initial=known[number] if number < len(known) else "",
                max_length=300,
                widget=forms.TextInput(attrs={"dir": "auto"}),
                error_messages={"max_length": TOO_LONG},
            )

    def words(self) -> dict[str, str]:
        """What was said in this step, by question."""
        data = self.cleaned_data
        said = {name: data[name] for name in self.names if name != "points"}
        if "points" in self.names:
            said["points"] = rules.one_list(data[name] for name in POINTS)
        return said
