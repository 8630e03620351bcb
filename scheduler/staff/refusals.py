"""A refusal of a service, put where the person who filled in the form sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.utils.translation import gettext_lazy

from planning.cases.naming import NamesThePupil
from planning.errors import DomainError
from planning.people.access import NotAllowed

KEEP = "kept_words"


class MayNameNobody(forms.Form):
    """A form with free text that people without a ground may come to read (C8, R55).

    When its words give the pupil away it comes back with them and one more question: whether they are a false alarm.
    """

    kept_words = forms.BooleanField(
        label=gettext_lazy("Deze woorden gaan niet over de leerling of de ouders. Laat ze staan."),
        help_text=gettext_lazy("We bewaren dat u dit heeft gekozen, niet de woorden zelf."),
        required=False,
        widget=forms.HiddenInput,
    )

    def ask_to_keep(self) -> None:
        """Show the question under the form."""
        self.fields[KEEP].widget = forms.CheckboxInput()
        self.fields[KEEP].widget.is_required = False


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
    if isinstance(refusal, NamesThePupil) and isinstance(form, MayNameNobody):
        form.ask_to_keep()
    for name, reason in refusal.fields.items():
        form.add_error(name if name in form.fields else None, str(reason))
    if str(refusal.message) not in {str(reason) for reason in refusal.fields.values()}:
        form.add_error(None, f"{refusal.message} {refusal.hint}".strip())
