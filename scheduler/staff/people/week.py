"""When somebody is there: working hours, absences, who stands in. For oneself, or for who manages people."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planning.people import selectors, services
from planning.people.access import Actor, NotAllowed, Right
from planning.people.models import Person
from scheduler.staff.door import staff_page
from scheduler.staff.people.editing import address_of, person_or_404
from scheduler.staff.people.filling import FormPage, fill_in, posted
from scheduler.staff.people.forms import AbsenceForm, DeputyForm, WeekForm


def _may_keep(actor: Actor, person_id: UUID) -> Person:
    found = person_or_404(person_id)
    if not services.may_keep_week(actor, found):
        raise NotAllowed
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SEE_PEOPLE)
def hours(request: HttpRequest, person_id: UUID, *, actor: Actor) -> HttpResponse:
    """Say the whole working week anew."""
    found = _may_keep(actor, person_id)
    today = timezone.localdate()
    week = selectors.availability([found.pk], first=today, last=today)[found.pk].hours
    form = WeekForm(posted(request), week=week)
    page = FormPage(
        title=_("Werktijden van %(name)s") % {"name": found.name},
        lead=_("De planning kiest alleen tijden waarop iemand werkt. Laat een dag leeg als er niet wordt gewerkt."),
        button=_("Bewaar de week"),
        back=address_of(found),
        back_label=found.name,
        done=_("De werktijden zijn bewaard."),
        template="staff/people/hours.html",
    )
    return fill_in(
        request,
        page,
        form,
        lambda: services.set_working_hours(actor=actor, person=found, hours=form.hours(), now=timezone.now()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SEE_PEOPLE)
def absence_new(request: HttpRequest, person_id: UUID, *, actor: Actor) -> HttpResponse:
    """Say when somebody cannot come."""
    found = _may_keep(actor, person_id)
    form = AbsenceForm(posted(request))
    page = FormPage(
        title=_("Niet beschikbaar"),
        lead=_("Wanneer kan %(name)s niet? De reden hoeft niemand te weten.") % {"name": found.name},
        button=_("Bewaar"),
        back=address_of(found),
        back_label=found.name,
        done=_("De afwezigheid staat erbij."),
    )
    return fill_in(
        request,
        page,
        form,
        lambda: services.add_absence(actor=actor, person=found, now=timezone.now(), **form.stretch()),
    )


@require_POST
@staff_page(right=Right.SEE_PEOPLE)
def absence_remove(request: HttpRequest, absence_id: UUID, *, actor: Actor) -> HttpResponse:
    """Take an absence back."""
    found = selectors.absence(absence_id)
    if found is None:
        raise Http404
    services.remove_absence(actor=actor, absence=found, now=timezone.now())
    messages.success(request, _("De afwezigheid is weg."))
    return redirect("staff:person", person_id=found.person_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SEE_PEOPLE)
def deputy_new(request: HttpRequest, person_id: UUID, *, actor: Actor) -> HttpResponse:
    """Say who stands in."""
    found = _may_keep(actor, person_id)
    today: dt.date = timezone.localdate()
    form = DeputyForm(posted(request), initial={"valid_from": today})
    page = FormPage(
        title=_("Vervanger"),
        lead=_("Wie vervangt %(name)s, en van wanneer tot wanneer?") % {"name": found.name},
        button=_("Bewaar"),
        back=address_of(found),
        back_label=found.name,
        done=_("De vervanger staat erbij."),
    )
    return fill_in(
        request,
        page,
        form,
        lambda: services.set_deputy(actor=actor, person=found, now=timezone.now(), **form.cleaned_data),
    )


@require_POST
@staff_page(right=Right.SEE_PEOPLE)
def deputy_remove(request: HttpRequest, deputy_id: UUID, *, actor: Actor) -> HttpResponse:
    """Nobody stands in any more."""
    row = selectors.deputy(deputy_id)
    if row is None:
        raise Http404
    services.remove_deputy(actor=actor, row=row, now=timezone.now())
    messages.success(request, _("De vervanging is weg."))
    return redirect("staff:person", person_id=row.person_id)
