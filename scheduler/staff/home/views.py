"""Vandaag: what needs the person who looks: late first, then today, then this week, by pupil."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from planning.cases import selectors as cases
from planning.errors import Text
from planning.insight.rules.needs import When
from planning.insight.selectors.needs import needs_of
from planning.meetings import selectors as meetings
from planning.meetings.models import MeetingState
from planning.people.access import Actor, Right
from planning.polls import selectors as polls
from planning.yearplan import selectors as yearplan
from scheduler.staff.door import staff_page

AHEAD = dt.timedelta(days=21)
MOST = 12
PARTS: dict[When, Text] = {
    When.LATE: _("Te laat"),
    When.TODAY: _("Vandaag"),
    When.WEEK: _("Deze week"),
    When.LATER: _("Kan al, mag later"),
}


# The page that shows all of it to who looks: the first that is theirs.
OVERVIEWS: tuple[tuple[Right, str, Text], ...] = (
    (Right.SEE_CASES, "staff:board", _("Het hele beeld")),
    (Right.ANSWER_AS_EXPERT, "staff:across", _("Mijn scholen")),
    (Right.SEE_OWN_SCHOOL, "staff:own-school", _("Mijn school")),
    (Right.SEE_NUMBERS, "staff:numbers", _("Cijfers")),
)
AT_A_TABLE = ("staff:across", _("Mijn scholen"))  # who only sits where one is asked


@require_safe
@staff_page()
def today(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """What to do, meetings of the coming weeks, drafts without a date, and where the year plan stands."""
    now = timezone.now()
    needs = needs_of(actor, now=now)
    visible = meetings.visible_meetings(actor)
    coming = visible.filter(state=MeetingState.PLANNED, start__gte=now, start__lt=now + AHEAD).order_by("start")[:MOST]
    undated = visible.filter(state=MeetingState.DRAFT).order_by("created_at")[:MOST]
    about = [row.case for row in (*coming, *undated) if row.case is not None and row.case.pk not in needs.names]
    names = {**needs.names, **cases.pupil_names(actor, about, now=now)}
    before = cases.waiting_before_cases(actor)
    dates_asked = polls.count_unanswered(actor, now=now)
    mails = meetings.count_waiting(actor) if actor.may_somewhere(Right.SEE_LETTERS) else 0
    context = {
        "parts": [(part, PARTS[part], groups) for part, groups in needs.parts.items() if groups],
        "following": needs.following,
        "quiet": not (needs.count or before or dates_asked or mails),
        "before": before,
        "coming": [(row, names.get(row.case.pk, "") if row.case is not None else "") for row in coming],
        "undated": [(row, names.get(row.case.pk, "") if row.case is not None else "") for row in undated],
        "mails": mails,
        "dates_asked": dates_asked,
        "plan": yearplan.plans().first() if actor.may_somewhere(Right.SEE_PLAN) else None,
        "may_propose": actor.may_somewhere(Right.PROPOSE_AGENDA),
        "home": actor.only_school(Right.SEE_CASES),
        "overview": next((row[1:] for row in OVERVIEWS if actor.may_somewhere(row[0])), AT_A_TABLE),
        "now": now,
    }
    return render(request, "staff/home/today.html", context)
