"""The personal calendar feed: neutral events behind a secret address, fetched by calendar programs (S14)."""

from __future__ import annotations

import datetime as dt
import hashlib
from uuid import UUID

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe
from django_scopes import scope

from integrations.feeds.build import calendar_file
from notifications.links import selectors as links
from notifications.links.purposes import Purpose
from planning.meetings import selectors

NAME = "Aan tafel"
REFRESH = dt.timedelta(hours=4)
MOST_A_MINUTE = 30  # calendars fetch a few times a day; a program gone wild is asked to wait


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All meetings of one person. Unknown, expired and revoked addresses look alike."""
    now = timezone.now()
    grant = links.resolve(token, now=now)
    if grant is None or grant.purpose != Purpose.FEED:
        raise Http404
    if _too_many(str(grant.link_id), now=now):
        response = HttpResponse(status=429)
        response.headers["Retry-After"] = "60"
        return response
    with scope(swv=grant.tenant_id):
        events = selectors.feed_events(person_id=UUID(grant.person_key), now=now)
    content = calendar_file(events, name=NAME, now=now, refresh=REFRESH)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _too_many(link_id: str, *, now: dt.datetime) -> bool:
    key = f"feed:{link_id}:{now:%Y%m%d%H%M}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > MOST_A_MINUTE
