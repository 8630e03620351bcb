"""Being called when something changes (Microsoft 365): it hurries the look at a calendar, and nothing else.

A call is a hint: it changes nothing by itself, it may come twice, late or never, and whatever is missed the beat finds.
"""

from __future__ import annotations

import datetime as dt
import hmac
import logging
import secrets
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from integrations.calendars.seam import CalendarTrouble, Watchable
from planning.calendars import rules, servers
from planning.calendars.models import AccountState, CalendarAccount, Kind
from planning.calendars.services import wishing

log = logging.getLogger(__name__)
MOST = 200  # accounts in one go
SECONDS = 30.0  # of one account


@dataclass(frozen=True, slots=True)
class Call:
    """One notification: of which watch, with which secret. `ends`: the server says that the watch is no more."""

    watch: str
    secret: str
    ends: bool = False


def take_calls(calls: Collection[Call], *, now: dt.datetime) -> int:
    """Have the calendars looked at of which a server says that something changed; gives how many.

    A call of an unknown watch, or without the secret that we gave (compared in constant time), is passed over in
    silence. Many about one calendar are one look.
    """
    by_watch = {call.watch: call for call in calls if 0 < len(call.watch) <= 100}
    ended = {call.watch for call in calls if call.ends}
    found: set[UUID] = set()
    with scopes_disabled():
        rows = CalendarAccount.objects.filter(watch_id__in=by_watch).exclude(state=AccountState.LEAVING)
        for account in rows.only("pk", "watch_id", "watch_secret"):
            known, said = str(account.watch_secret or ""), by_watch[account.watch_id].secret
            if not known or not hmac.compare_digest(known.encode(), said.encode()):
                log.warning("a call about calendar %s has another secret", account.pk)
                continue
            found.add(account.pk)
            if account.watch_id in ended:
                CalendarAccount.objects.filter(pk=account.pk).update(watch_id="", watch_until=now)
        # Due as well: when no worker hears of it now, the next beat looks.
        CalendarAccount.objects.filter(pk__in=found).update(look_next=now, read_next=now)
    wishing.hurry_noticing(found)
    return len(found)


def watch(*, now: dt.datetime) -> int:
    """Have every calendar that can call us do so, and prolong what ends soon; gives how many were asked.

    Without a public https address nobody can call us: then there is the beat alone.
    """
    if not settings.BASE_URL.startswith("https://"):
        return 0
    with scopes_disabled():
        ends = Q(watch_until__isnull=True) | Q(watch_until__lte=now + rules.WATCH_AHEAD)
        due = CalendarAccount.objects.filter(ends, kind=Kind.MICROSOFT365, calendar__isnull=False)
        due = due.filter(state=AccountState.CONNECTED).exclude(open_until__gt=now)
        accounts = list(due.order_by("watch_until")[:MOST])
    return sum(_watch(account, now=now) for account in accounts)


def stop_watching(account: CalendarAccount, *, now: dt.datetime) -> None:
    """Have the server call us no more. Trouble with that harms nobody: the secret goes, and a watch ends by itself."""
    if not account.watch_id:
        return
    CalendarAccount.objects.filter(pk=account.pk).update(watch_id="", watch_secret=None, watch_until=None)
    try:
        with closing(servers.provider_of(account, now=now, seconds=SECONDS)) as provider:
            if isinstance(provider, Watchable):
                provider.unwatch(account.watch_id)
    except CalendarTrouble as trouble:
        log.warning("the watch of calendar %s stays until it ends: %s", account.pk, trouble.code)


def _watch(account: CalendarAccount, *, now: dt.datetime) -> int:
    """Prolong or begin the watch of one account. What goes wrong is tried again in an hour, and is no trouble to it."""
    until, secret = now + rules.WATCH, str(account.watch_secret or "") or secrets.token_urlsafe(32)
    rows = CalendarAccount.objects.filter(pk=account.pk)
    with scope(swv=account.swv_id):
        # Kept first: the server calls us before it answers, and a crash in between leaves a watch that ends by itself.
        rows.update(watch_secret=secret, watch_until=now + rules.WATCH_AHEAD + rules.WATCH_TRY)
        try:
            with closing(servers.provider_of(account, now=now, seconds=SECONDS)) as provider:
                if not isinstance(provider, Watchable):
                    return 0
                watch = account.watch_id
                if not watch or not provider.watch_on(watch, until=until):
                    url = settings.BASE_URL + reverse("graph-calls")
                    watch = provider.watch(str(account.calendar), url=url, secret=secret, until=until)
        except CalendarTrouble as trouble:
            log.warning("calendar %s cannot be watched: %s", account.pk, trouble.code)
            return 0
        rows.update(watch_id=watch[:100], watch_until=until)
    return 1
