"""Connecting a calendar, choosing which, and letting go of it: always by its owner, for itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import closing
from uuid import UUID

from django.db import transaction
from django.db.models import F

from integrations.calendars.seam import CalendarTrouble, RemoteCalendar
from planning.calendars import servers
from planning.calendars.models import WRITTEN, AccountState, BusyTime, CalendarAccount, CalendarChange, Kind, Wish
from planning.calendars.services import wishing
from planning.calendars.services.errors import CannotConnect, ConnectedAlready, NoSuchCalendar, TooManyFeeds
from planning.people import audit
from planning.people.access import Actor
from planning.people.models import Person

MOST_FEEDS = 3
TRY_SECONDS = 25.0  # somebody is waiting


def connect(
    *, actor: Actor, kind: Kind, address: str = "", username: str = "", password: str = "", now: dt.datetime
) -> CalendarAccount:
    """Log in at the server and keep the account of the one who acts. Where there is one calendar, it is chosen.

    The server is asked before anything is kept, outside a transaction. Connecting the same server again renews the
    credentials. Of Microsoft 365 it is the mailbox of the person's own e-mail address, whatever `address` says: the
    application could read more. Raises CannotConnect with what is wrong in plain words, ConnectedAlready, TooManyFeeds.
    """
    if kind == Kind.MICROSOFT365:
        address, username, password = Person.objects.get(pk=actor.person_id).email, "", ""
    fresh = CalendarAccount(
        swv_id=actor.swv_id,
        person_id=actor.person_id,
        kind=kind,
        server=servers.host_of(kind, address),
        address=address,
        username=username or None,
        password=password or None,
        read_next=now,
    )
    found = _ask(fresh, now=now)
    with transaction.atomic():
        account = _renewed(fresh) if kind in WRITTEN else fresh
        _refuse_too_many(account)
        chosen = [one for one in found if one.id == account.calendar] or (found if len(found) == 1 else [])
        account.calendar, account.calendar_name = (chosen[0].id, chosen[0].name[:200]) if chosen else (None, None)
        account.state, account.trouble, account.failures = AccountState.CONNECTED, "", 0
        account.open_until, account.last_success, account.read_next = None, now, now
        account.look_next, account.look_token = None, None
        account.save()
        audit.record(swv_id=actor.swv_id, by=actor.by, action="calendar.connect", on=account, now=now, kind=str(kind))
        transaction.on_commit(lambda: _hurry(account))
    return account


def calendars_of(account: CalendarAccount, *, now: dt.datetime) -> tuple[RemoteCalendar, ...]:
    """The calendars to choose from, asked now. Raises CannotConnect."""
    return _ask(account, now=now)


@transaction.atomic
def choose(
    *, actor: Actor, account_id: UUID, calendar: str, among: Sequence[RemoteCalendar], now: dt.datetime
) -> CalendarAccount:
    """Read and write this calendar; what we wrote elsewhere moves along. Raises NoSuchCalendar."""
    account = _own(actor, account_id)
    found = next((one for one in among if one.id == calendar), None)
    if found is None:
        raise NoSuchCalendar(fields={"calendar": NoSuchCalendar.message})
    if account.calendar == found.id:
        return account
    account.calendar, account.calendar_name = found.id, found.name[:200]
    account.busy_read_at, account.busy_tag, account.read_next = None, "", now
    account.look_next, account.look_token = None, None
    account.state, account.trouble, account.failures, account.open_until = AccountState.CONNECTED, "", 0, None
    account.save()
    BusyTime.objects.filter(account=account).delete()
    CalendarChange.objects.filter(account=account).exclude(wish=Wish.GONE).update(
        revision=F("revision") + 1, next_try=now, attempts=0
    )
    audit.record(swv_id=account.swv_id, by=actor.by, action="calendar.choose", on=account, now=now)
    transaction.on_commit(lambda: _hurry(account))
    return account


@transaction.atomic
def disconnect(*, actor: Actor, account_id: UUID, now: dt.datetime) -> int:
    """Let go: busy times at once, what we wrote as soon as the server allows, then the credentials with the row.

    Gives how many objects of ours must still be removed there. Twice is once.
    """
    account = _own(actor, account_id)
    BusyTime.objects.filter(account=account).delete()
    audit.record(swv_id=account.swv_id, by=actor.by, action="calendar.disconnect", on=account, now=now)
    if account.kind == Kind.FEED:
        account.delete()
        return 0
    left = wishing.drop_all(account, now=now)
    # Also where it was broken: one try more before what we wrote stays behind.
    account.state, account.trouble, account.failures, account.open_until = AccountState.LEAVING, "", 0, None
    account.busy_read_at, account.busy_tag = None, ""
    account.save()
    transaction.on_commit(lambda: wishing.hurry([account.pk]))
    return left


def _hurry(account: CalendarAccount) -> None:
    if account.calendar:
        wishing.hurry_reading([account.pk])
        if account.kind in WRITTEN:
            wishing.hurry([account.pk])


def _own(actor: Actor, account_id: UUID) -> CalendarAccount:
    """The account, locked, of nobody else than who acts. Raises DoesNotExist."""
    return CalendarAccount.objects.select_for_update(of=("self",)).get(pk=account_id, person_id=actor.person_id)


def _ask(account: CalendarAccount, *, now: dt.datetime) -> tuple[RemoteCalendar, ...]:
    try:
        with closing(servers.source_of(account, now=now, seconds=TRY_SECONDS)) as source:
            return source.connect()
    except CalendarTrouble as trouble:
        raise CannotConnect(trouble.code, microsoft=account.kind == Kind.MICROSOFT365) from trouble


def _renewed(fresh: CalendarAccount) -> CalendarAccount:
    """The calendar that is written into already, with new credentials; or the new one."""
    known = CalendarAccount.objects.select_for_update(of=("self",)).filter(person_id=fresh.person_id, kind__in=WRITTEN)
    account = known.first()
    if account is None:
        return fresh
    if account.state == AccountState.LEAVING or (account.kind, account.server) != (fresh.kind, fresh.server):
        raise ConnectedAlready
    account.address, account.username, account.password = fresh.address, fresh.username, fresh.password
    return account


def _refuse_too_many(account: CalendarAccount) -> None:
    if account.kind == Kind.FEED:
        feeds = CalendarAccount.objects.filter(person_id=account.person_id, kind=Kind.FEED).count()
        if feeds >= MOST_FEEDS:
            raise TooManyFeeds
