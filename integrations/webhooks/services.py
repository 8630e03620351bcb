"""Telling addresses what happened: written with its cause, delivered after the commit, found again after a crash."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django_scopes import scope, scopes_disabled

from integrations.plaintext import one_line
from integrations.webhooks import rules
from integrations.webhooks.models import Delivery, DeliveryState, Hook
from integrations.webhooks.sending import BadAddress, NotTold, check, tell

log = logging.getLogger(__name__)

BATCH = 100

__all__ = ["BadAddress", "TooMany", "deliver", "end", "post", "register", "retry", "sweep", "test"]


class TooMany(Exception):
    """A tenant has so many live addresses and no more."""


def register(*, tenant_id: UUID, url: str, events: Iterable[str], now: dt.datetime) -> tuple[Hook, str]:
    """A new address; its secret is given once and never again. Raises BadAddress, TooMany."""
    check(url)
    secret = rules.new_secret()
    with scope(swv=tenant_id):
        if Hook.objects.filter(ended_at__isnull=True).count() >= rules.MOST_HOOKS:
            raise TooMany
        hook = Hook.objects.create(
            tenant_id=tenant_id, url=url, events=sorted(set(events)), secret=secret, created_at=now
        )
    return hook, secret


def end(*, tenant_id: UUID, hook_id: UUID, now: dt.datetime) -> Hook | None:
    """Tell this address nothing more, also what waits; None when it is not there or ended before."""
    with scope(swv=tenant_id), transaction.atomic():
        hook = Hook.objects.filter(pk=hook_id, ended_at__isnull=True).first()
        if hook is not None:
            _end(hook, said="Het adres is weggehaald.", now=now)
    return hook


def post(*, tenant_id: UUID, event: str, key: str, data: rules.Data, now: dt.datetime) -> int:
    """Write an event for every address that wants it, in the caller's transaction; gives for how many.

    The same key twice is one delivery per address. `data` holds ids, codes and counts, never anything about a pupil.
    """
    with scope(swv=tenant_id):
        hooks = [hook for hook in Hook.objects.filter(ended_at__isnull=True).defer("secret") if event in hook.events]
        return len(_write(hooks, event=event, key=key, data=data, now=now))


def test(*, tenant_id: UUID, hook_id: UUID, now: dt.datetime) -> bool:
    """Send a try-out, whatever events the address wants and however long it rests; False when it is not there."""
    with scope(swv=tenant_id):
        hook = Hook.objects.filter(pk=hook_id, ended_at__isnull=True).first()
        if hook is None:
            return False
        Hook.objects.filter(pk=hook_id).update(rests_until=None)
        _write([hook], event=rules.TEST, key=f"{rules.TEST}:{now.isoformat()}", data={"hook": str(hook.pk)}, now=now)
    return True


def retry(*, tenant_id: UUID, delivery_id: UUID, now: dt.datetime) -> bool:
    """Try a failed delivery once more, for staff; False when there is nothing to retry."""
    with scope(swv=tenant_id):
        again = Delivery.objects.filter(
            pk=delivery_id, state=DeliveryState.FAILED, hook__in=Hook.objects.filter(ended_at__isnull=True)
        )
        if again.update(state=DeliveryState.WAITING, not_before=now, attempts=0) != 1:
            return False
    transaction.on_commit(lambda: _hurry([delivery_id]))
    return True


def deliver(delivery_id: UUID, *, now: dt.datetime) -> bool:
    """Tell one event if it is still to be told; True when the other side said yes. Never raises for the network."""
    with scopes_disabled():
        # Claim: update the row where it is still free and look whether one changed. No second worker gets it.
        claimed = (
            Delivery.objects.filter(pk=delivery_id, state=DeliveryState.WAITING, not_before__lte=now)
            .filter(hook__in=_awake(now))
            .update(state=DeliveryState.SENDING, claimed_at=now, attempts=F("attempts") + 1)
        )
        if claimed != 1:
            return False
        row = Delivery.objects.select_related("hook").get(pk=delivery_id)
    with scope(swv=row.tenant_id):
        try:
            status = tell(
                row.hook.url, secret=str(row.hook.secret), message_id=_message_id(row), content=row.body, now=now
            )
        except NotTold as refusal:
            _failed(row, refusal, now=now)
            return False
        _done(row, status=status, now=now)
    return True


def sweep(*, now: dt.datetime) -> int:
    """Free what a crash left, forget what is old, and tell what is due, for some minutes; gives how many arrived."""
    started = time.monotonic()
    with scopes_disabled():
        Delivery.objects.filter(state=DeliveryState.SENDING, claimed_at__lt=now - rules.STUCK_AFTER).update(
            state=DeliveryState.WAITING, last_word="De vorige poging is afgebroken."
        )
        old = Delivery.objects.filter(created_at__lt=now - rules.KEEP)
        old.exclude(state__in=[DeliveryState.WAITING, DeliveryState.SENDING]).delete()
        due = Delivery.objects.filter(state=DeliveryState.WAITING, not_before__lte=now, hook__in=_awake(now))
        todo = list(due.order_by("not_before", "created_at").values_list("pk", flat=True)[:BATCH])
    told = 0
    for delivery_id in todo:
        spent = dt.timedelta(seconds=time.monotonic() - started)
        if spent > rules.SWEEP_BUDGET:
            break
        try:
            told += deliver(delivery_id, now=now + spent)
        except Exception as trouble:  # one broken row must not hold up everybody's news
            log.error("delivery %s broke the sweep: %s", delivery_id, type(trouble).__name__)  # noqa: TRY400  # codes only
    return told


def _awake(now: dt.datetime) -> QuerySet[Hook]:
    """Addresses that are told now: not ended, not resting (house rule 1: what rests waits as a row)."""
    return Hook.objects.filter(Q(rests_until__isnull=True) | Q(rests_until__lte=now), ended_at__isnull=True)


def _write(hooks: list[Hook], *, event: str, key: str, data: rules.Data, now: dt.datetime) -> list[Delivery]:
    if not hooks:
        return []
    content = rules.body(event=event, data=data, at=now)
    known = set(Delivery.objects.filter(hook__in=hooks, key=key).values_list("hook_id", flat=True))
    rows = [
        Delivery(
            tenant_id=hook.tenant_id, hook=hook, key=key, event=event, body=content, not_before=now, created_at=now
        )
        for hook in hooks
        if hook.pk not in known
    ]
    # Somebody else may write the same at this moment: the first one counts.
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    ids = [row.pk for row in rows]
    transaction.on_commit(lambda: _hurry(ids))
    return rows


def _hurry(ids: list[UUID]) -> None:
    """Ask a worker to tell it now. Trouble with the broker harms nobody: the sweep delivers."""
    from integrations.webhooks.tasks import deliver as task  # the task imports this module

    for delivery_id in ids:
        try:
            task.apply_async((str(delivery_id),), retry=False)
        except Exception as trouble:  # the cause is committed; nothing a broker does may look like a failure of it
            log.warning("deliveries wait for the sweep: %s", type(trouble).__name__)
            return


def _message_id(row: Delivery) -> str:
    return f"msg_{row.pk.hex}"


def _done(row: Delivery, *, status: int, now: dt.datetime) -> None:
    """The other side's yes is the truth, even if somebody took this worker for dead in the meantime."""
    Delivery.objects.filter(pk=row.pk).exclude(state=DeliveryState.DONE).update(
        state=DeliveryState.DONE, done_at=now, last_word=f"antwoord {status}"
    )
    Hook.objects.filter(pk=row.hook_id).update(failures=0, rests_until=None)


def _failed(row: Delivery, refusal: NotTold, *, now: dt.datetime) -> None:
    """Write down the last word, if the delivery is still ours; let an address that fails and fails rest."""
    given_up = row.attempts >= rules.MAX_ATTEMPTS
    wait = max(rules.wait(attempts=row.attempts, key=str(row.pk)), refusal.wait or dt.timedelta())
    ours = Delivery.objects.filter(
        pk=row.pk, state=DeliveryState.SENDING, attempts=row.attempts, claimed_at=row.claimed_at
    )
    ours.update(
        state=DeliveryState.FAILED if given_up else DeliveryState.WAITING,
        last_word=one_line(str(refusal))[:200],
        not_before=now + wait,
    )
    log.warning("delivery %s was not taken at attempt %d%s", row.pk, row.attempts, "; given up" if given_up else "")
    if refusal.gone:
        _end(row.hook, said="Het andere systeem zegt dat dit adres niet meer bestaat.", now=now)
        return
    Hook.objects.filter(pk=row.hook_id).update(failures=F("failures") + 1)
    failures = Hook.objects.values_list("failures", flat=True).get(pk=row.hook_id)
    rest = rules.rest(failures=failures, key=str(row.hook_id))
    rest = max(filter(None, (rest, refusal.wait)), default=None)
    if rest is not None:
        Hook.objects.filter(pk=row.hook_id).update(rests_until=now + rest)


def _end(hook: Hook, *, said: str, now: dt.datetime) -> None:
    Hook.objects.filter(pk=hook.pk).update(ended_at=now)
    Delivery.objects.filter(hook=hook, state__in=[DeliveryState.WAITING, DeliveryState.SENDING]).update(
        state=DeliveryState.FAILED, last_word=said
    )
