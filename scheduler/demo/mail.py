"""Mail that came into the demo: somebody asks for another time, a parent writes, a colleague is away."""

from __future__ import annotations

import datetime as dt

from integrations.mailbox.types import Received
from integrations.types import CalendarReply
from planning.meetings import selectors, services
from planning.meetings.models import Meeting, Participant


def comes_in(meeting: Meeting, *, now: dt.datetime) -> None:
    """Three mails about a meeting that is planned; none counts as an answer by itself."""
    seated = list(selectors.present(meeting))
    parent = next(row for row in seated if row.party_id is not None)
    colleagues = [row for row in seated if row.person_id not in {None, meeting.organiser_id}]
    colleagues.sort(key=lambda row: row.role)
    _writes(parent, "Mijn zus wil graag mee naar het gesprek, is dat goed?", kind="human", now=now)
    if colleagues:
        _writes(colleagues[-1], "Ik ben deze week niet op kantoor.", kind="automatic", now=now)
        _asks_for_another_time(meeting, colleagues[0], now=now)


def _writes(participant: Participant, text: str, *, kind: str, now: dt.datetime) -> None:
    mail = Received(
        kind="automatic" if kind == "automatic" else "human",
        from_address=selectors.address_of(participant),
        subject="Re: uitnodiging",
        text=text,
        automatic=kind == "automatic",
        digest=f"demo {participant.pk}",
    )
    services.take_other_mail(mail=mail, tenant_id=str(participant.swv_id), now=now)


def _asks_for_another_time(meeting: Meeting, participant: Participant, *, now: dt.datetime) -> None:
    if meeting.start is None:
        return
    later = meeting.start + dt.timedelta(hours=1)
    reply = CalendarReply(
        uid=meeting.uid,
        attendee=selectors.address_of(participant).lower(),
        partstat="TENTATIVE",
        sequence=meeting.sequence,
        dtstamp=now,
        comment="Kan het een uur later beginnen? Ik kom van een andere school.",
        method="COUNTER",
        from_address=selectors.address_of(participant).lower(),
        start=later,
        end=later + dt.timedelta(minutes=meeting.minutes),
    )
    services.take_calendar_reply(reply=reply, tenant_id=str(meeting.swv_id), now=now)
