"""The agenda of a SOT with the day's picture, laying it out, and what waits at a school."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.agenda import selectors, services
from planning.agenda.models import ItemState
from planning.agenda.services import Concerned, OrderChanged
from planning.followup import selectors as followup
from planning.meetings.models import Meeting
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import School
from planning.report import selectors as report
from scheduler.staff.agenda.forms import DaysForm
from scheduler.staff.door import staff_page
from scheduler.staff.people.filling import FormPage, fill_in, posted


def school_or_404(school_id: UUID) -> School:
    """A school of this SWV."""
    found = people.school(school_id)
    if found is None:
        raise Http404
    return found


def tell(request: HttpRequest, found: Concerned, *, actor: Actor) -> None:
    """Say whom a change concerns: nobody else needs to hear of it."""
    names = selectors.names_of(actor, found.items, now=timezone.now())
    if names:
        messages.info(request, _("Een andere tijd hebben nu: %(names)s.") % {"names": ", ".join(names)})


def _sot(actor: Actor, meeting_id: UUID) -> Meeting:
    found = selectors.sot_of(actor, meeting_id)
    if found is None:
        raise Http404
    return found


@require_safe
@staff_page(right=Right.SEE_PLAN)
def agenda(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Who makes it changes it here; who sits at the table reads it, each pupil by name only with a ground."""
    meeting = _sot(actor, meeting_id)
    page = selectors.agenda_page(meeting, actor=actor, now=timezone.now())
    parts = [line.item.part_id for line in page.lines if line.item.part_id is not None]
    stands = report.stands_of(parts)
    others = [line.item.pk for line in page.lines if line.item.case_id is None]
    agreed = followup.agreements_of_points(others, today=timezone.localdate())
    context = {
        "page": page,
        "meeting": meeting,
        "lines": [
            (line, stands.get(line.item.part_id or line.item.pk), agreed.get(line.item.pk, ())) for line in page.lines
        ],
        "own": report.own_minutes(actor, parts),
        "may_send_day": any(line.may_talk and line.item.state == ItemState.DISCUSSED for line in page.lines),
    }
    return render(request, "staff/agenda/agenda.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def lay_out(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """GET shows the order in which people wait least; POST takes over what was shown."""
    meeting, now = _sot(actor, meeting_id), timezone.now()
    actor.require(Right.MANAGE_MEETINGS, school_id=meeting.school_id)
    if request.method == "POST":
        try:
            order = [UUID(key) for key in request.POST.getlist("order")]
            found = services.lay_out(actor=actor, meeting=meeting, order=order, now=now)
        except (ValueError, OrderChanged):
            messages.error(request, f"{OrderChanged.message} {OrderChanged.hint}")
            return redirect("staff:agenda-lay-out", meeting_id=meeting.pk)
        messages.success(request, _("De agenda is ingedeeld."))
        tell(request, found, actor=actor)
        return redirect("staff:agenda", meeting_id=meeting.pk)
    preview = selectors.preview(meeting, actor=actor, now=now)
    return render(request, "staff/agenda/lay_out.html", {"preview": preview, "page": preview, "meeting": meeting})


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def tell_times(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Write to who does not know the own time, or knows another one."""
    meeting = _sot(actor, meeting_id)
    called = request.POST.get("called") == "on"
    told = services.tell_times(actor=actor, meeting=meeting, called=called, now=timezone.now())
    letters = sum(row.has_address for row in told)
    if letters:
        messages.success(
            request, ngettext("%(n)s brief is onderweg.", "%(n)s brieven zijn onderweg.", letters) % {"n": letters}
        )
    elif called:
        messages.success(request, _("Genoteerd: u heeft gebeld."))
    return redirect("staff:agenda", meeting_id=meeting.pk)


@require_safe
@staff_page(right=Right.PROPOSE_AGENDA)
def backlog(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """What waits for a SOT, school by school."""
    schools = selectors.backlog(actor, now=timezone.now())
    return render(request, "staff/agenda/backlog.html", {"schools": schools})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def days(request: HttpRequest, school_id: UUID, *, actor: Actor) -> HttpResponse:
    """By when is handed in at this school."""
    school = school_or_404(school_id)
    actor.require(Right.MANAGE_MEETINGS, school_id=school.pk)
    return _days(
        request,
        actor,
        school,
        title=_("Inleveren voor een SOT op %(school)s") % {"school": school},
        back="agenda-backlog",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_PEOPLE)
def days_of_swv(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """By when is handed in at schools that have no rule of their own."""
    return _days(request, actor, None, title=_("Inleveren voor een SOT"), back="deadlines")


def _days(request: HttpRequest, actor: Actor, school: School | None, *, title: str, back: str) -> HttpResponse:
    form = DaysForm(posted(request), initial={"days": selectors.days_before(school)})
    page = FormPage(
        title=title,
        lead=_(
            "Wie een punt heeft, levert zo veel dagen voor het overleg de vraag in. Later mag ook; dan staat het erbij."
        )
        if school is not None
        else _("Dit geldt voor scholen die zelf niets hebben gekozen."),
        button=_("Bewaar"),
        back=reverse(f"staff:{back}"),
        back_label=_("Terug"),
        done=_("Bewaard."),
    )
    return fill_in(
        request,
        page,
        form,
        lambda: services.save_days(actor=actor, school=school, now=timezone.now(), **form.cleaned_data),
    )
