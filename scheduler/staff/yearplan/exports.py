"""The plan as files: calendar, workbook, wall poster, and the dates of one person or school on paper (U7)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from planning.people.access import Actor, Right
from planning.people.roles import short_name
from planning.yearplan import rules, selectors
from planning.yearplan.models import PlannedMeeting
from planning.yearplan.selectors import SeriesRow
from scheduler.staff.door import staff_page
from scheduler.staff.yearplan import paper
from scheduler.staff.yearplan.found import id_in, plan_or_404, row_or_404
from scheduler.staff.yearplan.workbook import year_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
ICS = "text/calendar; charset=utf-8"


@require_safe
@staff_page(right=Right.SEE_PLAN)
def own_calendar(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """One's own published dates as a calendar file."""
    del request
    plan = plan_or_404(plan_id)
    content = selectors.calendar_of(plan, person_id=actor.person_id, now=timezone.now())
    if content is None:
        raise Http404
    return _file(content, name=f"jaarplanning {plan}", kind=ICS, ending="ics")


@require_safe
@staff_page(right=Right.SEE_PLAN)
def workbook(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """All dates one may see as a workbook; `?persoon=` and `?school=` narrow it."""
    plan = plan_or_404(plan_id)
    person, school = id_in(request, "persoon"), id_in(request, "school")
    rows = [
        row
        for row in selectors.overview(plan, actor=actor).rows
        if selectors.wanted(row, person_id=person, school_id=school)
    ]
    return _file(year_workbook(rows), name=f"jaarplanning {plan}", kind=XLSX, ending="xlsx")


@require_safe
@staff_page(right=Right.SEE_PLAN)
def poster(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """The year on one page for the wall, A3; the same filters as the page."""
    plan = plan_or_404(plan_id)
    page = selectors.year_page(
        plan, actor=actor, person_id=id_in(request, "persoon"), sector=request.GET.get("sector", "")
    )
    content = paper.poster(page, made=timezone.localtime())
    return _file(content, name=f"jaarposter {plan}", kind=PDF, ending="pdf")


@require_safe
@staff_page(right=Right.SEE_PLAN)
def person_paper(request: HttpRequest, plan_id: UUID, person_id: UUID, *, actor: Actor) -> HttpResponse:
    """The dates of one person, to print."""
    del request
    plan = plan_or_404(plan_id)
    page = selectors.person_page(plan, person_id=person_id, actor=actor)
    if page is None:
        raise Http404
    rows = [
        paper.Date(
            start=each.at,
            end=each.at + dt.timedelta(minutes=each.series.minutes),
            what=each.series.title,
            where=", ".join(part for part in (each.series.school.street, each.series.school.town) if part),
            who="" if each.required else _("komt als het kan"),
        )
        for each in page.appointments
    ]
    under = _("%(role)s. Overleggen in het schooljaar %(year)s.") % {"role": page.role, "year": plan}
    content = paper.date_list(plan, title=page.person.name, under=under, rows=rows, made=timezone.localtime())
    return _file(content, name=f"{page.person.name} {plan}", kind=PDF, ending="pdf")


@require_safe
@staff_page(right=Right.SEE_PLAN)
def school_paper(request: HttpRequest, plan_id: UUID, series_id: UUID, *, actor: Actor) -> HttpResponse:
    """The dates of one series of a school, to print."""
    del request
    plan = plan_or_404(plan_id)
    row = row_or_404(plan_id, series_id, actor=actor)
    rows = [_line(row, planned) for planned in row.planned if planned.start is not None]
    under = _("Overleggen in het schooljaar %(year)s.") % {"year": plan}
    content = paper.date_list(plan, title=row.series.title, under=under, rows=rows, made=timezone.localtime())
    return _file(content, name=f"{row.series.title} {plan}", kind=PDF, ending="pdf")


def _line(row: SeriesRow, planned: PlannedMeeting) -> paper.Date:
    assert planned.start is not None  # noqa: S101  # the caller leaves the others out
    start = rules.to_local(planned.start)
    return paper.Date(
        start=start,
        end=start + dt.timedelta(minutes=row.series.minutes),
        what=_("Overleg %(n)s") % {"n": planned.number},
        where="",
        who=", ".join(f"{member.person.name} ({short_name(member.role)})" for member in row.members),
    )


def _file(content: bytes, *, name: str, kind: str, ending: str) -> HttpResponse:
    """A file to keep. Its name has plain letters only, whatever a school or person is called."""
    disposition = f'attachment; filename="{slugify(name) or "jaarplanning"}.{ending}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
