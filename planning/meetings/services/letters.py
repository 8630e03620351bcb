"""The letters of a meeting: invitation, change, cancellation and reminder, each to one person with an own link.

Nothing about the pupil and nothing about the kind of help (P1); the calendar part has a neutral title, this person as
its only ATTENDEE, and the service's own address as ORGANIZER, the same at every revision (O1, U4).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from email.utils import parseaddr

from django.conf import settings

from integrations.imip import build
from integrations.types import CalendarEvent, Mailbox
from notifications.letters import when
from notifications.links import services as links
from notifications.links.addresses import address
from notifications.links.purposes import Purpose
from notifications.outbox import services as outbox
from notifications.types import CalendarPart, Letter, Plain, Recipient
from planning.meetings import rules
from planning.meetings.models import InvitedBy, Meeting, Participant, WhyMoved
from planning.meetings.selectors.colleagues import colleagues_for
from planning.meetings.selectors.people import is_admitted, recipient_of
from planning.meetings.selectors.replies import unasked
from planning.people.models import Person

LINK_LIFE_AFTER_MEETING = dt.timedelta(days=30)  # P4


def contact_of(meeting: Meeting) -> Person:
    """Whom a guest calls: the casusregisseur once there is one (R21), else the organiser."""
    case = meeting.case
    return (case.casusregisseur if case is not None else None) or meeting.organiser


def contact_line(person: Person) -> str:
    """Name, phone and e-mail address on one line."""
    return ", ".join(part for part in (person.name, person.phone, person.email) if part)


def organiser_mailbox(meeting: Meeting) -> Mailbox:
    """ORGANIZER: the address that the letters come from, with the school's name."""
    return Mailbox(name=meeting.school.name, address=parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def event_of(meeting: Meeting, *, sequence: int, url: str = "", description: str = "") -> CalendarEvent:
    """A planned meeting as a calendar may know it (P2)."""
    if meeting.start is None:
        msg = "a meeting without a date is no event"
        raise ValueError(msg)
    return CalendarEvent(
        uid=meeting.uid,
        sequence=sequence,
        start=meeting.start,
        end=rules.end_of(meeting.start, meeting.minutes),
        summary=rules.title(school=meeting.school.name, reference=meeting.reference),
        location=meeting.place,
        url=url,
        conference=meeting.video,
        description=description,
        modified=meeting.revised_at,
    )


def invite(
    participant: Participant,
    *,
    meeting: Meeting,
    template: str,
    now: dt.datetime,
    again: str = "",
    was: dt.datetime | None = None,
    why: WhyMoved | None = None,
) -> None:
    """A letter with a REQUEST for this person only, and an own link to answer (R155). Nobody without an address.

    Who organises it comes, and a calendar shows that at once. `was` is the start before a change, and `why` its reason,
    so that the letter says what became what.
    """
    recipient = _with_ground(participant, meeting=meeting, now=now)
    if recipient is None or meeting.start is None:
        return
    sequence = meeting.sequence + participant.sequence_ahead
    partstat, stamp = unasked(participant, meeting).partstat, meeting.revised_at or now
    _post(
        meeting=meeting,
        recipient=recipient,
        template=template,
        key=f"{template}:{participant.pk}:{sequence}{again}",
        url=own_link(participant, meeting=meeting, rotate=bool(again), now=now),
        calendar=_request(participant, meeting=meeting, recipient=recipient, now=stamp, partstat=partstat),
        was=was,
        why=why,
        now=now,
    )


def tell_place(participant: Participant, *, meeting: Meeting, partstat: str, now: dt.datetime) -> None:
    """A letter with another place at the same time: SEQUENCE stays, and with it what this person answered."""
    recipient = _with_ground(participant, meeting=meeting, now=now)
    if recipient is None or meeting.revised_at is None:
        return
    sequence = meeting.sequence + participant.sequence_ahead
    _post(
        meeting=meeting,
        recipient=recipient,
        template="invitation_place",
        key=f"invitation_place:{participant.pk}:{sequence}:{meeting.revised_at:%Y%m%d%H%M%S}",
        url=own_link(participant, meeting=meeting, rotate=False, now=now),
        calendar=_request(participant, meeting=meeting, recipient=recipient, now=meeting.revised_at, partstat=partstat),
        now=now,
    )


def call_off(participant: Participant, *, meeting: Meeting, stamp: dt.datetime, now: dt.datetime) -> None:
    """A letter with a CANCEL for this person. The caller has raised SEQUENCE: the meeting's, or this person's own."""
    recipient = recipient_of(participant)
    if recipient is None:
        return
    sequence = meeting.sequence + participant.sequence_ahead
    content = build.cancellation(
        event_of(meeting, sequence=sequence),
        organiser=organiser_mailbox(meeting),
        attendee=Mailbox(name=recipient.name, address=recipient.address),
        now=stamp,
    )
    _post(
        meeting=meeting,
        recipient=recipient,
        template="invitation_cancel",
        key=f"invitation_cancel:{participant.pk}:{sequence}",
        url="",
        calendar=_by_mail(participant, CalendarPart(method="CANCEL", content=content)),
        now=now,
    )


def remind(participant: Participant, *, meeting: Meeting, now: dt.datetime, others: Sequence[Participant] = ()) -> None:
    """A reminder to who has not answered: no calendar part, so that no client asks twice.

    `others` are the same person's seats at other meetings without an answer (with the meeting), each with a button.
    """
    recipient = _with_ground(participant, meeting=meeting, now=now)
    if recipient is None or meeting.start is None:
        return
    day = now.astimezone(rules.AMSTERDAM).date()
    _post(
        meeting=meeting,
        recipient=recipient,
        template="invitation_reminder",
        key=f"invitation_reminder:{participant.pk}:{meeting.sequence}:{day}",
        url=own_link(participant, meeting=meeting, rotate=False, now=now),
        calendar=None,
        others=[
            (row.meeting.school.name, row.meeting.start, own_link(row, meeting=row.meeting, rotate=False, now=now))
            for row in others
            if row.meeting.start is not None
        ],
        now=now,
    )


def _with_ground(participant: Participant, *, meeting: Meeting, now: dt.datetime) -> Recipient | None:
    """Whom a letter is for; None without an address, or without a ground at this moment (house rule 4)."""
    return recipient_of(participant) if is_admitted(participant, meeting=meeting, now=now) else None


def own_link(participant: Participant, *, meeting: Meeting, rotate: bool, now: dt.datetime) -> str:
    """The address of this person's page of the meeting. Earlier links go on working, unless `rotate` (sent again)."""
    start = meeting.start or now
    token = links.issue(
        tenant_id=meeting.swv_id,
        purpose=Purpose.INVITATION,
        person_key=str(participant.pk),
        object_key=str(meeting.pk),
        expires_at=max(start, now) + LINK_LIFE_AFTER_MEETING,
        now=now,
        rotate=rotate,
    )
    return address(token)


def _request(
    participant: Participant,
    *,
    meeting: Meeting,
    recipient: Recipient,
    now: dt.datetime,
    partstat: str = "NEEDS-ACTION",
) -> CalendarPart | None:
    """The REQUEST for this person only, at their own SEQUENCE; `now` is its DTSTAMP."""
    content = build.invitation(
        event_of(
            meeting,
            sequence=meeting.sequence + participant.sequence_ahead,
            url=page_of(participant, meeting),
            description=colleagues_for(participant, meeting=meeting),
        ),
        organiser=organiser_mailbox(meeting),
        attendee=Mailbox(name=recipient.name, address=recipient.address),
        now=now,
        partstat=partstat,
        required=participant.required,
    )
    return _by_mail(participant, CalendarPart(method="REQUEST", content=content))


def _by_mail(participant: Participant, part: CalendarPart) -> CalendarPart | None:
    """The calendar part, unless this person's own calendar is written into: then it would stand there twice."""
    return None if participant.invited_by == InvitedBy.CALENDAR else part


def page_of(participant: Participant, meeting: Meeting) -> str:
    """The page behind the login, for people with an account. A guest's link never stands in a calendar others read."""
    person = participant.person
    return f"{settings.BASE_URL}/overleggen/{meeting.pk}/" if person is not None and person.user_id else ""


def _post(
    *,
    meeting: Meeting,
    recipient: Recipient,
    template: str,
    key: str,
    url: str,
    calendar: CalendarPart | None,
    was: dt.datetime | None = None,
    why: WhyMoved | None = None,
    others: Sequence[tuple[str, dt.datetime, str]] = (),
    now: dt.datetime,
) -> None:
    if meeting.start is None:
        return
    contact = contact_of(meeting)
    context: dict[str, Plain] = {
        "name": recipient.name,
        "url": url,
        "school": meeting.school.name,
        "when": when.in_languages(when.stretch, meeting.start, rules.end_of(meeting.start, meeting.minutes)),
        "location": meeting.place,
        "organiser": meeting.organiser.name,
        "contact": contact_line(contact),
    }
    if was is not None:
        context["was"] = when.in_languages(when.stretch, was, rules.end_of(was, meeting.minutes))
    if others:
        context["others"] = {
            code: [
                {"label": f"{school}, {when.moment(start, language=code)}", "url": link}
                for school, start, link in others
            ]
            for code in when.in_languages(when.day, meeting.start)
        }
    if why is not None:
        context["why"] = when.words_in_languages(why.label)
    hand_over(meeting, recipient=recipient, template=template, key=key, context=context, calendar=calendar, now=now)


def hand_over(
    meeting: Meeting,
    *,
    recipient: Recipient,
    template: str,
    key: str,
    context: Mapping[str, Plain],
    calendar: CalendarPart | None,
    now: dt.datetime,
) -> None:
    """Post a letter in the school's name, to be answered to whom a guest calls.

    What carries a calendar part says nothing of being automatic: some servers would then not look at it (H4).
    """
    outbox.post(
        Letter(
            tenant_id=meeting.swv_id,
            key=key,
            template=template,
            recipient=recipient,
            context=context,
            sender_name=meeting.school.name,
            reply_to=contact_of(meeting).email,
            calendar=calendar,
            automatic=calendar is None,
        ),
        now=now,
    )
