"""From an account to the server behind it: the only place that opens its secrets."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings

from integrations.calendars.caldav.client import Account
from integrations.calendars.caldav.provider import CalDavProvider
from integrations.calendars.feed.provider import FeedSource
from integrations.calendars.seam import BusySource, CalendarProvider
from planning.calendars.models import CalendarAccount, Kind

ACCOUNT_SECONDS = 45.0
"""How long reading one account may last."""


def host_of(address: str) -> str:
    """The name of the server, for the limit per server; "" when the address has none."""
    try:
        return (urlsplit(address).hostname or "")[:255]
    except ValueError:
        return ""


def source_of(account: CalendarAccount, *, now: dt.datetime, seconds: float) -> BusySource:
    """The server of an account, to read. Raises CalendarTrouble for an address that is not allowed."""
    if account.kind == Kind.FEED:
        return FeedSource(str(account.address), now=now, inside=_inside(), seconds=seconds)
    return provider_of(account, now=now, seconds=seconds)


def provider_of(account: CalendarAccount, *, now: dt.datetime, seconds: float) -> CalendarProvider:
    """The server of an account that is written into. Raises CalendarTrouble for an address that is not allowed."""
    if account.kind != Kind.CALDAV:
        msg = "nothing is written into a feed"
        raise ValueError(msg)
    address = Account(
        url=str(account.address),
        username=str(account.username or ""),
        password=str(account.password or ""),
        inside=_inside(),
        seconds=seconds,
    )
    return CalDavProvider(address, now=now)


def _inside() -> frozenset[str]:
    return frozenset(settings.CALENDAR_INSIDE)
