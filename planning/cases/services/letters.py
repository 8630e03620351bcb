"""The letters about consent: neutral, with a link of the giver's own (P1, C5, C6, C11)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Max

from notifications.links import services as links
from notifications.links.addresses import address
from notifications.links.purposes import Purpose as LinkPurpose
from notifications.outbox import services as outbox
from notifications.types import Letter, Recipient
from planning.cases.models import Case, ConsentRequest, Party, PartyKind
from planning.cases.services import word
from planning.people.languages import for_letter
from planning.people.models import Person

# A pupil is spoken to as a pupil.
FOR_PUPILS = {
    "consent_ask": "consent_ask_pupil",
    "consent_renew": "consent_ask_pupil",
    "consent_reminder": "consent_ask_pupil",
    "consent_receipt": "consent_receipt_pupil",
}
LINK_LIFE_AFTER_CONSENT = dt.timedelta(days=30)  # withdrawing must be possible as long as the consent lasts (C6)


def contact_line(person: Person) -> str:
    """Whom a parent can call (R21)."""
    phone = f", {person.phone}" if person.phone else ""
    return f"{person.name}{phone}, {person.email}"


def ask(giver: Party, *, case: Case, asker: Person, now: dt.datetime, renewing: bool = False) -> None:
    """One letter for all questions that wait; `renewing`: the earlier answer ends soon."""
    template = "consent_renew" if renewing else "consent_ask"
    _write(giver, case=case, template=template, key=f"consent:{giver.pk}:{_second(now)}", asker=asker, now=now)


def remind(giver: Party, *, case: Case, asker: Person, now: dt.datetime) -> None:
    """One reminder for all questions that still wait; the link of the first letter goes on working."""
    key = f"consent-reminder:{giver.pk}:{_second(now)}"
    _write(giver, case=case, template="consent_reminder", key=key, asker=asker, now=now)


def notice(giver: Party, *, case: Case, asker: Person, now: dt.datetime) -> None:
    """The other guardian: somebody answered, not who and not what (C5, C11). Once for all answers of one click."""
    key = f"consent-notice:{giver.pk}:{_second(now)}"
    _write(giver, case=case, template="consent_notice", key=key, asker=asker, now=now)


def receipt(request: ConsentRequest, *, now: dt.datetime) -> None:
    """The giver has answered (C5): one letter for all answers of one click, without what was answered."""
    key = f"consent-receipt:{request.giver_id}:{_second(now)}"
    _write(request.giver, case=request.case, template="consent_receipt", key=key, asker=request.asked_by, now=now)


def to_family(case: Case, *, template: str, key: str, now: dt.datetime) -> None:
    """A letter to every guardian and to a pupil with an own address; without a link, and about nothing (P1)."""
    contact = case.casusregisseur or Person.objects.get(pk=case.opened_by_id)
    for party in Party.objects.filter(case=case):
        if not party.email:
            continue  # the checklist has the school tell them
        outbox.post(
            Letter(
                tenant_id=case.swv_id,
                key=f"{key}:{party.pk}",
                template=template,
                recipient=Recipient(
                    key=str(party.pk),
                    name=str(party.name),
                    address=str(party.email),
                    languages=for_letter(party.language),
                ),
                context={"name": str(party.name), "school": case.school.name, "contact": contact_line(contact)},
                sender_name=case.school.name,
                reply_to=contact.email,
            ),
            now=now,
        )


def something_to_do(person: Person, *, case: Case, object_id: UUID, now: dt.datetime) -> None:
    """Tell somebody of the school that a task waits."""
    word.to_person(
        person, path=f"/casussen/{case.pk}/toestemming/", key=f"task:{object_id}:{_second(now)}", case=case, now=now
    )


def _second(now: dt.datetime) -> str:
    return f"{now.timestamp():.0f}"


def _write(giver: Party, *, case: Case, template: str, key: str, asker: Person, now: dt.datetime) -> None:
    last = ConsentRequest.objects.filter(giver=giver).aggregate(last=Max("expires_on"))["last"]
    if not giver.email or last is None:
        return  # the IB asks on paper or by phone; the case page says so
    if giver.kind == PartyKind.PUPIL and template in FOR_PUPILS:
        template = FOR_PUPILS[template]
    token = links.issue(
        tenant_id=giver.swv_id,
        purpose=LinkPurpose.CONSENT,
        person_key=str(giver.pk),
        object_key=str(case.pk),
        # The newest mail is the one people find back: its link outlives every consent of this giver.
        expires_at=dt.datetime.combine(last, dt.time(), tzinfo=dt.UTC) + LINK_LIFE_AFTER_CONSENT,
        now=now,
        rotate=False,
    )
    outbox.post(
        Letter(
            tenant_id=giver.swv_id,
            key=key,
            template=template,
            recipient=Recipient(
                key=str(giver.pk), name=str(giver.name), address=str(giver.email), languages=for_letter(giver.language)
            ),
            context={
                "name": str(giver.name),
                "url": address(token),
                "school": case.school.name,
                "asked_by": asker.name,
                "contact": contact_line(case.casusregisseur or asker),
            },
            sender_name=case.school.name,
            reply_to=asker.email,
        ),
        now=now,
    )
