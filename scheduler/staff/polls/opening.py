"""Asking: choosing the moments of a poll, with who can and who cannot, and offering more of them later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from planning.meetings import services as meetings
from planning.meetings.models import Meeting
from planning.people.access import Actor, Right
from planning.polls import rules, selectors, services
from planning.polls.models import PollState
from scheduler.staff.door import staff_page
from scheduler.staff.meetings.views import meeting_or_404
from scheduler.staff.polls.forms import (
    MoreForm,
    OwnMomentForm,
    PollForm,
    UrgentForm,
    own_moments,
    ticked,
)
from scheduler.staff.polls.views import poll_or_404
from scheduler.staff.refusals import refusals_in

PROPOSE = 8
TICK = 5
URGENT, FROM = "spoed", "vanaf"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def poll_new(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Options that the professionals can make and that suit parents; the IB ticks, adds own ones, asks everybody.

    With `?spoed=1` the poll counts in hours and looks from the next hour on (R85); with `?vanaf=` from that day on.
    """
    meeting = meeting_or_404(actor, meeting_id)
    meetings.require_manage(actor, meeting)
    now = timezone.now()
    urgent = URGENT in request.GET
    found = selectors.propose_options(
        meeting, now=now, count=PROPOSE, urgent=urgent, not_before=_day(request.GET.get(FROM, ""), now=now)
    )
    decisions = [(key, title) for key, title, _groups in selectors.decisions_of(meeting)]
    if request.method == "POST":
        form = UrgentForm(request.POST, decisions=decisions) if urgent else PollForm(request.POST, decisions=decisions)
        return _open(request, actor, meeting, found, form=form, urgent=urgent, now=now)
    chosen = [row.start for row in found.proposals[:TICK]]
    if urgent:
        return _page(request, meeting, found, chosen=chosen, form=UrgentForm(decisions=decisions), urgent=True, now=now)
    days = selectors.date_rule(meeting).answer_days
    deadline = (
        rules.proposed_deadline(now=now, first_option=chosen[0], days=days) if chosen else now + dt.timedelta(days=days)
    )
    form = PollForm(initial={"deadline": timezone.localdate(deadline)}, decisions=decisions)
    return _page(request, meeting, found, chosen=chosen, form=form, urgent=False, now=now)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def more(request: HttpRequest, poll_id: UUID, *, actor: Actor) -> HttpResponse:
    """Other moments beside those that were asked, or only more time; given answers stand."""
    poll = poll_or_404(actor, poll_id)
    meetings.require_manage(actor, poll.meeting)
    now = timezone.now()
    asked = list(poll.options.values_list("start", "end"))
    found = selectors.propose_options(poll.meeting, now=now, count=PROPOSE, urgent=poll.urgent, avoid=asked)
    fresh = found.proposals
    if request.method == "POST":
        form, own = MoreForm(request.POST), own_moments(request.POST)
        chosen = ticked(request.POST.getlist("moment"))
        if _valid(form, own):
            added = [start for row in own if (start := row.start()) is not None]
            with refusals_in(form):
                services.ask_more(
                    actor=actor, poll_id=poll.pk, options=[*chosen, *added], deadline=form.moment(), now=now
                )
                messages.success(request, _("De nieuwe momenten zijn gevraagd."))
                return redirect("staff:poll", poll_id=poll.pk)
    else:
        first = fresh[0].start if fresh else now + dt.timedelta(days=7)
        form = MoreForm(initial={"deadline": timezone.localdate(rules.proposed_deadline(now=now, first_option=first))})
        own, chosen = own_moments(None), []
    context = {
        "poll": poll,
        "meeting": poll.meeting,
        "proposals": _rows(fresh, chosen),
        "parents_known": found.parents_known,
        "form": form,
        "own": own,
        "open": poll.state == PollState.OPEN,
    }
    return render(request, "staff/polls/more.html", context, status=_status(form, own))


def _open(
    request: HttpRequest,
    actor: Actor,
    meeting: Meeting,
    found: selectors.Options,
    *,
    form: PollForm | UrgentForm,
    urgent: bool,
    now: dt.datetime,
) -> HttpResponse:
    own = own_moments(request.POST)
    chosen = ticked(request.POST.getlist("moment"))
    if _valid(form, own):
        added = [start for row in own if (start := row.start()) is not None]
        with refusals_in(form):
            poll = services.open_poll(
                actor=actor,
                meeting=meeting,
                options=[*chosen, *added],
                deadline=form.moment(now=now),
                settles_itself=form.cleaned_data["settles_itself"],
                decision=form.cleaned_data["decision"],
                urgent=urgent,
                now=now,
            )
            messages.success(request, _("Iedereen heeft een eigen link gekregen."))
            return redirect("staff:poll", poll_id=poll.pk)
    return _page(request, meeting, found, chosen=chosen, form=form, own=own, urgent=urgent, now=now)


def _page(
    request: HttpRequest,
    meeting: Meeting,
    found: selectors.Options,
    *,
    chosen: Sequence[dt.datetime],
    form: PollForm | UrgentForm,
    urgent: bool,
    now: dt.datetime,
    own: Sequence[OwnMomentForm] | None = None,
) -> HttpResponse:
    rows = own if own is not None else own_moments(None)
    # A moment that somebody chose and that is not proposed (any more) stays on the page, with who can: nothing is lost.
    known = {row.start for row in found.proposals}
    mine = [start for row in rows if row.is_bound and row.is_valid() and (start := row.start()) is not None]
    others = selectors.look_at_options(meeting, sorted({*chosen, *mine} - known), now=now)
    context = {
        "meeting": meeting,
        "proposals": _rows([*found.proposals, *others], [*chosen, *mine]),
        "changes": found.changes,
        "parents_known": found.parents_known,
        "form": form,
        "own": rows,
        "urgent": urgent,
        "silent": selectors.silent_calendars(meeting, now=now),
    }
    return render(request, "staff/polls/new.html", context, status=_status(form, rows))


def _rows(proposals: Sequence[selectors.Proposal], chosen: Sequence[dt.datetime]) -> list[dict[str, object]]:
    return [
        {"row": row, "value": row.start.isoformat(), "ticked": row.start in chosen}
        for row in sorted(proposals, key=lambda row: row.start)
    ]


def _day(asked: str, *, now: dt.datetime) -> dt.date | None:
    """The day to look from, within a year; None for anything else."""
    try:
        day = dt.date.fromisoformat(asked)
    except ValueError:
        return None
    return day if day <= timezone.localdate(now) + dt.timedelta(days=366) else None


def _status(form: PollForm | UrgentForm | MoreForm, own: Sequence[OwnMomentForm]) -> int:
    return 422 if form.errors or any(row.is_bound and row.errors for row in own) else 200


def _valid(form: PollForm | UrgentForm | MoreForm, own: Sequence[OwnMomentForm]) -> bool:
    """Whether everything is filled in well; every form is looked at, so that all faults show at once."""
    return [bound.is_valid() for bound in (form, *own)] == [True] * (len(own) + 1)
