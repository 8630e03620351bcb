"""Setting, cancelling and ringing bells."""

from __future__ import annotations

import datetime as dt
import logging
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django_scopes import scope, scopes_disabled

from notifications.reminders import rules
from notifications.reminders.models import Reminder
from notifications.reminders.signals import bell

log = logging.getLogger(__name__)

BATCH = 200
_OPEN = Q(rung_at__isnull=True, cancelled_at__isnull=True)


def remind(*, tenant_id: UUID, kind: str, object_key: str, due_at: dt.datetime, now: dt.datetime) -> UUID:
    """Set a bell; the same one twice is one. One that was cancelled before it rang is set again."""
    with scope(swv=tenant_id):
        row, made = Reminder.objects.get_or_create(
            tenant_id=tenant_id,
            kind=kind,
            object_key=object_key,
            due_at=due_at,
            defaults={"created_at": now, "not_before": due_at},
        )
        if not made:
            Reminder.objects.filter(pk=row.pk, rung_at__isnull=True, cancelled_at__isnull=False).update(
                cancelled_at=None, claimed_at=None, attempts=0, not_before=due_at
            )
    return row.pk


def cancel(*, tenant_id: UUID, object_key: str, now: dt.datetime, kind: str | None = None) -> int:
    """Silence the bells of an object, all or of one kind; gives how many."""
    with scope(swv=tenant_id):
        rows = Reminder.objects.filter(_OPEN, object_key=object_key)
        if kind is not None:
            rows = rows.filter(kind=kind)
        return rows.update(cancelled_at=now)


def ring_due(*, now: dt.datetime) -> int:
    """Ring every bell whose time has come; gives how many rang. A bell whose listener fails rings again later.

    However late: after days without a worker the listener decides what is still worth saying.
    """
    with scopes_disabled():
        due = list(Reminder.objects.filter(_may_ring(now)).order_by("not_before")[:BATCH])
    return sum(_ring(reminder=reminder, now=now) for reminder in due)


def _may_ring(now: dt.datetime) -> Q:
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - rules.STUCK_AFTER)
    return _OPEN & free & Q(not_before__lte=now, attempts__lt=rules.MAX_ATTEMPTS)


def _ring(*, reminder: Reminder, now: dt.datetime) -> bool:
    with scope(swv=reminder.tenant_id):
        # Claim: update the row where it is still free and look whether one changed. No second worker gets it.
        claimed = Reminder.objects.filter(_may_ring(now), pk=reminder.pk)
        if claimed.update(claimed_at=now, attempts=F("attempts") + 1) != 1:
            return False
        attempts = reminder.attempts + 1
        try:
            with transaction.atomic():
                bell.send(
                    sender=Reminder,
                    tenant_id=reminder.tenant_id,
                    kind=reminder.kind,
                    object_key=reminder.object_key,
                    now=now,
                )
                Reminder.objects.filter(pk=reminder.pk).update(rung_at=now)
        except Exception as trouble:  # a listener of another room may fail in any way; the row stays for a later sweep
            log.error(  # noqa: TRY400  # codes only: a traceback may hold what a listener was working on
                "bell %s of kind %s failed at attempt %d: %s",
                reminder.pk,
                reminder.kind,
                attempts,
                type(trouble).__name__,
            )
            Reminder.objects.filter(pk=reminder.pk, attempts=attempts).update(
                claimed_at=None, not_before=now + rules.wait(attempts=attempts)
            )
            return False
    return True
