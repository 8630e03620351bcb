"""The demo mailbox: every letter as its receiver sees it, with links that work. Exists in the demo only."""

from __future__ import annotations

import re
from uuid import UUID

from csp.decorators import csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notifications.outbox import selectors
from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter

PER_PAGE = 40
# A letter that was written while the demo ran on another port still leads here.
_OWN = re.compile(r"https?://(?:127\.0\.0\.1|localhost)(?::\d+)?(?=/)")


def _found(letter_id: UUID) -> tuple[OutgoingLetter, Body, bytes]:
    found = selectors.demo_letter(letter_id) if settings.DEMO else None
    if found is None:
        raise Http404
    return found


def _here(request: HttpRequest, text: str) -> str:
    return _OWN.sub(request.build_absolute_uri("/").rstrip("/"), text)


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """All letters, newest first; `aan` narrows to one address."""
    address = request.GET.get("aan", "")
    rows = selectors.demo_letters(address=address)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "staff/letters/mailbox.html", {"page": page, "address": address})


@require_safe
def letter(request: HttpRequest, *, letter_id: UUID) -> HttpResponse:
    """One letter: head, HTML in a frame, text, calendar part, attachments."""
    row, body, _raw = _found(letter_id)
    context = {
        "letter": row,
        "text": _here(request, body.text),
        "calendar": None if body.calendar is None else body.calendar.content.decode(),
        "method": "" if body.calendar is None else body.calendar.method,
        "attachments": [file.filename for file in body.attachments],
    }
    return render(request, "staff/letters/mailbox_letter.html", context)


@require_safe
@csp_update({"frame-ancestors": ["'self'"], "style-src": ["'unsafe-inline'"]})  # type: ignore[arg-type]  # typed for one argument
def html(request: HttpRequest, *, letter_id: UUID) -> HttpResponse:
    """The HTML of a letter, for the frame: its own inline styles, links that open the page outside the frame."""
    _row, body, _raw = _found(letter_id)
    page = _here(request, body.html).replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(page, headers={"X-Frame-Options": "SAMEORIGIN"})


@require_safe
def source(request: HttpRequest, *, letter_id: UUID) -> HttpResponse:
    """The raw message, to open in a mail program."""
    del request
    _row, _body, raw = _found(letter_id)
    headers = {"Content-Disposition": 'attachment; filename="brief.eml"'}
    return HttpResponse(raw, content_type="message/rfc822", headers=headers)


@require_safe
def attachment(request: HttpRequest, *, letter_id: UUID, number: int) -> HttpResponse:
    """One file of a letter, counted from 0."""
    del request
    _row, body, _raw = _found(letter_id)
    if number >= len(body.attachments):
        raise Http404
    file = body.attachments[number]
    headers = {"Content-Disposition": f'attachment; filename="{file.filename}"'}
    return HttpResponse(file.content, content_type=file.mimetype, headers=headers)
