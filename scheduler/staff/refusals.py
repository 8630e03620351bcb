"""A refusal of a service, put where the person who filled in the form sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from planning.errors import DomainError
from planning.people.access import NotAllowed


@contextmanager
def refusals_in(form: forms.BaseForm) -> Iterator[None]:
    """What a service refuses inside stands in the form, and the view goes on to show it again.

    NotAllowed is a page of its own: no other input would help.
    """
    try:
        yield
    except NotAllowed:
        raise
    except DomainError as refusal:
        show(form, refusal)


def show(form: forms.BaseForm, refusal: DomainError) -> None:
    """Put a refusal into the form: at its fields, and above the form where those do not say it all."""
    for name, reason in refusal.fields.items():
        form.add_error(name if name in form.fields else None, str(reason))
    if str(refusal.message) not in {str(reason) for reason in refusal.fields.values()}:
        form.add_error(None, f"{refusal.message} {refusal.hint}".strip())
