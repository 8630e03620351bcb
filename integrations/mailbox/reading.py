"""The mailbox of this house, as the settings name it: read once, or watched."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import close_old_connections, connection
from django.utils import timezone

from integrations.mailbox import services
from integrations.mailbox.imap import provider
from integrations.mailbox.imap.client import Account, MailboxTrouble, account_from
from integrations.mailbox.imap.provider import Read
from integrations.mailbox.models import TakenMail
from integrations.mailbox.types import Taken

log = logging.getLogger(__name__)

LAST_READ, LAST_TROUBLE = "mailbox-last-read", "mailbox-last-trouble"
_DAY = 24 * 3600
WELL_WITHIN = dt.timedelta(seconds=provider.IDLE_SECONDS + provider.LONGEST_WAIT)
"""So long may lie between two looks of who idles: a server is asked anew, or away for a moment."""


def account() -> Account | None:
    """The mailbox that answers come to; None where none is set."""
    if not settings.IMAP_URL:
        return None
    return account_from(settings.IMAP_URL, done=settings.IMAP_DONE, ca=settings.IMAP_CA)


def look() -> Read | None:
    """Take what is new, once. None where no mailbox is set, or when it cannot be read now: that is written down."""
    found = account()
    if found is None:
        return None
    try:
        read = provider.look(found, _take)
    except MailboxTrouble as trouble:
        log.warning("the mailbox cannot be read: %s", trouble.code)
        _remember(trouble)
        return None
    _remember(read)
    return read


def watch(
    *, going_on: Callable[[], bool], sleep: Callable[[float], None], idle_seconds: float, poll_seconds: float
) -> None:
    """Read as long as `going_on()` says so. Without a mailbox in the settings it returns at once."""
    found = account()
    if found is not None:
        provider.watch(
            found,
            _take,
            going_on=going_on,
            sleep=sleep,
            idle_seconds=idle_seconds,
            poll_seconds=poll_seconds,
            told=_remember,
        )


def state() -> dict[str, object]:
    """For who looks after the house: when the mailbox was last read, and what was wrong since."""
    read: dt.datetime | None = cache.get(LAST_READ)
    return {"read": read.isoformat() if read else None, "trouble": cache.get(LAST_TROUBLE)}


def health(*, now: dt.datetime) -> dict[str, object]:
    """Numbers and codes of our own, for who looks after the house; no word of the mailbox itself.

    Well without a mailbox, for then everybody answers by link. With one: read within half an hour, by whoever idles or
    by the sweep; one look that failed is `trouble`, not illness. `not_taken` are mails that our rooms fail on.
    """
    try:
        found = account()
    except ValueError:
        return {"ok": False, "detail": "misconfigured"}
    if found is None:
        return {"ok": True, "detail": "no mailbox configured"}
    read: dt.datetime | None = cache.get(LAST_READ)
    trouble = cache.get(LAST_TROUBLE)
    told: dict[str, object] = {} if trouble is None else {"trouble": trouble}
    if read is None:
        return {"ok": False, "detail": "never read", **told}
    not_taken = TakenMail.objects.filter(taken_at__isnull=True).count()
    since = max(0, round((now - read).total_seconds()))
    return {"ok": since <= WELL_WITHIN.total_seconds(), "seconds_since_read": since, "not_taken": not_taken, **told}


def _take(raw: bytes) -> Taken:
    if not connection.in_atomic_block:
        close_old_connections()  # hours may lie between two mails, and a database server hangs up before that
    return services.take(raw, tenant_id=settings.IMAP_SWV or None, now=timezone.now())


def _remember(news: Read | MailboxTrouble) -> None:
    if isinstance(news, MailboxTrouble):
        cache.set(LAST_TROUBLE, news.code, timeout=_DAY)
    else:
        cache.set(LAST_READ, timezone.now(), timeout=_DAY)
        cache.delete(LAST_TROUBLE)
