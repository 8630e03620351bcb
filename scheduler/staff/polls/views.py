"""Date polls for staff: options with who can and who cannot, the live matrix, and fixing the date."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.errors import DomainError
from planning.meetings import services as meetings
from planning.people.access import Actor, NotAllowed, Right
from planning.polls import selectors, services
from planning.polls.models import Choice, DatePoll
from planning.polls.services import NoteData
from planning.privacy import selectors as privacy
from scheduler.staff.door import staff_page
from scheduler.staff.meetings.views import may_manage
from scheduler.staff.polls.history import happened


def poll_or_404(actor: Actor, poll_id: UUID) -> DatePoll:
    """A poll that this person may see. Raises Http404."""
    poll = selectors.visible_poll(actor, poll_id)
    if poll is None:
        raise Http404
    return poll


@require_safe
@staff_page(right=Right.SEE_MEETINGS)
def poll_page(request: HttpRequest, poll_id: UUID, *, actor: Actor) -> HttpResponse:
    """The matrix of participants and options; with `?gezien=` only how it stands, for the page that is open."""
    poll = poll_or_404(actor, poll_id)
    if "gezien" not in request.GET:
        return _show(request, actor, poll)
    seen = request.GET["gezien"]
    context = {
        "page": selectors.poll_page(poll, now=timezone.now()),
        "poll": poll,
        "seen": int(seen) if seen.isdecimal() and len(seen) < 6 else None,
    }
    return render(request, "staff/polls/_stand.html", context)


def _show(request: HttpRequest, actor: Actor, poll: DatePoll, *, error: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    page = selectors.poll_page(poll, now=now)
    manages = may_manage(actor, poll.meeting)
    context = {
        "page": page,
        "poll": poll,
        "meeting": poll.meeting,
        "may_manage": manages,
        "choices": Choice.choices,
        "ways_on": selectors.ways_on(page) if manages else None,
        "reached": _reach(poll, now=now) if manages else {},
        "happened": happened(poll, page) if manages else [],
        "error": error,
    }
    return render(request, "staff/polls/poll.html", context, status=status)


def _refused(request: HttpRequest, actor: Actor, poll_id: UUID, refusal: DomainError) -> HttpResponse:
    """The page as it stands now, with why it could not be."""
    return _show(request, actor, poll_or_404(actor, poll_id), error=str(refusal.said), status=refusal.status)


def _reach(poll: DatePoll, *, now: dt.datetime) -> dict[UUID, dict[str, object]]:
    opened = privacy.opened(object_id=poll.pk)
    return {
        key: {"letter": one, "opened": opened.get(str(key))} for key, one in selectors.reached(poll, now=now).items()
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def settle(request: HttpRequest, poll_id: UUID, option_id: UUID, *, actor: Actor) -> HttpResponse:
    """Fix the date; who was too late hears why. GET asks whether one is sure, when not everybody can (R77)."""
    poll = poll_or_404(actor, poll_id)
    meetings.require_manage(actor, poll.meeting)
    page = selectors.poll_page(poll, now=timezone.now())
    column = next((one for one in page.columns if one.option.pk == option_id), None)
    if column is None:
        raise Http404
    if request.method != "POST":
        context = {"poll": poll, "meeting": poll.meeting, "column": column, "page": page}
        return render(request, "staff/polls/settle.html", context)
    try:
        meeting = services.choose_date(
            actor=actor, poll_id=poll.pk, option_id=option_id, knowingly="toch" in request.POST, now=timezone.now()
        )
    except services.SomebodyCannot:
        return redirect("staff:poll-settle", poll_id=poll.pk, option_id=option_id)
    except DomainError as refusal:
        return _refused(request, actor, poll_id, refusal)
    messages.success(request, _("De datum staat vast. Iedereen krijgt een uitnodiging."))
    return redirect("staff:meeting", meeting_id=meeting.pk)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def aim(request: HttpRequest, poll_id: UUID, *, actor: Actor) -> HttpResponse:
    """What the meeting is to decide: the poll counts with who must be there for it (R77)."""
    poll = poll_or_404(actor, poll_id)
    try:
        services.aim_poll(
            actor=actor, poll_id=poll.pk, decision=request.POST.get("besluit", "")[:40], now=timezone.now()
        )
    except NotAllowed:
        raise
    except DomainError as refusal:
        return _refused(request, actor, poll_id, refusal)
    messages.success(request, _("De datumprikker rekent nu met dit besluit."))
    return redirect("staff:poll", poll_id=poll.pk)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def revoke(request: HttpRequest, poll_id: UUID, participant_id: UUID, *, actor: Actor) -> HttpResponse:
    """The links of one person die; what was answered stands."""
    poll = poll_or_404(actor, poll_id)
    try:
        services.revoke_link(actor=actor, poll_id=poll.pk, participant_id=participant_id, now=timezone.now())
    except services.NotAsked as refusal:
        raise Http404 from refusal
    except services.PollIsClosed as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("De link werkt niet meer. Stuur een nieuwe als dat nodig is."))
    return redirect("staff:poll", poll_id=poll.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def answer_for(request: HttpRequest, poll_id: UUID, participant_id: UUID, *, actor: Actor) -> HttpResponse:
    """Fill in what somebody said on the phone; marked "namens"."""
    poll = poll_or_404(actor, poll_id)
    meetings.require_manage(actor, poll.meeting)
    own = selectors.guest_poll(poll_id=poll.pk, participant_id=participant_id, now=timezone.now())
    if own is None:
        raise Http404
    answers = {option.id: request.POST.get(f"optie-{option.id}", "") for option in own.options if not option.closed}
    missing: set[str] = set()
    error = ""
    if request.method == "POST":
        try:
            services.answer_poll(
                poll_id=poll.pk,
                participant_id=participant_id,
                answers={key: choice for key, choice in answers.items() if choice},
                note=NoteData(remark=request.POST.get("opmerking", "")[:1000]) if "opmerking" in request.POST else None,
                now=timezone.now(),
                entered_by=actor,
            )
        except DomainError as refusal:
            missing, error = set(refusal.fields), str(refusal.message)
        else:
            messages.success(request, _("Het antwoord is bewaard, met de aantekening dat u het invulde."))
            return redirect("staff:poll", poll_id=poll.pk)
    options = [
        {
            "option": option,
            "choice": answers.get(option.id, "") if request.method == "POST" else option.choice,
            "wrong": str(option.id) in missing,
        }
        for option in own.options
        if not option.closed
    ]
    context = {"poll": poll, "own": own, "options": options, "choices": Choice.choices, "error": error}
    return render(request, "staff/polls/answer_for.html", context, status=422 if error else 200)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def send_again(request: HttpRequest, poll_id: UUID, participant_id: UUID, *, actor: Actor) -> HttpResponse:
    """The question once more, with a new link."""
    poll = poll_or_404(actor, poll_id)
    try:
        services.send_again(actor=actor, poll_id=poll.pk, participant_id=participant_id, now=timezone.now())
    except services.NotAsked as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        messages.error(request, f"{refusal.message} {refusal.hint}")
    else:
        messages.success(request, _("De vraag is opnieuw verstuurd, met een nieuwe link."))
    return redirect("staff:poll", poll_id=poll.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def stop(request: HttpRequest, poll_id: UUID, *, actor: Actor) -> HttpResponse:
    """GET asks whether one is sure; POST stops asking."""
    poll = poll_or_404(actor, poll_id)
    meetings.require_manage(actor, poll.meeting)
    if request.method == "POST":
        services.cancel_poll(actor=actor, poll_id=poll.pk, now=timezone.now())
        messages.success(request, _("De datumprikker is gestopt."))
        return redirect("staff:meeting", meeting_id=poll.meeting_id)
    return render(request, "staff/polls/stop.html", {"poll": poll, "meeting": poll.meeting})
