"""Somebody who must be there cannot come: how the quorum stands, who can come instead, or another date (R77)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planning.errors import DomainError
from planning.meetings import selectors, services
from planning.meetings.models import Meeting, Participant
from planning.people.access import Actor, NotAllowed, Right
from scheduler.staff.door import staff_page
from scheduler.staff.meetings.views import meeting_or_404


def _found(actor: Actor, meeting_id: UUID, participant_id: UUID) -> tuple[Meeting, Participant]:
    meeting = meeting_or_404(actor, meeting_id)
    services.require_manage(actor, meeting)
    participant = selectors.present(meeting).filter(pk=participant_id).first()
    if participant is None:
        raise Http404
    participant.meeting = meeting
    return meeting, participant


@require_safe
@staff_page(right=Right.MANAGE_MEETINGS)
def gap(request: HttpRequest, meeting_id: UUID, participant_id: UUID, *, actor: Actor) -> HttpResponse:
    """What there is to choose; changes nothing."""
    return _show(request, *_found(actor, meeting_id, participant_id))


def _show(
    request: HttpRequest, meeting: Meeting, participant: Participant, *, refusal: DomainError | None = None
) -> HttpResponse:
    now = timezone.now()
    context = {
        "meeting": meeting,
        "page": selectors.meeting_page(meeting, now=now),
        "participant": participant,
        "name": selectors.name_of(participant),
        "role": selectors.role_of(participant),
        "deputies": selectors.deputies_for(participant, now=now),
        "refusal": refusal,
    }
    return render(request, "staff/meetings/gap.html", context, status=422 if refusal else 200)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def deputy(request: HttpRequest, meeting_id: UUID, participant_id: UUID, *, actor: Actor) -> HttpResponse:
    """Ask the chosen one, through the gate."""
    meeting, participant = _found(actor, meeting_id, participant_id)
    try:
        person_id = UUID(request.POST.get("wie", ""))
    except ValueError:
        return _show(request, meeting, participant, refusal=services.NotADeputy())
    try:
        services.invite_deputy(
            actor=actor, meeting=meeting, participant_id=participant.pk, person_id=person_id, now=timezone.now()
        )
    except NotAllowed:
        raise
    except DomainError as refusal:
        return _show(request, meeting, participant, refusal=refusal)
    messages.success(request, _("De vervanger is uitgenodigd."))
    return redirect("staff:meeting", meeting_id=meeting.pk)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def another_date(request: HttpRequest, meeting_id: UUID, participant_id: UUID, *, actor: Actor) -> HttpResponse:
    """Off, and on to the moments of a new poll."""
    meeting, participant = _found(actor, meeting_id, participant_id)
    try:
        fresh = services.look_for_another_date(actor=actor, meeting=meeting, now=timezone.now())
    except NotAllowed:
        raise
    except DomainError as refusal:
        return _show(request, meeting, participant, refusal=refusal)
    messages.success(request, _("Het overleg is afgezegd. Prik nu een nieuwe datum met dezelfde mensen."))
    return redirect("staff:poll-new", meeting_id=fresh.pk)
