"""Addresses of other systems: add one, see its secret once, try it, see what it was told, take it away."""

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

from integrations.webhooks import selectors
from planning.errors import DomainError
from planning.people import webhooks as services
from planning.people.access import Actor, Right
from planning.polls import telling
from scheduler.staff.door import staff_page

EVENTS = {
    telling.OPENED: gettext_lazy("een datumprikker is geopend"),
    telling.ANSWERED: gettext_lazy("iemand heeft geantwoord"),
    telling.SETTLED: gettext_lazy("een datum is gekozen"),
}


class HookForm(forms.Form):
    """An address, and what it wants to hear."""

    url = forms.CharField(
        label=gettext_lazy("Adres"),
        max_length=300,
        widget=forms.URLInput,
        help_text=gettext_lazy("Begint met https://"),
        error_messages={"required": gettext_lazy("Vul het adres in.")},
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Waarvan krijgt dit adres een melding?"),
        choices=list(EVENTS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Kies een of meer meldingen.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_KEYS)
def hooks(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The list with the newest deliveries; POST adds an address and shows its secret, this once."""
    form = HookForm(request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _hook, secret = services.add_hook(actor=actor, known=EVENTS, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            for field, reason in refusal.fields.items():
                form.add_error(field, str(reason))
            if not refusal.fields:
                form.add_error(None, str(refusal.message))
        else:
            form = HookForm()
    context: dict[str, Any] = {
        "form": form,
        "secret": secret,
        "hooks": [(row, [EVENTS.get(name, name) for name in row.events]) for row in selectors.hooks()],
        "deliveries": [(row, EVENTS.get(row.event, _("proef"))) for row in selectors.recent()],
        "now": timezone.now(),
    }
    return render(request, "staff/people/webhooks.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(right=Right.MANAGE_KEYS)
def end(request: HttpRequest, hook_id: UUID, *, actor: Actor) -> HttpResponse:
    """Take an address away."""
    if not services.end_hook(actor=actor, hook_id=hook_id, now=timezone.now()):
        raise Http404
    messages.success(request, _("Dit adres krijgt geen meldingen meer."))
    return redirect("staff:hooks")


@require_POST
@staff_page(right=Right.MANAGE_KEYS)
def test(request: HttpRequest, hook_id: UUID, *, actor: Actor) -> HttpResponse:
    """Send a try-out."""
    if not services.test_hook(actor=actor, hook_id=hook_id, now=timezone.now()):
        raise Http404
    messages.success(request, _("De proefmelding gaat zo weg. Ververs deze pagina om te zien wat het adres antwoordt."))
    return redirect("staff:hooks")


@require_POST
@staff_page(right=Right.MANAGE_KEYS)
def again(request: HttpRequest, delivery_id: UUID, *, actor: Actor) -> HttpResponse:
    """Try a failed delivery once more."""
    if not services.tell_again(actor=actor, delivery_id=delivery_id, now=timezone.now()):
        raise Http404
    messages.success(request, _("De melding wordt opnieuw geprobeerd."))
    return redirect("staff:hooks")
