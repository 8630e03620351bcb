"""Vandaag: what waits for the person who looks, in the order of what cannot wait."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from planning.cases import selectors as cases
from planning.followup import selectors as followup
from planning.followup.rules import Standing
from planning.meetings import selectors as meetings
from planning.meetings.models import MeetingState
from planning.people.access import Actor, Right
from planning.polls import selectors as polls
from planning.yearplan import selectors as yearplan
from scheduler.staff.door import staff_page

AHEAD = dt.timedelta(days=21)
MOST = 12


@require_safe
@staff_page()
def today(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Tasks, meetings of the coming weeks, drafts without a date, late agreements, and where the year plan stands."""
    now = timezone.now()
    visible = meetings.visible_meetings(actor).select_related("school", "case")
    agreements = (
        followup.agreements_for(actor, today=timezone.localdate(now)) if actor.may_somewhere(Right.SEE_CASES) else []
    )
    context = {
        "before": cases.waiting_before_cases(actor),
        "tasks": cases.open_tasks(actor)[:MOST],
        "coming": visible.filter(state=MeetingState.PLANNED, start__gte=now, start__lt=now + AHEAD).order_by("start")[
            :MOST
        ],
        "undated": visible.filter(state=MeetingState.DRAFT).order_by("created_at")[:MOST],
        "to_confirm": meetings.to_confirm(actor, now=now),
        "late": [row for row in agreements if row.standing in {Standing.LATE, Standing.STUCK}][:MOST],
        "turns": yearplan.my_turn(actor) if actor.may_somewhere(Right.SEE_PLAN) else [],
        "mails": meetings.count_waiting(actor) if actor.may_somewhere(Right.SEE_LETTERS) else 0,
        "dates_asked": polls.count_unanswered(actor, now=now),
        "plan": yearplan.plans().first() if actor.may_somewhere(Right.SEE_PLAN) else None,
        "may_propose": actor.may_somewhere(Right.PROPOSE_AGENDA),
        "now": now,
    }
    return render(request, "staff/home/today.html", context)
