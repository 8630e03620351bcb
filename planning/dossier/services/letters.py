"""Letters of this room: neutral, each with a link of its reader's own (P1, R155)."""

from __future__ import annotations

import datetime as dt

from notifications.letters import when
from notifications.links import services as links
from notifications.links.addresses import address
from notifications.links.purposes import Purpose
from notifications.outbox import services as outbox
from notifications.types import Letter, Plain, Recipient
from planning.cases.models import Case
from planning.dossier.models import Observation, Reading
from planning.dossier.rules.clocks import AMSTERDAM
from planning.people import selectors as people
from planning.people.languages import for_letter
from planning.people.models import Person

LINK_LIFE = dt.timedelta(days=180)  # an observation can lie a term ahead and is reported after it
LINK_LIFE_AFTER_READING = dt.timedelta(days=30)


def contact_line(person: Person) -> str:
    """Name, phone and e-mail address on one line."""
    return ", ".join(part for part in (person.name, person.phone, person.email) if part)


def contact_of(case: Case, *, asker: Person) -> Person:
    """Whom a reader calls: the casusregisseur once there is one (R21), else who asked."""
    return case.casusregisseur or asker


def to_observer(observation: Observation, *, template: str, now: dt.datetime) -> None:
    """A letter to the observer; what calls the visit off has no link."""
    person, case = observation.observer, observation.case
    context: dict[str, Plain] = {"asked_by": observation.asked_by.name}
    if template != "observation_off":
        token = links.issue(
            tenant_id=observation.swv_id,
            purpose=Purpose.OBSERVATION,
            person_key=str(person.pk),
            object_key=str(observation.pk),
            expires_at=now + LINK_LIFE,
            now=now,
            rotate=False,
        )
        context["url"] = address(token)
    _post(
        case,
        recipient=Recipient(
            key=str(person.pk), name=person.name, address=person.email, languages=people.languages_of(person)
        ),
        template=template,
        key=f"observation:{observation.pk}:{template}:{now.timestamp():.0f}",
        contact=contact_of(case, asker=observation.asked_by),
        context=context,
        now=now,
    )


def to_reader(reading: Reading, *, template: str, now: dt.datetime) -> None:
    """A letter to who is asked to read; nobody without an address: they get it on paper."""
    case = reading.document.case
    recipient = reader_of(reading)
    if recipient is None or reading.before is None or reading.asked_by is None:
        return
    token = links.issue(
        tenant_id=reading.swv_id,
        purpose=Purpose.DOCUMENT,
        person_key=recipient.key,
        object_key=str(reading.pk),
        expires_at=dt.datetime.combine(reading.before, dt.time(), tzinfo=AMSTERDAM) + LINK_LIFE_AFTER_READING,
        now=now,
        rotate=False,
    )
    _post(
        case,
        recipient=recipient,
        template=template,
        key=f"reading:{reading.pk}:{template}:{now.timestamp():.0f}",
        contact=contact_of(case, asker=reading.asked_by),
        context={"url": address(token), "before": when.in_languages(when.day, reading.before)},
        now=now,
    )


def reader_of(reading: Reading) -> Recipient | None:
    """Who reads, for a letter; None without an e-mail address."""
    if reading.person is not None:
        person = reading.person
        return Recipient(
            key=str(person.pk), name=person.name, address=person.email, languages=people.languages_of(person)
        )
    party = reading.party
    if party is None or not party.email:
        return None
    return Recipient(
        key=str(party.pk), name=str(party.name), address=str(party.email), languages=for_letter(party.language)
    )


def _post(
    case: Case,
    *,
    recipient: Recipient,
    template: str,
    key: str,
    contact: Person,
    context: dict[str, Plain],
    now: dt.datetime,
) -> None:
    outbox.post(
        Letter(
            tenant_id=case.swv_id,
            key=key,
            template=template,
            recipient=recipient,
            context={
                "name": recipient.name,
                "school": case.school.name,
                "contact": contact_line(contact),
                **context,
            },
            sender_name=case.school.name,
            reply_to=contact.email,
        ),
        now=now,
    )
