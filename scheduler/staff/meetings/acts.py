"""What staff do to a meeting: fix, move, call off, take somebody off, answer for somebody, send again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planning.errors import DomainError
from planning.meetings import selectors, services
from planning.meetings.models import Meeting, Participant, WhyMoved
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.meetings.forms import MomentForm, MoveForm, StaffReplyForm
from scheduler.staff.meetings.views import meeting_or_404, show_meeting
from scheduler.staff.refusals import refusals_in


def _participant(meeting: Meeting, participant_id: UUID) -> Participant:
    found = selectors.present(meeting).select_related("meeting").filter(pk=participant_id).first()
    if found is None:
        raise Http404
    return found


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def fix(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """A date without a poll: agreed by phone, or on call (R85)."""
    meeting = meeting_or_404(actor, meeting_id)
    services.require_manage(actor, meeting)
    form = MomentForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.fix_date(meeting=meeting, start=form.start(), by=actor.by, now=timezone.now())
            messages.success(request, _("De datum staat vast. Iedereen krijgt een uitnodiging."))
            return redirect("staff:meeting", meeting_id=meeting.pk)
    return show_meeting(request, actor, meeting, moment_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def move(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Another time; everybody hears of it."""
    meeting = meeting_or_404(actor, meeting_id)
    services.require_manage(actor, meeting)
    form = MoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            why = WhyMoved(form.cleaned_data["why"])
            services.move_meeting(actor=actor, meeting=meeting, start=form.start(), why=why, now=timezone.now())
            messages.success(request, _("Het overleg is verzet. Iedereen krijgt bericht."))
            return redirect("staff:meeting", meeting_id=meeting.pk)
    context = {"page": selectors.meeting_page(meeting, now=timezone.now()), "meeting": meeting, "form": form}
    return render(request, "staff/meetings/move.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def cancel(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """GET asks whether one is sure; POST calls the meeting off."""
    meeting = meeting_or_404(actor, meeting_id)
    services.require_manage(actor, meeting)
    if request.method == "POST":
        services.cancel_meeting(actor=actor, meeting=meeting, now=timezone.now())
        messages.success(request, _("Het overleg is afgezegd. Wie was uitgenodigd, krijgt bericht."))
        return redirect("staff:meeting", meeting_id=meeting.pk)
    context = {"page": selectors.meeting_page(meeting, now=timezone.now()), "meeting": meeting}
    return render(request, "staff/meetings/cancel.html", context)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def remove(request: HttpRequest, meeting_id: UUID, participant_id: UUID, *, actor: Actor) -> HttpResponse:
    """Take somebody off the list."""
    meeting = meeting_or_404(actor, meeting_id)
    services.remove_participant(actor=actor, participant=_participant(meeting, participant_id), now=timezone.now())
    messages.success(request, _("Deze persoon staat niet meer op de lijst."))
    return redirect("staff:meeting", meeting_id=meeting.pk)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def reply(request: HttpRequest, meeting_id: UUID, participant_id: UUID, *, actor: Actor) -> HttpResponse:
    """Enter what somebody said on the phone."""
    meeting = meeting_or_404(actor, meeting_id)
    form = StaffReplyForm(request.POST)
    if form.is_valid():
        participant = _participant(meeting, participant_id)
        services.enter_reply(
            actor=actor, participant=participant, partstat=form.cleaned_data["partstat"], now=timezone.now()
        )
        messages.success(request, _("Het antwoord is bewaard."))
    else:
        messages.error(request, _("Kies een antwoord."))
    return redirect("staff:meeting", meeting_id=meeting.pk)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def send_again(request: HttpRequest, meeting_id: UUID, participant_id: UUID, *, actor: Actor) -> HttpResponse:
    """The invitation once more, with a new link."""
    meeting = meeting_or_404(actor, meeting_id)
    try:
        services.send_again(actor=actor, participant=_participant(meeting, participant_id), now=timezone.now())
    except DomainError as refusal:
        messages.error(request, f"{refusal.message} {refusal.hint}")
    else:
        messages.success(request, _("De uitnodiging is opnieuw verstuurd."))
    return redirect("staff:meeting", meeting_id=meeting.pk)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def held(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """It took place: on to what was agreed."""
    meeting = services.mark_held(actor=actor, meeting=meeting_or_404(actor, meeting_id), now=timezone.now())
    if meeting.case_id is None:
        messages.success(request, _("Genoteerd: het overleg is doorgegaan."))
        return redirect("staff:meeting", meeting_id=meeting.pk)
    messages.success(request, _("Genoteerd: het overleg is doorgegaan. Leg nu vast wat is afgesproken."))
    return redirect("staff:after-meeting", meeting_id=meeting.pk)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def not_held(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """It did not take place: the page offers to plan it anew."""
    meeting = services.mark_not_held(actor=actor, meeting=meeting_or_404(actor, meeting_id), now=timezone.now())
    messages.success(request, _("Genoteerd: het overleg is niet doorgegaan."))
    return redirect("staff:meeting", meeting_id=meeting.pk)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def plan_anew(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """The same people once more."""
    meeting = services.plan_anew(actor=actor, meeting=meeting_or_404(actor, meeting_id), now=timezone.now())
    messages.success(request, _("Het nieuwe overleg staat klaar met dezelfde mensen. Prik nu een datum."))
    return redirect("staff:meeting", meeting_id=meeting.pk)
