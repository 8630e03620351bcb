"""A doubtful answer by mail is asked about: a letter to the person's own known address, with the own link.

The answer is then a choice and a click on that page (a POST); the mail itself never becomes one. Never to a mail that a
machine sent (RFC 3834), never twice a day, and the letter says of itself that it is automatic.
"""

from __future__ import annotations

import datetime as dt

from integrations.imip.declining import decline_counter
from integrations.types import Mailbox
from notifications.letters import when
from notifications.types import CalendarPart, Plain
from planning.cases.services import is_frozen
from planning.meetings import rules
from planning.meetings.models import InvitedBy, KeptMail, KeptState, KeptWhy, Meeting, Participant
from planning.meetings.selectors.people import is_admitted, recipient_of
from planning.meetings.services import letters

ASKED_ABOUT = frozenset({KeptWhy.DOUBTFUL, KeptWhy.OTHER_SENDER})


def ask(row: KeptMail, *, automatic: bool, now: dt.datetime) -> bool:
    """Ask the person whether the answer is theirs; False when that cannot or may not be, and somebody must look.

    Not for what our mail server calls forged: who forges mail must not be able to have us write to people.
    """
    participant, meeting = row.participant, row.meeting
    if automatic or row.why not in ASKED_ABOUT or participant is None or meeting is None:
        return False
    if not rules.may_answer(state=meeting.state, start=meeting.start, now=now) or is_frozen(meeting.case_id):
        return False
    earlier = KeptMail.objects.filter(participant=participant, asked_at__isnull=False).exclude(pk=row.pk)
    if meeting.revised_at is not None:
        earlier = earlier.filter(asked_at__gte=meeting.revised_at)
    moments = [moment for moment in earlier.values_list("asked_at", flat=True) if moment is not None]
    if not rules.may_ask_to_confirm(moments, now=now):
        return False
    day = now.astimezone(rules.AMSTERDAM).date()
    key = f"reply_confirm:{participant.pk}:{meeting.sequence}:{day}"
    if not _post(participant, meeting=meeting, template="reply_confirm", key=key, calendar=None, now=now):
        return False
    row.state, row.asked_at = KeptState.ASKED, now
    row.save(update_fields=["state", "asked_at"])
    return True


def say_that_the_time_stays(row: KeptMail, *, now: dt.datetime) -> bool:
    """Answer a proposal of another time with no: a letter, with a DECLINECOUNTER for who has the meeting by mail.

    False for who has no address or no ground any more, and for a proposal that is not proven to be theirs.
    """
    participant, meeting = row.participant, row.meeting
    if participant is None or meeting is None or meeting.start is None or row.trust in {"forged", "other"}:
        return False
    recipient = recipient_of(participant)
    part = None
    if recipient is not None and participant.invited_by != InvitedBy.CALENDAR:
        content = decline_counter(
            letters.event_of(meeting, sequence=meeting.sequence + participant.sequence_ahead),
            organiser=letters.organiser_mailbox(meeting),
            attendee=Mailbox(name=recipient.name, address=recipient.address),
            now=now,
        )
        part = CalendarPart(method="DECLINECOUNTER", content=content)
    return _post(
        participant, meeting=meeting, template="time_stays", key=f"time_stays:{row.pk}", calendar=part, now=now
    )


def _post(
    participant: Participant,
    *,
    meeting: Meeting,
    template: str,
    key: str,
    calendar: CalendarPart | None,
    now: dt.datetime,
) -> bool:
    recipient = recipient_of(participant)
    if recipient is None or meeting.start is None or not is_admitted(participant, meeting=meeting, now=now):
        return False
    context: dict[str, Plain] = {
        "name": recipient.name,
        "url": letters.own_link(participant, meeting=meeting, rotate=False, now=now),
        "school": meeting.school.name,
        "when": when.in_languages(when.stretch, meeting.start, rules.end_of(meeting.start, meeting.minutes)),
        "contact": letters.contact_line(letters.contact_of(meeting)),
    }
    letters.hand_over(
        meeting, recipient=recipient, template=template, key=key, context=context, calendar=calendar, now=now
    )
    return True
