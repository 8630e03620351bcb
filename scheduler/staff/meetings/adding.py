"""Somebody is asked later: the gate first, then the question about the date or the invitation."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from planning.meetings import selectors, services
from planning.meetings.models import Meeting
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.meetings.forms import AddForm
from scheduler.staff.meetings.views import meeting_or_404
from scheduler.staff.refusals import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def add(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Everybody who can still be asked; who has no ground stands there with the way to ask for it."""
    meeting = meeting_or_404(actor, meeting_id)
    services.require_manage(actor, meeting)
    choices = _left(meeting)
    form = AddForm(request.POST if request.method == "POST" else None, choices=choices)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.add_participant(actor=actor, meeting=meeting, seat=form.seat(), now=timezone.now())
            messages.success(request, _("Deze persoon is gevraagd."))
            return redirect("staff:meeting", meeting_id=meeting.pk)
    context = {
        "meeting": meeting,
        "form": form,
        "choices": [row for row in choices if not row.blocked],
        "blocked": [row for row in choices if row.blocked],
    }
    return render(request, "staff/meetings/add.html", context, status=422 if form.errors else 200)


def _left(meeting: Meeting) -> list[selectors.SeatChoice]:
    """Who belongs to the case and does not sit at this meeting."""
    if meeting.case is None:
        return []
    rows = selectors.present(meeting)
    seated = {f"person:{row.person_id}" if row.person_id else f"party:{row.party_id}" for row in rows}
    found = selectors.seat_choices(meeting.case, kind=meeting.kind, now=timezone.now())
    return [row for row in found if row.key not in seated]
