"""A field for periods: first and last day, some rows of it; works without JavaScript."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduler.design.widgets import DateInput

ROWS = 3  # empty ones beside what stands; saving gives new ones

Period = tuple[dt.date, dt.date]


class PeriodsInput(forms.Widget):
    """Pairs of date pickers; a pair whose both ends are empty is none."""

    template_name = "staff/yearplan/_periods.html"
    use_fieldset = True

    def get_context(self, name: str, value: object, attrs: dict[str, str] | None) -> dict[str, object]:
        """The rows to show: what stands or was typed, and empty ones."""
        context: dict[str, object] = super().get_context(name, value, attrs)
        typed = list(value) if isinstance(value, list | tuple) else []
        rows = [*typed, *([("", "")] * max(1, ROWS - len(typed)))]
        one = DateInput()
        context["rows"] = [
            [one.get_context(f"{name}_{end}_{at}", day, {"id": f"id_{name}_{end}_{at}"})["widget"] | {"end": end}
             for end, day in zip(("first", "last"), row, strict=True)]
            for at, row in enumerate(rows)
        ]  # fmt: skip
        return context

    def value_from_datadict(self, data: Mapping[str, str], files: object, name: str) -> list[tuple[str, str]]:
        """What was typed, as it was typed."""
        del files
        found, at = [], 0
        while f"{name}_first_{at}" in data or f"{name}_last_{at}" in data:
            row = (data.get(f"{name}_first_{at}", "").strip(), data.get(f"{name}_last_{at}", "").strip())
            if any(row):
                found.append(row)
            at += 1
        return found

    def value_omitted_from_data(self, data: Mapping[str, str], files: object, name: str) -> bool:
        """Whether the field was not in the form at all."""
        del files
        return f"{name}_first_0" not in data


class PeriodsField(forms.Field):
    """A list of (first, last); one of both left empty means a single day."""

    widget = PeriodsInput

    def to_python(self, value: Sequence[tuple[str, str]] | None) -> list[Period]:
        """Read ISO dates, as browsers send them."""
        found = []
        for first, last in value or ():
            try:
                found.append((dt.date.fromisoformat(first or last), dt.date.fromisoformat(last or first)))
            except ValueError as error:
                raise forms.ValidationError(_("Kies voor elke vrije periode een eerste en een laatste dag.")) from error
        return found
