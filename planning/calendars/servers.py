"""From an account to the server behind it: the only place that opens its secrets."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings

from integrations.calendars.caldav.client import Account
from integrations.calendars.caldav.provider import CalDavProvider
from integrations.calendars.feed.provider import FeedSource
from integrations.calendars.microsoft365.client import App
from integrations.calendars.microsoft365.provider import Microsoft365Provider
from integrations.calendars.seam import BusySource, CalendarProvider, CalendarTrouble
from planning.calendars.models import CalendarAccount, Kind

ACCOUNT_SECONDS = 45.0
"""How long reading one account may last."""


def host_of(kind: Kind, address: str) -> str:
    """The name of the server, for the limit per server; "" when the address has none."""
    if kind == Kind.MICROSOFT365:
        return "Microsoft 365"
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
    if account.kind == Kind.MICROSOFT365:
        return Microsoft365Provider(microsoft_app(), str(account.address), now=now, seconds=seconds)
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


def microsoft_app() -> App:
    """The application that the administrator registered. Raises CalendarTrouble when there is none (any more)."""
    if not settings.M365_CLIENT_ID:
        raise CalendarTrouble("refused", "no application is configured", retry=False)
    return App(tenant=settings.M365_TENANT, client_id=settings.M365_CLIENT_ID, secret=settings.M365_SECRET)


def _inside() -> frozenset[str]:
    return frozenset(settings.CALENDAR_INSIDE)
