"""Date polls for staff: options with who can and who cannot, the live matrix, and fixing the date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.errors import DomainError
from planning.meetings import services as meetings
from planning.meetings.models import Meeting
from planning.people.access import Actor, Right
from planning.polls import rules, selectors, services
from planning.polls.models import Choice, DatePoll
from planning.polls.services import NoteData
from scheduler.staff.door import staff_page
from scheduler.staff.meetings.views import may_manage, meeting_or_404
from scheduler.staff.polls.forms import OwnMomentForm, PollForm, own_moments, ticked
from scheduler.staff.refusals import refusals_in

PROPOSE = 8
TICK = 5


def _poll(actor: Actor, poll_id: UUID) -> DatePoll:
    poll = selectors.visible_poll(actor, poll_id)
    if poll is None:
        raise Http404
    return poll


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def poll_new(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Options that the professionals can make; the IB ticks, adds own ones, and asks everybody."""
    meeting = meeting_or_404(actor, meeting_id)
    meetings.require_manage(actor, meeting)
    now = timezone.now()
    proposals = selectors.propose_options(meeting, now=now, count=PROPOSE)
    if request.method == "POST":
        return _open(request, actor, meeting, proposals, now=now)
    chosen = [row.start for row in proposals[:TICK]]
    deadline = rules.proposed_deadline(now=now, first_option=chosen[0]) if chosen else now + dt.timedelta(days=5)
    form = PollForm(initial={"deadline": timezone.localdate(deadline)})
    return _new_page(request, meeting, proposals, chosen=chosen, form=form)


def _open(
    request: HttpRequest,
    actor: Actor,
    meeting: Meeting,
    proposals: list[selectors.Proposal],
    *,
    now: dt.datetime,
) -> HttpResponse:
    form, own = PollForm(request.POST), own_moments(request.POST)
    chosen = ticked(request.POST.getlist("moment"))
    valid = [bound.is_valid() for bound in (form, *own)]
    if all(valid):
        added = [start for row in own if (start := row.start()) is not None]
        with refusals_in(form):
            poll = services.open_poll(
                actor=actor,
                meeting=meeting,
                options=[*chosen, *added],
                deadline=form.moment(),
                settles_itself=form.cleaned_data["settles_itself"],
                now=now,
            )
            messages.success(request, _("Iedereen heeft een eigen link gekregen."))
            return redirect("staff:poll", poll_id=poll.pk)
    # A ticked moment that is not proposed any more stays on the page: nothing that was chosen is lost.
    known = {row.start for row in proposals}
    more = selectors.look_at_options(meeting, sorted(set(chosen) - known))
    return _new_page(request, meeting, [*proposals, *more], chosen=chosen, form=form, own=own)


def _new_page(
    request: HttpRequest,
    meeting: Meeting,
    proposals: list[selectors.Proposal],
    *,
    chosen: list[dt.datetime],
    form: PollForm,
    own: Sequence[OwnMomentForm] | None = None,
) -> HttpResponse:
    rows = own if own is not None else own_moments(None)
    context = {
        "meeting": meeting,
        "proposals": [
            {"row": row, "value": row.start.isoformat(), "ticked": row.start in chosen}
            for row in sorted(proposals, key=lambda row: row.start)
        ],
        "form": form,
        "own": rows,
    }
    wrong = bool(form.errors) or any(row.is_bound and row.errors for row in rows)
    return render(request, "staff/polls/new.html", context, status=422 if wrong else 200)


@require_safe
@staff_page(right=Right.SEE_MEETINGS)
def poll_page(request: HttpRequest, poll_id: UUID, *, actor: Actor) -> HttpResponse:
    """The matrix of participants and options."""
    return _show(request, actor, _poll(actor, poll_id))


def _show(request: HttpRequest, actor: Actor, poll: DatePoll, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "page": selectors.poll_page(poll),
        "poll": poll,
        "meeting": poll.meeting,
        "may_manage": may_manage(actor, poll.meeting),
        "choices": Choice.choices,
        "error": error,
    }
    return render(request, "staff/polls/poll.html", context, status=status)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def settle(request: HttpRequest, poll_id: UUID, option_id: UUID, *, actor: Actor) -> HttpResponse:
    """Fix the date; who was too late hears why."""
    poll = _poll(actor, poll_id)
    try:
        meeting = services.choose_date(actor=actor, poll_id=poll.pk, option_id=option_id, now=timezone.now())
    except DomainError as refusal:
        return _show(
            request, actor, _poll(actor, poll_id), error=f"{refusal.message} {refusal.hint}", status=refusal.status
        )
    messages.success(request, _("De datum staat vast. Iedereen krijgt een uitnodiging."))
    return redirect("staff:meeting", meeting_id=meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def answer_for(request: HttpRequest, poll_id: UUID, participant_id: UUID, *, actor: Actor) -> HttpResponse:
    """Fill in what somebody said on the phone; marked "namens"."""
    poll = _poll(actor, poll_id)
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
    poll = _poll(actor, poll_id)
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
    poll = _poll(actor, poll_id)
    meetings.require_manage(actor, poll.meeting)
    if request.method == "POST":
        services.cancel_poll(actor=actor, poll_id=poll.pk, now=timezone.now())
        messages.success(request, _("De datumprikker is gestopt."))
        return redirect("staff:meeting", meeting_id=poll.meeting_id)
    return render(request, "staff/polls/stop.html", {"poll": poll, "meeting": poll.meeting})
