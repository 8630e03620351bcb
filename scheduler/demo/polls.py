"""The date poll of the demo: half of the people have answered."""

from __future__ import annotations

import datetime as dt

from planning.meetings import selectors as meetings
from planning.meetings.models import Hold, Meeting
from planning.people.access import Actor
from planning.polls import selectors, services
from planning.polls.models import Choice, PollOption

DAY = dt.timedelta(days=1)


def busy(meeting: Meeting, start: dt.datetime) -> bool:
    """Whether somebody who must be at the meeting has another one then."""
    end = start + dt.timedelta(minutes=meeting.minutes)
    people = [row.person_id for row in meetings.present(meeting) if row.person_id is not None]
    return Hold.objects.filter(person__in=people, firm=True, start__lt=end, end__gt=start).exists()


def half_answered(*, actor: Actor, meeting: Meeting, now: dt.datetime) -> None:
    """Open a poll with what the house proposes; every second person answers: yes, if needed, and one date no.

    All say no to the same date, so that there is one that falls off and others that can still be.
    """
    proposals = selectors.propose_options(meeting, now=now + 4 * DAY, count=5).proposals
    poll = services.open_poll(
        actor=actor,
        meeting=meeting,
        options=[row.start for row in proposals],
        deadline=now + 9 * DAY,
        settles_itself=False,
        now=now,
    )
    options = list(PollOption.objects.filter(poll=poll).order_by("start"))
    turns = (Choice.YES, Choice.IF_NEEDED)
    for number, participant in enumerate(meetings.present(meeting)):
        if number % 2 == 0:
            services.answer_poll(
                poll_id=poll.pk,
                participant_id=participant.pk,
                answers={
                    option.pk: Choice.NO if place == 2 else turns[(number // 2 + place) % 2]
                    for place, option in enumerate(options)
                },
                note=None,
                now=now + (number + 1) * dt.timedelta(hours=3),
            )
