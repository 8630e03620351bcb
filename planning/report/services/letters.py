"""The letter that the minutes are there: a link of the receiver's own, nothing of what they say (P1, R155)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from notifications.links import services as links
from notifications.links.addresses import address
from notifications.links.purposes import Purpose
from notifications.outbox import services as outbox
from notifications.types import Letter, Recipient
from planning.cases.models import PartyKind
from planning.followup import services as followup
from planning.meetings import services as meetings
from planning.meetings.models import Meeting
from planning.people import selectors as people
from planning.people.languages import for_letter
from planning.people.models import Person
from planning.report.models import Receipt

LINK_LIFE = dt.timedelta(days=180)  # minutes are read again before the evaluation


def tell(receipt: Receipt, *, now: dt.datetime) -> None:
    """A letter to one receiver; nobody without an address: they get it on paper. Earlier links go on working."""
    recipient = recipient_of(receipt)
    if recipient is None:
        return
    meeting = receipt.report.meeting
    token = links.issue(
        tenant_id=receipt.swv_id,
        purpose=Purpose.REPORT,
        person_key=recipient.key,
        object_key=str(receipt.pk),
        expires_at=now + LINK_LIFE,
        now=now,
        rotate=False,
    )
    contact = meetings.contact_of(meeting)
    pupil = receipt.party is not None and receipt.party.kind == PartyKind.PUPIL
    # To parents and pupil one letter tells both: what was said, and how it goes on.
    on = followup.way_in_letter(receipt.party.pk, meeting=meeting, now=now) if receipt.party is not None else ""
    outbox.post(
        Letter(
            tenant_id=receipt.swv_id,
            key=f"report:{receipt.pk}:{receipt.version.number}:{now.timestamp():.0f}"
            + (f":{followup.told_in(meeting)}" if on else ""),
            template="report_pupil" if pupil else "report_ready",
            recipient=recipient,
            context={
                "name": "" if pupil else recipient.name,
                "school": meeting.school.name,
                "url": address(token),
                "contact": meetings.contact_line(contact),
                "url_on": on,
            },
            sender_name=meeting.school.name,
            reply_to=contact.email,
        ),
        now=now,
    )


def tell_of_day(person: Person, *, whole: Meeting, now: dt.datetime) -> None:
    """One letter for the minutes of several points of a SOT, to who reads them with an account."""
    outbox.post(
        Letter(
            tenant_id=whole.swv_id,
            key=f"reports:{whole.pk}:{person.pk}:{now.timestamp():.0f}",
            template="reports_ready",
            recipient=Recipient(key=str(person.pk), name=person.name, address=person.email),
            context={
                "name": person.name,
                "school": whole.school.name,
                "url": f"{settings.BASE_URL}/overleggen/{whole.pk}/agenda/",
            },
            sender_name=whole.school.name,
        ),
        now=now,
    )


def recipient_of(receipt: Receipt) -> Recipient | None:
    """Who gets the letter; None without an e-mail address."""
    if receipt.person is not None:
        person = receipt.person
        languages = people.languages_of(person)
        return Recipient(key=str(person.pk), name=person.name, address=person.email, languages=languages)
    party = receipt.party
    if party is None or not party.email:
        return None
    return Recipient(
        key=str(party.pk), name=str(party.name), address=str(party.email), languages=for_letter(party.language)
    )
