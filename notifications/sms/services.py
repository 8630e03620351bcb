"""Writing a text message with its cause, delivering it after the commit, never sending one twice on purpose."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django_scopes import scope, scopes_disabled

from notifications.plaintext import one_line
from notifications.sms import rules
from notifications.sms.gateway import NotTaken, configured
from notifications.sms.models import SmsState, TextMessage
from notifications.types import Letter

log = logging.getLogger(__name__)

BATCH = 100


def post(letter: Letter, *, now: dt.datetime) -> UUID | None:
    """Write a text message in the caller's transaction and hurry it along after the commit (house rules 1 and 2).

    As `outbox.services.post`, with a phone number for the recipient's address; of the context only `school` and `url`
    are told. None where no gateway is configured or the number takes no messages: then the letter by mail is all. The
    same key twice is one message. Raises KeyError for a template without a text: a mistake of ours.
    """
    number = rules.e164(letter.recipient.address)
    if configured() is None or not number:
        return None
    words = {name: str(letter.context[name]) for name in ("school", "url")}
    text, language = rules.written(letter.template, languages=letter.recipient.languages, context=words)
    with scope(swv=letter.tenant_id):
        known = TextMessage.objects.filter(key=letter.key).values_list("pk", flat=True)
        if (found := known.first()) is not None:
            return found
        try:
            with transaction.atomic():  # so that losing the race does not spoil the caller's transaction
                row = TextMessage.objects.create(
                    tenant_id=letter.tenant_id,
                    key=letter.key,
                    template=letter.template,
                    recipient_key=letter.recipient.key,
                    number=number,
                    language=language,
                    text=text,
                    segments=rules.segments(text),
                    reference=secrets.token_hex(16),
                    not_before=now,
                    created_at=now,
                )
        except IntegrityError:
            return known.first()
    transaction.on_commit(lambda: _hurry(row.pk))
    return row.pk


def deliver(message_id: UUID, *, now: dt.datetime) -> bool:
    """Send one message if it is still to be sent; True when the gateway took it. Never raises for the network."""
    gateway = configured()
    if gateway is None:
        return False  # it waits until somebody configures one again, or gives up by its age
    with scopes_disabled():
        # Claim: update the row where it is still free and look whether one changed. No second worker gets it.
        claimed = TextMessage.objects.filter(pk=message_id, state=SmsState.WAITING, not_before__lte=now).update(
            state=SmsState.SENDING, claimed_at=now, attempts=F("attempts") + 1
        )
        if claimed != 1:
            return False
        row = TextMessage.objects.get(pk=message_id)
    with scope(swv=row.tenant_id):
        try:
            said = gateway.send(number=str(row.number), text=str(row.text), reference=row.reference)
        except NotTaken as refusal:
            _failed(row, refusal, now=now)
            return False
        TextMessage.objects.filter(pk=row.pk).update(
            state=SmsState.SENT, sent_at=now, text=None, last_word=one_line(said, limit=200)
        )
    return True


def sweep(*, now: dt.datetime) -> int:
    """Send what is due; what a crash left in SENDING may have gone and is not sent again. Gives how many went out."""
    with scopes_disabled():
        stuck = TextMessage.objects.filter(state=SmsState.SENDING, claimed_at__lt=now - rules.STUCK_AFTER)
        stuck.update(state=SmsState.UNSURE, last_word="De poging is afgebroken; misschien is het bericht verstuurd.")
        TextMessage.objects.filter(created_at__lt=now - rules.KEEP).delete()
        due = TextMessage.objects.filter(state=SmsState.WAITING, not_before__lte=now).order_by("not_before")
        todo = list(due.values_list("pk", flat=True)[:BATCH])
    return sum(deliver(message_id, now=now) for message_id in todo)


def retry(message_id: UUID, *, now: dt.datetime) -> bool:
    """Send one that failed, or perhaps went, once more: a person says so. False when there is nothing to send."""
    again = TextMessage.objects.filter(pk=message_id, state__in=[SmsState.FAILED, SmsState.UNSURE], text__isnull=False)
    if again.update(state=SmsState.WAITING, not_before=now, attempts=0) != 1:
        return False
    transaction.on_commit(lambda: _hurry(message_id))
    return True


def recall(*, tenant_id: UUID, key_part: str, now: dt.datetime) -> int:
    """Messages whose key holds this and that did not leave must not leave any more; gives how many (C7)."""
    del now  # the row's last word says it
    with scope(swv=tenant_id):
        waiting = TextMessage.objects.filter(key__contains=key_part, text__isnull=False).exclude(state=SmsState.SENT)
        waiting = waiting.exclude(state=SmsState.SENDING)
        return waiting.update(
            state=SmsState.FAILED, text=None, last_word="Teruggeroepen: dit bericht mag niet meer weg."
        )


def _hurry(message_id: UUID) -> None:
    """Ask a worker to send it now. Trouble with the broker harms nobody: the sweep sends."""
    from notifications.sms.tasks import deliver as task  # the task imports this module

    try:
        task.apply_async((str(message_id),), retry=False)
    except Exception as trouble:  # the cause is committed; nothing a broker does may look like a failure of it
        log.warning("text message %s waits for the sweep: %s", message_id, type(trouble).__name__)


def _failed(row: TextMessage, refusal: NotTaken, *, now: dt.datetime) -> None:
    """Write down the last word, if the message is still ours."""
    given_up = refusal.permanent or row.attempts >= rules.MAX_ATTEMPTS
    state = SmsState.UNSURE if refusal.unsure else SmsState.FAILED if given_up else SmsState.WAITING
    log.warning("text message %s was not taken at attempt %d: %s", row.pk, row.attempts, state)
    ours = TextMessage.objects.filter(pk=row.pk, state=SmsState.SENDING, claimed_at=row.claimed_at)
    ours.update(
        state=state,
        last_word=one_line(str(refusal), limit=200),
        not_before=now + rules.wait(attempts=row.attempts, key=str(row.pk)),
    )
