"""What a guest reads when something cannot be done: said when it is shown, so in the page's language and in Dutch."""

from __future__ import annotations

from django import forms

from planning.errors import Text


def refuse(form: forms.Form, reason: Text, *, field: str | None = None) -> None:
    """Put a refusal on a form, or on one of its fields."""
    form.add_error(field, reason)  # type: ignore[arg-type]  # a lazy text stays lazy
