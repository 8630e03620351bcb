"""The letters of a poll: the question and the reminder, each with an own link. Nothing about the pupil (P1)."""

from __future__ import annotations

import datetime as dt

from notifications.letters import when
from notifications.links import services as links
from notifications.links.addresses import address
from notifications.links.purposes import Purpose
from notifications.outbox import services as outbox
from notifications.types import Letter
from planning.meetings import selectors as meetings_of
from planning.meetings import services as meetings
from planning.meetings.models import Participant
from planning.polls.models import DatePoll

LINK_LIFE_AFTER_OPTIONS = dt.timedelta(days=30)  # P4


def ask(participant: Participant, *, poll: DatePoll, template: str, key: str, now: dt.datetime, rotate: bool) -> bool:
    """Write to one participant; False for who has no e-mail address (they are called), or no ground now (rule 4)."""
    recipient = meetings_of.recipient_of(participant)
    meeting = poll.meeting
    if recipient is None or not meetings_of.is_admitted(participant, meeting=meeting, now=now):
        return False
    last = max((option.end for option in poll.options.all()), default=poll.deadline)
    token = links.issue(
        tenant_id=poll.swv_id,
        purpose=Purpose.POLL,
        person_key=str(participant.pk),
        object_key=str(poll.pk),
        expires_at=max(last, now) + LINK_LIFE_AFTER_OPTIONS,
        now=now,
        rotate=rotate,
    )
    contact = meetings.contact_of(meeting)
    outbox.post(
        Letter(
            tenant_id=poll.swv_id,
            key=key,
            template=template,
            recipient=recipient,
            context={
                "name": recipient.name,
                "url": address(token),
                "school": meeting.school.name,
                "deadline": when.in_languages(when.day, poll.deadline),
                "organiser": meeting.organiser.name,
                "contact": meetings.contact_line(contact),
            },
            sender_name=meeting.school.name,
            reply_to=contact.email,
        ),
        now=now,
    )
    return True
