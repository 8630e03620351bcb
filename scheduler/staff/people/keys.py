"""Keys of machines: make one, see it once, take it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from planning.errors import DomainError
from planning.people import keys as services
from planning.people import selectors
from planning.people.access import RIGHT_NAMES, Actor, Right
from scheduler.staff.door import staff_page


class KeyForm(forms.Form):
    """A name, and what the machine may do."""

    name = forms.CharField(
        label=gettext_lazy("Naam"),
        max_length=80,
        help_text=gettext_lazy("Bijvoorbeeld: koppeling leerlingadministratie."),
        error_messages={"required": gettext_lazy("Geef de sleutel een naam.")},
    )
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("Wat mag deze sleutel?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Kies een of meer rechten.")},
        help_text=gettext_lazy("Rechten op casussen geeft alleen de beheerder van de server, op verzoek van scholen."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = services.grantable_by(actor)
        self.fields["rights"].choices = [  # type: ignore[attr-defined]
            (right.value, RIGHT_NAMES[right]) for right in Right if right in allowed
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_KEYS)
def keys(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The list; POST makes a key and shows its secret, this once."""
    form = KeyForm(request.POST if request.method == "POST" else None, actor=actor)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _key, secret = services.create_api_key(actor=actor, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            form = KeyForm(actor=actor)
    context = {"form": form, "keys": selectors.api_keys(), "secret": secret}
    return render(request, "staff/people/keys.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(right=Right.MANAGE_KEYS)
def revoke(request: HttpRequest, key_id: UUID, *, actor: Actor) -> HttpResponse:
    """Kill a key at once."""
    if not services.revoke_api_key(actor=actor, key_id=key_id, now=timezone.now()):
        raise Http404
    messages.success(request, _("De sleutel werkt niet meer."))
    return redirect("staff:keys")
