"""Delivering: making people's calendars what was wished, after the commit, and finding what a crash left."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django_scopes import scope, scopes_disabled

from integrations.calendars.seam import CalendarProvider, CalendarTrouble, Written
from integrations.types import CalendarEvent
from planning.calendars import rules, servers
from planning.calendars.models import AccountState, BusyTime, CalendarAccount, CalendarChange, Wish
from planning.calendars.services.watching import stop_watching
from planning.people import audit
from planning.people.audit import By

log = logging.getLogger(__name__)
BATCH = 200  # changes of one account in one go
SERVER_SECONDS, RUN_SECONDS = 240.0, 200.0  # of one run: what the server gets, and when no new change is begun
SWEEP_BUDGET = dt.timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class Claim:
    """A change that is ours to make, as it was when we took it."""

    row: CalendarChange
    at: dt.datetime


def deliver(account_id: UUID, *, now: dt.datetime) -> int:
    """Make the due changes of one account, one after the other; gives how many its server took. Never raises for it.

    Nothing happens while the circuit is open. Trouble that concerns the whole account ends the run.
    """
    with scopes_disabled():
        account = CalendarAccount.objects.filter(pk=account_id).first()
    if account is None or (account.open_until is not None and account.open_until > now):
        return 0
    with scope(swv=account.swv_id):
        made = _deliver(account, now=now)
        if account.state == AccountState.LEAVING:
            stop_watching(account, now=now)
        _perhaps_let_go(account_id, now=now)
    return made


def sweep(*, now: dt.datetime) -> int:
    """Free what a crash left, write what is due, throw away what is too old; gives how many changes were made."""
    started = time.monotonic()
    _free_the_stuck(now=now)
    forget_old_busy_times(now=now)
    with scopes_disabled():
        settled = CalendarChange.objects.filter(done=F("revision"))
        settled.filter(wish=Wish.GONE, wished_at__lt=now - rules.KEEP_GONE).delete()
        settled.filter(wish=Wish.MEETING, end__lt=now - rules.KEEP_PAST).delete()
        due = CalendarChange.objects.filter(done__lt=F("revision"), next_try__lte=now, claimed_at__isnull=True)
        todo = set(due.values_list("account_id", flat=True))
        todo |= set(CalendarAccount.objects.filter(state=AccountState.LEAVING).values_list("pk", flat=True))
    made = 0
    for account_id in sorted(todo):
        spent = dt.timedelta(seconds=time.monotonic() - started)
        if spent > SWEEP_BUDGET:
            break
        try:
            made += deliver(account_id, now=now + spent)
        except Exception as trouble:  # one broken account must not hold up everybody's
            log.error("calendar %s broke the sweep: %s", account_id, type(trouble).__name__)  # noqa: TRY400
    return made


def forget_old_busy_times(*, now: dt.datetime) -> int:
    """Busy times older than a day are not kept: nobody may plan on them."""
    with scopes_disabled():
        old = BusyTime.objects.filter(account__busy_read_at__lt=now - rules.FRESH)
        return old.delete()[0]


def note_trouble(account: CalendarAccount, trouble: CalendarTrouble, *, now: dt.datetime) -> None:
    """Keep what went wrong at a server and how long it is left alone."""
    failures = account.failures + 1
    pause = rules.wait(failures=failures, key=str(account.pk), asked=trouble.wait)
    broken = rules.breaks(trouble.code)
    rest: dict[str, object] = {}
    if broken:
        rest["open_until"] = now + rules.BROKEN_TRY
    elif trouble.retry:
        rest["open_until"] = now + pause
    log.warning("calendar %s: %s (%s)", account.pk, trouble.code, trouble)
    CalendarAccount.objects.filter(pk=account.pk).update(failures=failures, trouble=trouble.code, **rest)
    if broken:
        CalendarAccount.objects.filter(pk=account.pk, state=AccountState.CONNECTED).update(state=AccountState.BROKEN)
    account.failures, account.trouble = failures, trouble.code


def note_success(account: CalendarAccount, *, now: dt.datetime) -> None:
    """The server did as asked: whatever was wrong is over."""
    CalendarAccount.objects.filter(pk=account.pk).update(failures=0, trouble="", open_until=None, last_success=now)
    CalendarAccount.objects.filter(pk=account.pk, state=AccountState.BROKEN).update(state=AccountState.CONNECTED)
    account.failures, account.trouble = 0, ""


def _deliver(account: CalendarAccount, *, now: dt.datetime) -> int:
    due = CalendarChange.objects.filter(
        account=account, done__lt=F("revision"), next_try__lte=now, claimed_at__isnull=True
    )
    # What must go first: an option that is let go of makes room.
    todo = sorted(due.values_list("wish", "start", "pk")[:BATCH], key=lambda row: (row[0] != Wish.GONE, row[1]))
    if not todo:
        return 0
    made = 0
    try:
        provider = servers.provider_of(account, now=now, seconds=SERVER_SECONDS)
        with closing(provider):
            made = _make_all([row[2] for row in todo], account=account, provider=provider, now=now)
    except CalendarTrouble as trouble:
        note_trouble(account, trouble, now=now)
    if made:
        if not account.trouble:
            note_success(account, now=now)
        # What we wrote is no reason to be busy: have it read anew.
        CalendarAccount.objects.filter(pk=account.pk).update(read_next=now)
    return made


def _make_all(keys: Sequence[UUID], *, account: CalendarAccount, provider: CalendarProvider, now: dt.datetime) -> int:
    began, made = time.monotonic(), 0
    account.trouble = ""  # what it was before this run is over unless it comes back
    for key in keys:
        if time.monotonic() - began > RUN_SECONDS:
            break
        claim = _claim(key, now=now)
        if claim is None:
            continue
        try:
            _make(claim, account=account, provider=provider)
        except CalendarTrouble as trouble:
            _put_back(claim, said=trouble.code, now=now)
            note_trouble(account, trouble, now=now)
            if trouble.retry or rules.breaks(trouble.code):
                break
        except Exception as fault:  # an event that cannot be written must not hold up the others
            log.error("change %s cannot be made: %s", key, type(fault).__name__)  # noqa: TRY400
            _put_back(claim, said=type(fault).__name__, now=now)
        else:
            made += 1
    return made


def _claim(key: UUID, *, now: dt.datetime) -> Claim | None:
    """Take a change: update the row where it is still free and look whether one changed. No second worker gets it."""
    free = CalendarChange.objects.filter(pk=key, claimed_at__isnull=True, done__lt=F("revision"), next_try__lte=now)
    if free.update(claimed_at=now, attempts=F("attempts") + 1) != 1:
        return None
    return Claim(row=CalendarChange.objects.get(pk=key), at=now)


def _make(claim: Claim, *, account: CalendarAccount, provider: CalendarProvider) -> None:
    row, calendar = claim.row, str(account.calendar or "")
    if row.ref and (row.wish == Wish.GONE or row.written_in != calendar):
        provider.delete(Written(ref=row.ref, etag=row.etag))
        row.ref, row.etag, row.written_in = "", "", None
    if row.wish == Wish.GONE:
        _finish(claim)
        return
    if not calendar:
        raise CalendarTrouble("nothing_there", "no calendar is chosen", retry=False)
    event = _event_of(row)
    known = Written(ref=row.ref, etag=row.etag)
    if not row.ref:
        # Kept before the server is asked: if we die in between, whoever comes next knows where it may stand.
        row.ref, row.written_in = provider.place_of(calendar, row.uid), calendar
        CalendarChange.objects.filter(pk=row.pk).update(ref=row.ref, written_in=calendar, etag="")
    written = _write(provider, calendar=calendar, event=event, known=known)
    row.ref, row.etag = written.ref, written.etag[:200]
    _finish(claim)


def _write(provider: CalendarProvider, *, calendar: str, event: CalendarEvent, known: Written) -> Written:
    """Write where it stood. Whoever changed or removed it there meanwhile: what was agreed with everybody is true."""
    if known.ref and known.etag:
        try:
            return provider.move(known, event)
        except CalendarTrouble as trouble:
            if trouble.code != "changed":
                raise
    return provider.put(calendar, event)


def _event_of(row: CalendarChange) -> CalendarEvent:
    return CalendarEvent(
        uid=row.uid,
        sequence=row.revision - 1,
        start=row.start,
        end=row.end,
        summary=row.summary,
        location=row.location,
        url=row.url,
        tentative=row.wish == Wish.HOLD,
        modified=row.wished_at,
    )


def _finish(claim: Claim) -> None:
    """It is as wished at the moment of the claim. Whoever lost the claim meanwhile says: look once more."""
    row = claim.row
    there = {"ref": row.ref, "etag": row.etag, "written_in": row.written_in, "last_word": ""}
    ours = CalendarChange.objects.filter(pk=row.pk, claimed_at=claim.at)
    if ours.update(claimed_at=None, done=row.revision, attempts=0, **there) == 1:
        return
    log.warning("change %s was made by two", row.pk)
    late = {"ref": row.ref, "written_in": row.written_in} if row.ref else {}
    CalendarChange.objects.filter(pk=row.pk).update(done=0, etag="", **late)


def _put_back(claim: Claim, *, said: str, now: dt.datetime) -> None:
    pause = rules.wait(failures=claim.row.attempts, key=str(claim.row.pk))
    CalendarChange.objects.filter(pk=claim.row.pk, claimed_at=claim.at).update(
        claimed_at=None, next_try=now + pause, last_word=said[:200], ref=claim.row.ref, written_in=claim.row.written_in
    )


def _free_the_stuck(*, now: dt.datetime) -> None:
    with scopes_disabled():
        stuck = CalendarChange.objects.filter(claimed_at__lt=now - rules.STUCK_AFTER)
        stuck.update(claimed_at=None, next_try=now)


@transaction.atomic
def _perhaps_let_go(account_id: UUID, *, now: dt.datetime) -> None:
    """An account that is left goes when all of ours is gone there, or when its server never lets us in again."""
    account = CalendarAccount.objects.select_for_update().filter(pk=account_id, state=AccountState.LEAVING).first()
    if account is None:
        return
    left = CalendarChange.objects.filter(account=account).exclude(done=F("revision"))
    in_vain = rules.breaks(account.trouble) or rules.left_long_ago(
        list(left.values_list("wished_at", flat=True)), now=now
    )
    count = left.count()
    if count and not in_vain:
        return
    audit.record(
        swv_id=account.swv_id, by=By.system(), action="calendar.removed", on=account, now=now, left_behind=count
    )
    account.delete()
