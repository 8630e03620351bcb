"""Where people are in employment: all organisations, a new one, and changing one."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from planning.people import selectors, services
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.people.filling import FormPage, fill_in, posted
from scheduler.staff.people.forms import OrganisationForm


@require_safe
@staff_page(right=Right.MANAGE_PEOPLE)
def organisations(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """All organisations, with how many people and schools they have."""
    del actor
    return render(request, "staff/people/organisations.html", {"organisations": selectors.organisations_in_use()})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_PEOPLE)
def organisation_new(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Add an organisation."""
    form = OrganisationForm(posted(request))
    page = FormPage(
        title=_("Nieuwe organisatie"),
        lead=_("Een bestuur, gemeente, GGD of zorgaanbieder waar mensen in dienst zijn."),
        button=_("Voeg toe"),
        back=reverse("staff:organisations"),
        back_label=_("Organisaties"),
        done=_("De organisatie staat erbij."),
    )
    return fill_in(
        request,
        page,
        form,
        lambda: services.save_organisation(actor=actor, now=timezone.now(), **form.cleaned_data),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_PEOPLE)
def organisation_edit(request: HttpRequest, organisation_id: UUID, *, actor: Actor) -> HttpResponse:
    """Change the name or kind of an organisation."""
    found = selectors.organisation(organisation_id)
    if found is None:
        raise Http404
    form = OrganisationForm(posted(request), initial={"name": found.name, "kind": found.kind})
    page = FormPage(
        title=found.name,
        lead=_("Toestemming noemt de organisatie bij naam. Wordt het een andere organisatie? Maak dan een nieuwe."),
        button=_("Bewaar"),
        back=reverse("staff:organisations"),
        back_label=_("Organisaties"),
        done=_("De wijzigingen zijn bewaard."),
    )
    return fill_in(
        request,
        page,
        form,
        lambda: services.save_organisation(actor=actor, organisation=found, now=timezone.now(), **form.cleaned_data),
    )
