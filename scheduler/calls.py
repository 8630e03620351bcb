"""The door for servers that call us: /koppeling/graph/ (Microsoft Graph's change notifications).

It wakes a task and tells nothing: whoever calls, known or not, gets the same answer. What it says is a hint, looked at
only with the secret that we gave; nothing of what it carries is kept.
"""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from planning.calendars import services
from planning.calendars.services import Call

LONGEST_TOKEN, LONGEST_BODY, MOST_CALLS = 1024, 256 * 1024, 500
ENDS = frozenset({"subscriptionRemoved", "reauthorizationRequired"})  # then the watch is begun anew


@csrf_exempt
@require_POST
def graph_calls(request: HttpRequest) -> HttpResponse:
    """A handshake (the token back as plain text), or notifications (202 whatever they say)."""
    token = request.GET.get("validationToken")
    if token is not None:
        if not 0 < len(token) <= LONGEST_TOKEN:
            return HttpResponseBadRequest(content_type="text/plain")
        return HttpResponse(token, content_type="text/plain; charset=utf-8")
    if int(request.headers.get("Content-Length") or 0) > LONGEST_BODY:
        return HttpResponse(status=413)
    try:
        rows = json.loads(request.body)["value"]
        calls = [
            Call(
                watch=str(row["subscriptionId"]),
                secret=str(row.get("clientState") or ""),
                ends=row.get("lifecycleEvent") in ENDS,
            )
            for row in rows[:MOST_CALLS]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return HttpResponseBadRequest(content_type="text/plain")
    services.take_calls(calls, now=timezone.now())
    return HttpResponse(status=202)
