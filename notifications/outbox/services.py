"""Writing a letter with its cause, delivering it after the commit, and finding what a crash left."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import time
from email.utils import parseaddr
from enum import Enum, auto
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django_scopes import scope, scopes_disabled
from kombu.exceptions import OperationalError

from notifications import letters
from notifications.outbox import claims, rules
from notifications.outbox.message import Body, Mail
from notifications.outbox.mime import Unwritable
from notifications.outbox.models import LetterState, OutgoingLetter
from notifications.outbox.selectors import mail_of
from notifications.outbox.sending import Line, NotSent
from notifications.outbox.signals import letter_failed
from notifications.plaintext import header_line, one_line
from notifications.types import Letter

log = logging.getLogger(__name__)

CAME_BACK = "De brief kwam terug: het adres neemt hem niet aan."
RECALLED = "Teruggeroepen: deze brief mag niet meer weg."
_broker = {"rests_until": 0.0}  # by this process's monotonic clock


class _Attempt(Enum):
    """How an attempt ended."""

    SENT = auto()
    NOT_SENT = auto()
    SERVER_AWAY = auto()


def post(letter: Letter, *, now: dt.datetime) -> UUID:
    """Write a letter in the caller's transaction and hurry it along after the commit (house rules 1 and 2).

    The same key twice is one letter: the first one's id is given. Raises letters.MissingText for a context that lacks
    something: a mistake of ours.
    """
    with scope(swv=letter.tenant_id):
        known = _known(letter.key)
        if known is not None:
            return known
        try:
            with transaction.atomic():  # so that losing the race does not spoil the caller's transaction
                row = _write(letter, now=now)
        except IntegrityError:
            known = _known(letter.key)
            if known is None:
                raise
            return known
    # After the commit, never before: a worker that is faster than the commit would find no row. Do not move this up.
    transaction.on_commit(lambda: hurry(row.pk))
    return row.pk


def hurry(letter_id: UUID) -> None:
    """Ask a worker to deliver now. Trouble with the broker harms nobody: the sweep delivers."""
    from notifications.outbox.tasks import deliver as task  # the task imports this module

    if time.monotonic() < _broker["rests_until"]:
        return
    try:
        task.apply_async((str(letter_id),), retry=False)  # one try: the person who clicked is waiting
    except Exception as trouble:  # the cause is committed; nothing a broker does may look like a failure of it
        log.warning("letter %s waits for the sweep: %s", letter_id, type(trouble).__name__)
        if isinstance(trouble, OperationalError):
            # A year plan posts hundreds of letters at once; they must not wait for the same broker one by one.
            _broker["rests_until"] = time.monotonic() + rules.BROKER_RESTS


def deliver(letter_id: UUID, *, now: dt.datetime) -> bool:
    """Send one letter if it is still to be sent; True when the server took it. Never raises for trouble with mail."""
    row = claims.take(letter_id, now=now)
    if row is None:
        return False
    with Line() as line:
        if _send(row, line=line, now=now) is not _Attempt.SENT:
            return False
        _write_off(row, now=now)  # before hanging up, where a server may keep one waiting
        return True


def deliver_on(letter_id: UUID, *, now: dt.datetime) -> int:
    """Send one letter and, when the server took it, over the same line what else is due; gives how many went out.

    A burst (a year plan, a meeting of twelve) is so sent over a few lines instead of a line a letter, and the tasks of
    letters that went along find nothing to do.
    """
    started = time.monotonic()
    with claims.unsynced(), Line() as line:
        row = claims.take(letter_id, now=now)
        if row is None or _send(row, line=line, now=now) is not _Attempt.SENT:
            return 0
        return 1 + _deliver_due(line=line, started=started, budget=rules.TASK_BUDGET, now=now, went=row)


def sweep(*, now: dt.datetime) -> int:
    """Free what a crash left in SENDING and deliver what is due, for some minutes at most; gives how many went out.

    A letter whose worker died between the server's yes and ours may go twice, with the same Message-ID.
    """
    started = time.monotonic()
    _free_the_stuck(now=now)
    _forget_the_failed(now=now)
    with claims.unsynced(), Line() as line:
        return _deliver_due(line=line, started=started, budget=rules.SWEEP_BUDGET, now=now)


def _deliver_due(
    *, line: Line, started: float, budget: dt.timedelta, now: dt.datetime, went: OutgoingLetter | None = None
) -> int:
    """Deliver what is due until nothing is, the budget is spent, or the server seems away; gives how many went out.

    `went` is a letter that the server took just now and that is still to be written off.
    """
    sent = unreached = 0
    while True:
        # A slow server makes a long run. A claim must bear its own time, or a sweep takes it for a dead one.
        moment = now + dt.timedelta(seconds=time.monotonic() - started)
        if unreached >= rules.SERVER_AWAY_AT or moment - now > budget:
            break
        row, went = claims.take_next(now=moment, went=went, keep=settings.DEMO), None
        if row is None:
            break
        try:
            outcome = _send(row, line=line, now=moment)
        except Exception as trouble:  # one broken row must not hold up everybody's post
            log.error("letter %s broke the run: %s", row.pk, type(trouble).__name__)  # noqa: TRY400  # codes only
            continue
        if outcome is _Attempt.SENT:
            sent, went = sent + 1, row
        unreached = unreached + 1 if outcome is _Attempt.SERVER_AWAY else 0
    if went is not None:
        _write_off(went, now=moment)
    return sent


def retry(letter_id: UUID, *, address: str = "", now: dt.datetime) -> bool:
    """Try a failed letter once more, for staff; False when there is nothing to retry or its content is gone.

    `address` is where its receiver is known to be now; without, it goes where it went. To another address it is
    another mail, with a Message-ID of its own: a late bounce of the first is none of this one.
    """
    again = OutgoingLetter.objects.filter(pk=letter_id, state=LetterState.FAILED, body__isnull=False)
    known = {"address": one_line(address, limit=254), "message_id": _message_id()} if address else {}
    if known and again.filter(address=known["address"]).exists():
        known = {}
    if again.update(state=LetterState.WAITING, not_before=now, attempts=0, **known) != 1:
        return False
    transaction.on_commit(lambda: hurry(letter_id))
    return True


def recall(*, tenant_id: UUID, key_part: str, now: dt.datetime) -> int:
    """Letters whose key holds this and that did not leave must not leave any more; gives how many.

    Their content is wiped, so that trying again is no way round: what they say became untrue, or not this person's.
    One that a worker is sending at this moment cannot be called back.
    """
    del now  # the row's last word says it
    with scope(swv=tenant_id):
        waiting = OutgoingLetter.objects.filter(
            key__contains=key_part, state__in=[LetterState.WAITING, LetterState.FAILED], body__isnull=False
        )
        return waiting.update(state=LetterState.FAILED, body=None, last_word=RECALLED)


def bounced(*, message_id: str, tenant_id: str | None, now: dt.datetime) -> bool:
    """A letter that the server took came back: it failed after all, and the domain hears so once (RFC 3464).

    True when it was ours and counted as sent. Its content was wiped on delivery, so only a new letter helps.
    """
    with scopes_disabled():
        row = OutgoingLetter.objects.defer("body").filter(message_id=message_id).first()
    if row is None or (tenant_id and str(row.tenant_id) != tenant_id):
        return False
    with scope(swv=row.tenant_id):
        sent = OutgoingLetter.objects.filter(pk=row.pk, message_id=message_id, state=LetterState.SENT)
        with transaction.atomic():
            if sent.update(state=LetterState.FAILED, last_word=CAME_BACK) != 1:
                return False
            log.warning("letter %s came back", row.pk)
            _tell(row, now=now)
    return True


def _known(key: str) -> UUID | None:
    return OutgoingLetter.objects.filter(key=key).values_list("pk", flat=True).first()


def _write(letter: Letter, *, now: dt.datetime) -> OutgoingLetter:
    rendered = letters.render(letter.template, languages=letter.recipient.languages, context=letter.context)
    body = Body(text=rendered.text, html=rendered.html, calendar=letter.calendar, attachments=letter.attachments)
    return OutgoingLetter.objects.create(
        tenant_id=letter.tenant_id,
        key=letter.key,
        template=letter.template,
        recipient_key=letter.recipient.key,
        recipient_name=header_line(letter.recipient.name, limit=140),
        address=one_line(letter.recipient.address, limit=254),
        language=rendered.language,
        subject=header_line(rendered.subject, limit=200),
        sender_name=header_line(letter.sender_name, limit=120),
        reply_to=_usable(one_line(letter.reply_to, limit=254)),
        body=body.to_json(),
        automatic=letter.automatic,
        message_id=_message_id(),
        not_before=now,
        created_at=now,
    )


def _usable(address: str) -> str:
    """An address to answer to, or nothing: the letter itself is worth more than its Reply-To."""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def _message_id() -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    return f"<{secrets.token_hex(16)}@{domain}>"


def _send(row: OutgoingLetter, *, line: Line, now: dt.datetime) -> _Attempt:
    """Send a letter that is claimed; where that failed, it is written down. One that went the caller writes off."""
    with scope(swv=row.tenant_id):
        try:
            line.send(_mail(row, now=now))
        except NotSent as refusal:
            _failed(row, permanent=refusal.permanent, said=str(refusal), now=now)
            return _Attempt.SERVER_AWAY if refusal.server_away else _Attempt.NOT_SENT
    return _Attempt.SENT


def _mail(row: OutgoingLetter, *, now: dt.datetime) -> Mail:
    """The mail of a row, complete. Raises NotSent, for good where the address or a header can never be right (S11)."""
    try:
        body = Body.from_json(str(row.body))
    except (ValueError, TypeError, KeyError) as unread:  # the field key is not the one it was written with (S19)
        raise NotSent("de inhoud is niet te lezen: klopt FIELD_KEY?") from unread
    try:
        validate_email(row.address)
        mail = mail_of(row, body, date=now)
        _ = mail.raw, mail.sender_address, mail.address  # what can never be written is found here
    except (Unwritable, ValidationError) as wrong:
        said = f"onbruikbaar adres of onderwerp ({type(wrong).__name__})"
        raise NotSent(said, permanent=True) from wrong
    return mail


def _write_off(row: OutgoingLetter, *, now: dt.datetime) -> None:
    """The server's yes is the truth, even if somebody took this worker for dead in the meantime.

    The content carries personal links, and nobody but the demo's mailbox needs it any more (S2).
    """
    claims.write_off(row, now=now, keep=settings.DEMO)


def _failed(row: OutgoingLetter, *, permanent: bool, said: str, now: dt.datetime) -> None:
    """Write down the server's last word, if the letter is still ours; past the last attempt, or for good: tell."""
    given_up = permanent or row.attempts >= rules.MAX_ATTEMPTS
    log.warning("letter %s was not taken at attempt %d%s", row.pk, row.attempts, "; given up" if given_up else "")
    ours = OutgoingLetter.objects.filter(
        pk=row.pk, state=LetterState.SENDING, attempts=row.attempts, claimed_at=row.claimed_at
    )
    # One transaction: a worker that dies here leaves no letter that failed and that nobody heard of.
    with transaction.atomic():
        written = ours.update(
            state=LetterState.FAILED if given_up else LetterState.WAITING,
            last_word=one_line(said, limit=500),
            not_before=now + rules.wait(attempts=row.attempts, key=str(row.pk)),
        )
        if written == 1 and given_up:
            _tell(row, now=now)


def _tell(row: OutgoingLetter, *, now: dt.datetime) -> None:
    """Let the domain know. A listener that fails loses its hint; the letter stays visible as failed."""
    try:
        with transaction.atomic():
            letter_failed.send(
                sender=OutgoingLetter,
                tenant_id=row.tenant_id,
                letter_id=row.pk,
                recipient_key=row.recipient_key,
                key=row.key,
                now=now,
            )
    except Exception as trouble:  # a listener of another room may fail in any way
        log.error("nobody was told of failed letter %s: %s", row.pk, type(trouble).__name__)  # noqa: TRY400


def _free_the_stuck(*, now: dt.datetime) -> None:
    with scopes_disabled():
        stuck = OutgoingLetter.objects.filter(state=LetterState.SENDING, claimed_at__lt=now - rules.STUCK_AFTER)
        stuck.filter(attempts__lt=rules.MAX_ATTEMPTS).update(
            state=LetterState.WAITING, last_word="De vorige poging is afgebroken."
        )
        hopeless = list(stuck.filter(attempts__gte=rules.MAX_ATTEMPTS).defer("body"))
    for row in hopeless:  # a letter that kills every worker that touches it
        with scope(swv=row.tenant_id):
            _failed(row, permanent=True, said="Elke poging is afgebroken.", now=now)


def _forget_the_failed(*, now: dt.datetime) -> None:
    with scopes_disabled():
        OutgoingLetter.objects.filter(
            state=LetterState.FAILED, body__isnull=False, claimed_at__lt=now - rules.KEEP_FAILED
        ).update(body=None)
