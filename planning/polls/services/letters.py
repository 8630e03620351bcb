"""The letters of a poll: the question, more moments, the reminder, each with an own link. No word of a pupil (P1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from notifications.letters import when
from notifications.links import services as links
from notifications.links.addresses import address
from notifications.links.purposes import Purpose
from notifications.outbox import services as outbox
from notifications.sms import services as sms
from notifications.types import Letter, Plain, Recipient
from planning.meetings import selectors as meetings_of
from planning.meetings import services as meetings
from planning.meetings.models import Participant
from planning.polls.models import DatePoll

LINK_LIFE_AFTER_OPTIONS = dt.timedelta(days=30)  # P4


def ask(participant: Participant, *, poll: DatePoll, template: str, key: str, now: dt.datetime, rotate: bool) -> bool:
    """Write to one participant; False for who has no e-mail address (they are called), or no ground now (rule 4).

    An urgent poll goes by text message too, with the same link, where an SMS gateway is configured and a mobile number
    is known; who has only that, has been asked.
    """
    phone = meetings_of.phone_of(participant) if poll.urgent else ""
    recipient = _with_ground(participant, poll=poll, now=now)
    if recipient is None and not (phone and meetings_of.is_admitted(participant, meeting=poll.meeting, now=now)):
        return False
    url = _link(participant, poll=poll, rotate=rotate, now=now)
    texted = bool(phone) and _text(participant, poll=poll, phone=phone, template=template, key=key, url=url, now=now)
    if recipient is None:
        return texted
    _post(poll, recipient=recipient, template=template, key=key, context={"url": url}, now=now)
    return True


def remind(open_polls: Sequence[tuple[Participant, DatePoll]], *, key: str, now: dt.datetime) -> bool:
    """One reminder to one person for the first of these polls, with a button for each of the others.

    The links of the first letters go on working. False for who has no e-mail address, or no ground for the first.
    """
    first, poll = open_polls[0]
    recipient = _with_ground(first, poll=poll, now=now)
    if recipient is None:
        return False
    others = [
        (other, _link(seat, poll=other, rotate=False, now=now))
        for seat, other in open_polls[1:]
        if _with_ground(seat, poll=other, now=now) is not None
    ]
    context: dict[str, Plain] = {
        "url": _link(first, poll=poll, rotate=False, now=now),
        "others": {
            code: [
                {"label": f"{other.meeting.school.name}, {when.day(other.deadline, language=code)}", "url": url}
                for other, url in others
            ]
            for code in when.in_languages(when.day, poll.deadline)
        },
    }
    _post(poll, recipient=recipient, template="poll_reminder", key=key, context=context, now=now)
    return True


def _text(
    participant: Participant, *, poll: DatePoll, phone: str, template: str, key: str, url: str, now: dt.datetime
) -> bool:
    """The school and the link, nothing else (P1)."""
    language = meetings_of.language_of(participant)
    who = Recipient(
        key=str(participant.person_id or participant.party_id), name="", address=phone, languages=(language, "nl")
    )
    words: dict[str, Plain] = {"school": poll.meeting.school.name, "url": url}
    letter = Letter(tenant_id=poll.swv_id, key=f"{key}:sms", template=template, recipient=who, context=words)
    return sms.post(letter, now=now) is not None


def _with_ground(participant: Participant, *, poll: DatePoll, now: dt.datetime) -> Recipient | None:
    recipient = meetings_of.recipient_of(participant)
    if recipient is None or not meetings_of.is_admitted(participant, meeting=poll.meeting, now=now):
        return None
    return recipient


def _link(participant: Participant, *, poll: DatePoll, rotate: bool, now: dt.datetime) -> str:
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
    return address(token)


def _post(
    poll: DatePoll, *, recipient: Recipient, template: str, key: str, context: dict[str, Plain], now: dt.datetime
) -> None:
    meeting = poll.meeting
    contact = meetings.contact_of(meeting)
    # Hours count in an urgent poll: then the hour is said too.
    say = when.moment if poll.urgent else when.day
    outbox.post(
        Letter(
            tenant_id=poll.swv_id,
            key=key,
            template=template,
            recipient=recipient,
            context={
                "name": recipient.name,
                "school": meeting.school.name,
                "deadline": when.in_languages(say, poll.deadline),
                "organiser": meeting.organiser.name,
                "contact": meetings.contact_line(contact),
                **context,
            },
            sender_name=meeting.school.name,
            reply_to=contact.email,
        ),
        now=now,
    )
