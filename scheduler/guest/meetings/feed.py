"""A calendar feed: neutral events behind a secret address, fetched by calendar programs (S14)."""

from __future__ import annotations

import datetime as dt
import hashlib
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_scopes import scope

from integrations.feeds.build import calendar_file
from integrations.types import DayNote
from notifications.links import selectors as links
from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.meetings import selectors, services

NAME = "Aan tafel"
REFRESH = dt.timedelta(hours=4)
ROOM_REFRESH = dt.timedelta(minutes=15)  # a screen at a door must not be behind
# No calendar shows what comes with an error, and most keep what they had: so the end is a calendar too, for a while.
SAYS_SO = dt.timedelta(days=30)
WARNS = dt.timedelta(days=60)  # before an address gets too old
MOST_A_MINUTE = 30  # calendars fetch a few times a day; a program gone wild is asked to wait


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All meetings of one person, or of one room; of an address that ended, for a while, that it ended.

    Unknown addresses and those that ended long ago look alike. A fetch with the ETag or the Last-Modified of before
    gets 304 (RFC 9110 13.2.2: the ETag goes first).
    """
    now = timezone.now()
    known = links.look_back(token, now=now, within=SAYS_SO)
    if known is None or known.grant.purpose != Purpose.FEED:
        raise Http404
    grant, ended_at = known.grant, known.ended_at
    if _too_many(str(grant.link_id), now=now):
        response = HttpResponse(status=429)
        response.headers["Retry-After"] = "60"
        return response
    with scope(swv=grant.tenant_id):
        content = _content(grant, now=now) if ended_at is None else _last(grant, ended_at=ended_at)
        tag = hashlib.sha256(content).hexdigest()[:32]
        if ended_at is None:
            since = services.note_fetched(swv_id=grant.tenant_id, link_id=grant.link_id, tag=tag, now=now)
        else:
            since = ended_at.replace(microsecond=0)
    headers = {
        "ETag": f'"{tag}"',
        "Last-Modified": http_date(since.timestamp()),
        "Cache-Control": "private, no-cache",
    }
    if _known(request, etag=headers["ETag"], since=since):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _content(grant: Grant, *, now: dt.datetime) -> bytes:
    notes = _warning(grant) if grant.expires_at - now <= WARNS else ()
    if grant.object_key == services.ROOM_FEED:
        name, events = selectors.room_events(room_id=UUID(grant.person_key), now=now)
        return calendar_file(events, name=name or NAME, now=now, refresh=ROOM_REFRESH, notes=notes)
    events = selectors.feed_events(person_id=UUID(grant.person_key), now=now)
    return calendar_file(events, name=NAME, now=now, refresh=REFRESH, notes=notes)


def _warning(grant: Grant) -> list[DayNote]:
    """On its last day it says that it stops: who looks ahead sees it weeks before."""
    return [_note(grant, at=grant.expires_at, modified=grant.expires_at - WARNS, days=1, stopped=False)]


def _last(grant: Grant, *, ended_at: dt.datetime) -> bytes:
    """Nothing is left in it but that it stopped, over all days on which it says so."""
    note = _note(grant, at=ended_at, modified=ended_at, days=SAYS_SO.days, stopped=True)
    return calendar_file([], name=NAME, now=ended_at, refresh=REFRESH, notes=[note])


def _note(grant: Grant, *, at: dt.datetime, modified: dt.datetime, days: int, stopped: bool) -> DayNote:
    reader, said = selectors.feed_reader(UUID(grant.person_key)), []
    for code in reader.languages:
        with translation.override(code):
            said.append(
                _("Aan tafel: deze agenda is gestopt. Maak een nieuwe agendalink.")
                if stopped
                else _("Aan tafel: deze agenda stopt vandaag. Maak een nieuwe agendalink.")
            )
    return DayNote(
        uid=f"einde-{grant.link_id}",
        first=timezone.localdate(at),
        days=days,
        summary=" · ".join(said),
        modified=modified,
        url=f"{settings.BASE_URL}{reverse('staff:own-feed')}" if reader.account else "",
    )


def _known(request: HttpRequest, *, etag: str, since: dt.datetime) -> bool:
    """Whether the program has this version already."""
    if "If-None-Match" in request.headers:
        tags = parse_etags(request.headers["If-None-Match"])
        return "*" in tags or etag in {tag.removeprefix("W/") for tag in tags}
    seen = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return seen is not None and since.timestamp() <= seen


def _too_many(link_id: str, *, now: dt.datetime) -> bool:
    key = f"feed:{link_id}:{now:%Y%m%d%H%M}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > MOST_A_MINUTE
