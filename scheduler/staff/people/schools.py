"""Schools: all of them, one with its contact list and its year, and keeping both."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.meetings import selectors as meetings
from planning.people import selectors, services
from planning.people.access import Actor, NotAllowed, Right
from planning.people.models import FreeDay, FreeDayKind, School
from scheduler.design.dates import stretch
from scheduler.staff.door import staff_page
from scheduler.staff.people.filling import FormPage, fill_in, posted
from scheduler.staff.people.forms import FreeDayForm, SchoolForm


def _school_or_404(school_id: UUID) -> School:
    found = selectors.school(school_id)
    if found is None:
        raise Http404
    return found


def _school_year(day: dt.date) -> tuple[dt.date, dt.date]:
    year = day.year if day.month >= 8 else day.year - 1
    return dt.date(year, 8, 1), dt.date(year + 1, 7, 31)


@require_safe
@staff_page(right=Right.SEE_PEOPLE)
def schools(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """All schools."""
    context = {"schools": selectors.schools(), "may_manage": actor.may(Right.MANAGE_PEOPLE)}
    return render(request, "staff/people/schools.html", context)


@require_safe
@staff_page(right=Right.SEE_PEOPLE)
def school(request: HttpRequest, school_id: UUID, *, actor: Actor) -> HttpResponse:
    """One school: its contact list (R27) and the closed days of this school year (U8)."""
    found = _school_or_404(school_id)
    today = timezone.localdate()
    first, last = _school_year(today)
    calendar = selectors.school_calendar(found, first=first, last=last)
    context = {
        "school": found,
        "directory": selectors.directory(found, on=today),
        "stretches": _stretches(dict(calendar.closed)),
        "own_days": selectors.free_days_of(found, first=first, last=last + dt.timedelta(days=366)),
        "warnings": calendar.warnings,
        "year": f"{first.year}–{last.year}",
        "may_manage": actor.may(Right.MANAGE_PEOPLE),
        "may_keep_days": actor.may(Right.KEEP_SCHOOL_DAYS, school_id=found.pk),
    }
    return render(request, "staff/people/school.html", context)


def _stretches(closed: dict[dt.date, str]) -> list[tuple[dt.date, dt.date, str]]:
    """Closed weekdays with the same name after each other as one row."""
    rows: list[tuple[dt.date, dt.date, str]] = []
    for day, reason in sorted(closed.items()):
        if rows and rows[-1][2] == reason and (day - rows[-1][1]).days <= 3:
            rows[-1] = (rows[-1][0], day, reason)
        else:
            rows.append((day, day, reason))
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_PEOPLE)
def school_new(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Add a school."""
    form = SchoolForm(posted(request))
    page = FormPage(
        title=_("Nieuwe school"),
        button=_("Voeg toe"),
        back=reverse("staff:schools"),
        back_label=_("Scholen"),
        done=_("De school staat erbij."),
    )
    return fill_in(
        request, page, form, lambda: services.save_school(actor=actor, now=timezone.now(), **form.cleaned_data)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_PEOPLE)
def school_edit(request: HttpRequest, school_id: UUID, *, actor: Actor) -> HttpResponse:
    """Change what is known of a school."""
    found = _school_or_404(school_id)
    form = SchoolForm(posted(request), initial={name: getattr(found, name) for name in SchoolForm.base_fields})
    page = FormPage(
        title=found.name,
        button=_("Bewaar"),
        back=reverse("staff:school", args=[found.pk]),
        back_label=found.name,
        done=_("De wijzigingen zijn bewaard."),
    )
    return fill_in(
        request,
        page,
        form,
        lambda: services.save_school(actor=actor, school=found, now=timezone.now(), **form.cleaned_data),
    )


@require_POST
@staff_page(right=Right.KEEP_SCHOOL_DAYS)
def name_staff(request: HttpRequest, school_id: UUID, *, actor: Actor) -> HttpResponse:
    """Let invitations of the school's own staff say which colleagues come, or no longer."""
    found = services.name_staff(
        actor=actor, school=_school_or_404(school_id), on=request.POST.get("aan") == "1", now=timezone.now()
    )
    if found.staff_names:
        messages.success(request, _("Collega's van deze school zien voortaan welke collega's er komen."))
    else:
        messages.success(request, _("In uitnodigingen staat niet meer wie er nog meer komt."))
    return redirect("staff:school", school_id=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.KEEP_SCHOOL_DAYS)
def free_day_new(request: HttpRequest, school_id: UUID, *, actor: Actor) -> HttpResponse:
    """Let the school differ from its region on some days."""
    found = _school_or_404(school_id)
    if not actor.may(Right.KEEP_SCHOOL_DAYS, school_id=found.pk):
        raise NotAllowed
    form = FreeDayForm(posted(request))
    page = FormPage(
        title=_("Eigen dagen van %(school)s") % {"school": found.name},
        lead=_("De planning kiest deze dagen niet. Overleggen die al vaststaan, veranderen niet."),
        button=_("Voeg toe"),
        back=reverse("staff:school", args=[found.pk]),
        back_label=found.name,
        done=_("De dagen staan in de kalender van de school."),
    )

    def add() -> None:
        day = services.add_free_day(actor=actor, school=found, now=timezone.now(), **form.cleaned_data)
        _warn_of_meetings(request, day)

    return fill_in(request, page, form, add)


def _warn_of_meetings(request: HttpRequest, day: FreeDay) -> None:
    """A meeting that stands on a day which closed does not move by itself: say which."""
    if day.kind == FreeDayKind.OPEN:
        return
    for meeting in meetings.planned_on(day.school, first=day.first, last=day.last):
        assert meeting.start is not None  # noqa: S101  # planned on a day
        text = _("Op %(when)s staat %(kind)s %(reference)s gepland. Verzet dit overleg of zeg het af.")
        values = {
            "when": stretch(meeting.start, meeting.end),
            "kind": meeting.get_kind_display(),
            "reference": meeting.reference,
        }
        messages.warning(request, text % values)


@require_POST
@staff_page(right=Right.KEEP_SCHOOL_DAYS)
def free_day_remove(request: HttpRequest, free_day_id: UUID, *, actor: Actor) -> HttpResponse:
    """Follow the region's calendar again."""
    found = selectors.free_day(free_day_id)
    if found is None:
        raise Http404
    services.remove_free_day(actor=actor, free_day=found, now=timezone.now())
    messages.success(request, _("De dagen zijn uit de kalender van de school."))
    return redirect("staff:school", school_id=found.school_id)
