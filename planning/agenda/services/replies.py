"""What the calendar of somebody who comes for a point answers to the own stretch."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django_scopes import scope, scopes_disabled

from integrations.mailbox.types import Received
from integrations.types import CalendarReply
from planning.agenda.models import AgendaEvent
from planning.cases.services import word
from planning.meetings import rules as meeting_rules
from planning.meetings.models import PartStat
from planning.meetings.rules import Trust
from planning.people import audit
from planning.people.audit import By


@transaction.atomic
def take_reply(*, reply: CalendarReply, mail: Received, tenant_id: str | None, now: dt.datetime) -> bool:
    """Keep it, when our own mail server says that it comes from this person; who makes the agenda hears a no.

    True when the entry is ours and the answer needs nobody; an answer to an older time changes nothing. Else False, so
    that it waits with the mail for somebody to look at.
    """
    with scopes_disabled():
        event = (
            AgendaEvent.objects.select_related("person", "party", "meeting__organiser").filter(uid=reply.uid).first()
        )
    if event is None or (tenant_id and str(event.swv_id) != tenant_id):
        return False
    with scope(swv=event.swv_id):
        address = (
            event.person.email if event.person is not None else str(event.party.email or "") if event.party else ""
        )
        trust = meeting_rules.trust_of(mail.authentication, attendee=reply.attendee, from_address=reply.from_address)
        plain = reply.method == "REPLY" and not reply.delegated_to and reply.partstat in meeting_rules.ANSWERS
        if not plain or trust != Trust.PROVEN or reply.attendee != address.lower():
            return False
        if reply.sequence != event.sequence or event.start is None:
            return True
        event.partstat = reply.partstat
        event.save(update_fields=["partstat"])
        by = By.guest(str(event.person_id or event.party_id))
        audit.record(swv_id=event.swv_id, by=by, action="agenda.reply", on=event, now=now, partstat=reply.partstat)
        if reply.partstat == PartStat.DECLINED:
            day = now.astimezone(meeting_rules.AMSTERDAM).date()
            path = f"/overleggen/{event.meeting_id}/agenda/"
            word.to_person(event.meeting.organiser, path=path, key=f"agenda_no:{event.pk}:{day}", now=now)
    return True
