"""A letter that will not arrive becomes work for who can do something about it (house rule 2, U11)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from notifications.outbox import services as outbox
from notifications.sms import services as sms
from notifications.types import Letter, Recipient
from planning.cases.models import Case, CaseState, Party, Task
from planning.cases.rules import LETTER_FAILED, as_id
from planning.cases.selectors import address_now, letters_of, texts_of
from planning.cases.services.tasks import add_task
from planning.people import audit
from planning.people.access import Actor
from planning.people.models import Person


@transaction.atomic
def tell_of_letter_to_party(*, letter_id: UUID, recipient_key: str, now: dt.datetime) -> None:
    """The letter was for a parent or guardian of an open case: who opened the case gets a task and a letter."""
    party_id = as_id(recipient_key)
    if party_id is None:
        return
    party = Party.objects.select_related("case__opened_by").filter(pk=party_id).first()
    if party is None or party.case.state == CaseState.CLOSED:
        return
    tell_of_letter(party.case.opened_by, case=party.case, letter_id=letter_id, receiver=_("een ouder"), now=now)


def tell_of_letter(person: Person, *, case: Case | None, letter_id: UUID, receiver: str, now: dt.datetime) -> None:
    """A letter to `receiver` (a role, never a name: P1) is lost: say so by letter, and as a task where there is a case.

    In the caller's transaction; once a day for the same letter, which may be tried again.
    """
    if case is not None:
        add_task(case=case, person_id=person.pk, code=LETTER_FAILED, object_key=str(letter_id), now=now)
    outbox.post(
        Letter(
            tenant_id=person.swv_id,
            key=f"{LETTER_FAILED}:{letter_id}:{now:%Y-%m-%d}",
            template="delivery_failed",
            recipient=Recipient(key=str(person.pk), name=person.name, address=person.email),
            context={"name": person.name, "role": receiver, "url": f"{settings.BASE_URL}/post/?stand=failed"},
        ),
        now=now,
    )


@transaction.atomic
def send_letter_again(*, actor: Actor, letter_id: UUID, now: dt.datetime) -> bool:
    """Put a failed letter in the queue again, to the address known now; its tasks are done. Twice is once.

    False when it did not fail, its content is gone, or it is not this person's to see.
    """
    row = letters_of(actor).filter(pk=letter_id).first()
    if row is None or not outbox.retry(row.pk, address=address_now(row.recipient_key), now=now):
        return False
    Task.objects.filter(code=LETTER_FAILED, object_key=str(row.pk), done_at__isnull=True).update(done_at=now)
    audit.record(swv_id=row.tenant_id, by=actor.by, action="letter.again", on=row, now=now)
    return True


@transaction.atomic
def send_text_again(*, actor: Actor, message_id: UUID, now: dt.datetime) -> bool:
    """Put a text message that failed, or perhaps went, in the queue again, to the number it was written to.

    False when it did not fail, its text is gone, or it is not this person's to see.
    """
    row = texts_of(actor).filter(pk=message_id).first()
    if row is None or not sms.retry(row.pk, now=now):
        return False
    audit.record(swv_id=row.tenant_id, by=actor.by, action="sms.again", on=row, now=now)
    return True
