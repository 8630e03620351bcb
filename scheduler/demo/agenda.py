"""The agenda of the next SOT of the demo's first school: pupils, a subject, a proposal, and one point that waits."""

from __future__ import annotations

import datetime as dt

from planning.agenda import selectors, services
from planning.agenda.models import AgendaItem, ItemKind
from planning.agenda.rules.states import WAITS
from planning.cases.models import Case, CaseState
from planning.meetings.models import Meeting
from planning.people.access import Actor, actor_of_person
from planning.people.roles import Role
from scheduler.demo.cases import DAY, Story

MOST_PUPILS = 3


def fill(*, now: dt.datetime) -> int:
    """Make it; gives how many points there are of which nobody spoke yet."""
    story = Story(now=now)
    sots = selectors.coming_sots(story.school, now=now)
    sot = sots[0] if sots else None
    rows = Case.objects.filter(school=story.school, state=CaseState.OPEN, step__in=[2, 3]).select_related("school")
    rows = rows.exclude(agenda_items__state__in=WAITS)
    ago = now - 6 * DAY
    for number, case in enumerate(rows.order_by("-step", "created_at")[:MOST_PUPILS]):
        item = services.propose_item(
            actor=story.actor, school=story.school, kind=ItemKind.PUPIL, case=case, meeting=sot, now=ago
        )
        services.add_guest(actor=story.actor, item=item, person=story.teacher, role=Role.TEACHER, now=ago)
        if number == 0:
            _hand_in(story.actor, item, now=now - 5 * DAY)
    _other(story.actor, story, "Hoe houden we de gang rustig na de pauze?", kind=ItemKind.GROUP, sot=sot, now=ago)
    gw = actor_of_person(story.gw, today=story.today)
    _other(gw, story, "Wat er uit de toetsen van dit najaar kwam", kind=ItemKind.OTHER, sot=sot, now=now - 2 * DAY)
    _other(story.actor, story, "Vervoer naar de gymzaal", kind=ItemKind.OTHER, sot=None, now=now - 9 * DAY)
    if sot is not None:
        services.tell_times(actor=story.actor, meeting=sot, now=now - DAY)
    return AgendaItem.objects.filter(state__in=WAITS).count()


def _hand_in(actor: Actor, item: AgendaItem, *, now: dt.datetime) -> None:
    services.hand_in(
        actor=actor,
        item=item,
        help_question="Wat helpt om zelfstandig aan een taak te beginnen?",
        tried="Een vaste plek, een dagplanning en korte opdrachten. De vaste plek hielp het meest.",
        minutes=25,
        now=now,
    )


def _other(actor: Actor, story: Story, title: str, *, kind: str, sot: Meeting | None, now: dt.datetime) -> None:
    services.propose_item(actor=actor, school=story.school, kind=kind, title=title, minutes=15, meeting=sot, now=now)
