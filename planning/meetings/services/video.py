"""A link for Teams for one meeting, on the name of its organiser."""

from __future__ import annotations

import datetime as dt

from planning.calendars.services.online import make_link
from planning.meetings import rules
from planning.meetings.models import Meeting
from planning.meetings.services.dates import require_manage
from planning.meetings.services.errors import NotNow
from planning.meetings.services.places import change_place
from planning.people.access import Actor


def make_video_link(*, actor: Actor, meeting: Meeting, now: dt.datetime) -> Meeting:
    """Make the link at Microsoft 365 and tell it to who is invited. Twice gives the same link and no second letter.

    The network is asked before the transaction. What Microsoft gets is neutral (P2). Raises NoLink in plain words,
    NotNow, NotAllowed and what `change_place` raises.
    """
    require_manage(actor, meeting)
    if not rules.may_cancel(state=meeting.state, start=meeting.start, now=now):
        raise NotNow
    link = make_link(
        mailbox=meeting.organiser.email,
        key=f"aan-tafel-{meeting.pk}",
        title=rules.title(school=meeting.school.name, reference=meeting.reference),
        start=meeting.start,
        end=meeting.end,
    )
    return change_place(
        actor=actor,
        meeting=meeting,
        location=meeting.location,
        room=meeting.room,
        video=link,
        kept_words=True,  # the place stood there already
        now=now,
    )
