"""Wishing: what must stand in people's calendars is a row in the same transaction as its cause (house rule 1)."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F

from planning.calendars import rules
from planning.calendars.models import WRITTEN, AccountState, Answer, CalendarAccount, CalendarChange, OwnerChange, Wish

log = logging.getLogger(__name__)
AT_ONCE = 100  # rows per INSERT


@dataclass(frozen=True, slots=True)
class Wished:
    """All that one person's calendar must have of one group (a meeting): options on hold, the meeting, or nothing."""

    person_id: UUID
    group: str
    wanted: tuple[rules.Wanted, ...] = ()


@transaction.atomic
def wish(wishes: Sequence[Wished], *, now: dt.datetime) -> int:
    """Say what must stand in people's calendars; the servers hear it after the commit. Gives how many objects differ.

    Whole and idempotent: the same wish again changes nothing. Who has no calendar that is written into is passed over.
    The caller holds the lock of each group (the meeting's row), so that two never wish for one group at once. Two
    queries for any number, then one per object that becomes something else.
    """
    accounts = _accounts({one.person_id for one in wishes})
    ours = [one for one in wishes if one.person_id in accounts]
    if not ours:
        return 0
    standing: dict[tuple[UUID, str], list[CalendarChange]] = defaultdict(list)
    groups = {one.group for one in ours}
    found = CalendarChange.objects.filter(account__in=accounts.values(), group__in=groups).exclude(wish=Wish.GONE)
    for row in found.defer("written_in"):
        standing[row.account_id, row.group].append(row)
    touched: set[UUID] = set()
    fresh: list[CalendarChange] = []
    differs = 0
    for one in ours:
        account = accounts[one.person_id]
        plan = rules.plan([rules.Standing(row.pk, _wanted(row)) for row in standing[account.pk, one.group]], one.wanted)
        if plan.nothing:
            continue
        touched.add(account.pk)
        differs += len(plan.change) + len(plan.add) + len(plan.drop)
        _drop(plan.drop, now=now)
        for key, wanted in plan.change:
            _become(key, wanted, now=now)
        fresh += [_new(account, one.group, wanted, now=now) for wanted in plan.add]
    CalendarChange.objects.bulk_create(fresh, batch_size=AT_ONCE)
    if touched:
        transaction.on_commit(lambda: hurry(touched))
    return differs


def drop_all(account: CalendarAccount, *, now: dt.datetime) -> int:
    """Everything that we wrote into this account must go; gives how much that is."""
    standing = CalendarChange.objects.filter(account=account).exclude(wish=Wish.GONE)
    return _drop(list(standing.values_list("pk", flat=True)), now=now)


def hurry(account_ids: Collection[UUID]) -> None:
    """Ask a worker to write now. Trouble with the broker harms nobody: the sweep writes."""
    from planning.calendars.tasks import deliver  # the tasks import this room's services

    _ask_workers(deliver.apply_async, account_ids)


def hurry_reading(account_ids: Collection[UUID]) -> None:
    """Ask a worker to read now, for somebody who waits to see it."""
    from planning.calendars.tasks import read  # the tasks import this room's services

    _ask_workers(read.apply_async, account_ids)


def hurry_noticing(account_ids: Collection[UUID]) -> None:
    """Ask a worker to look now what an owner did. Trouble with the broker harms nobody: the beat looks."""
    from planning.calendars.tasks import notice_one  # the tasks import this room's services

    _ask_workers(notice_one.apply_async, account_ids)


def _ask_workers(apply: Callable[..., object], account_ids: Collection[UUID]) -> None:
    for account_id in account_ids:
        try:
            apply((str(account_id),), retry=False)
        except Exception as trouble:  # the cause is committed; nothing a broker does may look like a failure of it
            log.warning("calendar %s waits for the sweep: %s", account_id, type(trouble).__name__)
            return


def _accounts(person_ids: Collection[UUID]) -> dict[UUID, CalendarAccount]:
    written = CalendarAccount.objects.filter(person__in=person_ids, kind__in=WRITTEN, calendar__isnull=False)
    rows = written.exclude(state=AccountState.LEAVING)
    return {row.person_id: row for row in rows.only("pk", "swv_id", "person_id")}


def _wanted(row: CalendarChange) -> rules.Wanted:
    return rules.Wanted(
        start=row.start,
        end=row.end,
        firm=row.wish == Wish.MEETING,
        summary=row.summary,
        location=row.location,
        url=row.url,
    )


def _drop(keys: Sequence[UUID], *, now: dt.datetime) -> int:
    _nothing_to_ask(keys, now=now)
    return CalendarChange.objects.filter(pk__in=keys).update(
        wish=Wish.GONE, revision=F("revision") + 1, wished_at=now, next_try=now, attempts=0
    )


def _nothing_to_ask(keys: Sequence[UUID], *, now: dt.datetime) -> None:
    """What its owner did to an event that becomes something else is no question any more."""
    waiting = OwnerChange.objects.filter(change__in=keys, answer=Answer.OPEN)
    waiting.update(answer=Answer.OVER, answered_at=now)


def _become(key: UUID, wanted: rules.Wanted, *, now: dt.datetime) -> None:
    _nothing_to_ask([key], now=now)
    CalendarChange.objects.filter(pk=key).update(
        wish=Wish.MEETING if wanted.firm else Wish.HOLD,
        start=wanted.start,
        end=wanted.end,
        summary=wanted.summary,
        location=wanted.location,
        url=wanted.url,
        revision=F("revision") + 1,
        wished_at=now,
        next_try=now,
        attempts=0,
    )


def _new(account: CalendarAccount, group: str, wanted: rules.Wanted, *, now: dt.datetime) -> CalendarChange:
    return CalendarChange(
        swv_id=account.swv_id,
        account=account,
        group=group,
        uid=f"{secrets.token_hex(16)}@agenda",
        wish=Wish.MEETING if wanted.firm else Wish.HOLD,
        start=wanted.start,
        end=wanted.end,
        summary=wanted.summary,
        location=wanted.location,
        url=wanted.url,
        wished_at=now,
        next_try=now,
    )
