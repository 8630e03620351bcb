"""Where a meeting is: another room, other words, a video link, or a link for Teams made at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planning.calendars.services.online import makes_links
from planning.errors import DomainError
from planning.meetings import selectors, services
from planning.meetings.models import Meeting
from planning.people.access import Actor, NotAllowed, Right
from planning.rooms.models import Room
from planning.rooms.selectors import rooms_of
from scheduler.staff.door import staff_page
from scheduler.staff.meetings.forms import PlaceForm
from scheduler.staff.meetings.views import meeting_or_404
from scheduler.staff.refusals import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def change(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Another place; who is invited hears of it, and nobody has to answer again."""
    meeting = meeting_or_404(actor, meeting_id)
    services.require_manage(actor, meeting)
    rooms = rooms_of(meeting.school_id)
    form = PlaceForm(request.POST if request.method == "POST" else None, rooms=rooms, initial=_now(meeting, rooms))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.change_place(
                actor=actor,
                meeting=meeting,
                kept_words=form.cleaned_data["kept_words"],
                now=timezone.now(),
                **form.place(),
            )
            messages.success(request, _("De plaats is bewaard."))
            return redirect("staff:meeting", meeting_id=meeting.pk)
    context = {
        "page": selectors.meeting_page(meeting, now=timezone.now()),
        "meeting": meeting,
        "form": form,
        "teams": makes_links(),
    }
    return render(request, "staff/meetings/place.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def teams(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Let Microsoft 365 make a link on the name of the organiser."""
    meeting = meeting_or_404(actor, meeting_id)
    try:
        services.make_video_link(actor=actor, meeting=meeting, now=timezone.now())
    except NotAllowed:
        raise
    except DomainError as refusal:
        messages.error(request, f"{refusal.message} {refusal.hint}".strip())
        return redirect("staff:meeting-place", meeting_id=meeting.pk)
    messages.success(request, _("De link voor Teams staat bij het overleg."))
    return redirect("staff:meeting", meeting_id=meeting.pk)


def _now(meeting: Meeting, rooms: list[Room]) -> dict[str, str]:
    chosen = next((str(room.pk) for room in rooms if room.pk == meeting.room_id), "")
    return {"room": chosen, "location": "" if chosen else meeting.location, "video": meeting.video}
