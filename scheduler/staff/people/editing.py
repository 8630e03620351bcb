"""Keeping people: who they are and which roles they hold."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planning.errors import DomainError
from planning.people import selectors, services
from planning.people.access import Actor, Right
from planning.people.models import Person
from scheduler.staff.door import staff_page
from scheduler.staff.people.filling import FormPage, fill_in, posted
from scheduler.staff.people.forms import EndRoleForm, PersonForm, RoleForm


def person_or_404(person_id: UUID) -> Person:
    """One person of the SWV in scope."""
    found = selectors.person(person_id)
    if found is None:
        raise Http404
    return found


def address_of(person: Person) -> str:
    """The page of a person."""
    return reverse("staff:person", args=[person.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_PEOPLE)
def person_new(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Add a person."""
    form = PersonForm(posted(request), initial={"languages": ["nl"]})
    page = FormPage(
        title=_("Nieuwe persoon"),
        lead=_("Geef daarna een rol en werktijden op de pagina van deze persoon."),
        button=_("Voeg toe"),
        back=reverse("staff:people"),
        back_label=_("Mensen"),
        done=_("Deze persoon staat erbij."),
    )
    return fill_in(
        request, page, form, lambda: services.save_person(actor=actor, now=timezone.now(), **form.cleaned_data)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_PEOPLE)
def person_edit(request: HttpRequest, person_id: UUID, *, actor: Actor) -> HttpResponse:
    """Change what is known of a person."""
    found = person_or_404(person_id)
    names = ("first_name", "last_name", "email", "phone", "organisation", "max_meetings_per_day")
    as_it_is = {name: getattr(found, name) for name in names} | {"languages": list(selectors.languages_of(found))}
    form = PersonForm(posted(request), initial=as_it_is)
    lead = _("Met een ander e-mailadres vervalt het account. Maak daarna een nieuw account.") if found.user_id else ""
    page = FormPage(
        title=found.name,
        lead=lead,
        button=_("Bewaar"),
        back=address_of(found),
        back_label=found.name,
        done=_("De wijzigingen zijn bewaard."),
    )
    return fill_in(
        request,
        page,
        form,
        lambda: services.save_person(actor=actor, person=found, now=timezone.now(), **form.cleaned_data),
    )


@require_POST
@staff_page(right=Right.MANAGE_PEOPLE)
def account(request: HttpRequest, person_id: UUID, *, actor: Actor) -> HttpResponse:
    """Make an account for a person."""
    found = person_or_404(person_id)
    try:
        services.make_account(actor=actor, person=found, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Het account is gemaakt. Er is een mail onderweg om een wachtwoord te kiezen."))
    return redirect("staff:person", person_id=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_PEOPLE)
def role_give(request: HttpRequest, person_id: UUID, *, actor: Actor) -> HttpResponse:
    """Give a role."""
    found = person_or_404(person_id)
    form = RoleForm(posted(request), initial={"valid_from": timezone.localdate()})
    page = FormPage(
        title=_("Nieuwe rol"),
        lead=_("Uit de rol volgt wat %(name)s mag zien en doen.") % {"name": found.name},
        button=_("Geef deze rol"),
        back=address_of(found),
        back_label=found.name,
        done=_("De rol staat erbij."),
    )
    return fill_in(
        request,
        page,
        form,
        lambda: services.give_role(actor=actor, person=found, now=timezone.now(), **form.cleaned_data),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_PEOPLE)
def role_end(request: HttpRequest, holding_id: UUID, *, actor: Actor) -> HttpResponse:
    """End a role on a day."""
    holding = selectors.holding(holding_id)
    if holding is None:
        raise Http404
    form = EndRoleForm(posted(request), initial={"last_day": timezone.localdate()})
    page = FormPage(
        title=_("Rol beëindigen"),
        lead=_("%(name)s is tot en met deze dag %(role)s.")
        % {"name": holding.person.name, "role": holding.get_role_display()},
        button=_("Beëindig de rol"),
        back=address_of(holding.person),
        back_label=holding.person.name,
        done=_("De rol eindigt op die dag."),
    )
    return fill_in(
        request,
        page,
        form,
        lambda: services.end_role(actor=actor, holding=holding, now=timezone.now(), **form.cleaned_data),
    )
