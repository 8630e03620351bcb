"""A calendar feed: neutral events behind a secret address, fetched by calendar programs (S14)."""

from __future__ import annotations

import datetime as dt
import hashlib
from uuid import UUID

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from django.views.decorators.http import require_safe
from django_scopes import scope

from integrations.feeds.build import calendar_file
from notifications.links import selectors as links
from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.meetings import selectors, services

NAME = "Aan tafel"
REFRESH = dt.timedelta(hours=4)
ROOM_REFRESH = dt.timedelta(minutes=15)  # a screen at a door must not be behind
MOST_A_MINUTE = 30  # calendars fetch a few times a day; a program gone wild is asked to wait


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All meetings of one person, or of one room. Unknown, expired and revoked addresses look alike.

    A fetch with the ETag or the Last-Modified of before gets 304 (RFC 9110 13.2.2: the ETag goes first).
    """
    now = timezone.now()
    grant = links.resolve(token, now=now)
    if grant is None or grant.purpose != Purpose.FEED:
        raise Http404
    if _too_many(str(grant.link_id), now=now):
        response = HttpResponse(status=429)
        response.headers["Retry-After"] = "60"
        return response
    with scope(swv=grant.tenant_id):
        content = _content(grant, now=now)
        tag = hashlib.sha256(content).hexdigest()[:32]
        since = services.note_fetched(swv_id=grant.tenant_id, link_id=grant.link_id, tag=tag, now=now)
    headers = {
        "ETag": f'"{tag}"',
        "Last-Modified": http_date(since.timestamp()),
        "Cache-Control": "private, no-cache",
    }
    if _known(request, etag=headers["ETag"], since=since):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _content(grant: Grant, *, now: dt.datetime) -> bytes:
    if grant.object_key == services.ROOM_FEED:
        name, events = selectors.room_events(room_id=UUID(grant.person_key), now=now)
        return calendar_file(events, name=name or NAME, now=now, refresh=ROOM_REFRESH)
    events = selectors.feed_events(person_id=UUID(grant.person_key), now=now)
    return calendar_file(events, name=NAME, now=now, refresh=REFRESH)


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
