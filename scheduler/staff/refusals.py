"""A refusal of a service, put where the person who filled in the form sees it."""

from __future__ import annotations

from django import forms

from planning.errors import DomainError


def show(form: forms.BaseForm, refusal: DomainError) -> None:
    """Put a refusal into the form: at its field when it has one, else above the form."""
    for name, reason in refusal.fields.items():
        form.add_error(name if name in form.fields else None, str(reason))
    if not refusal.fields:
        form.add_error(None, f"{refusal.message} {refusal.hint}".strip())
