"""The parents' view of what is being written: on the wall, or read back from a tablet. Big, calm, in their language."""

from __future__ import annotations

from uuid import UUID
from zlib import crc32

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from notifications.languages import DUTCH
from planning.minutes import selectors
from planning.people.access import Actor
from planning.people.languages import switched_on_here
from scheduler.design.alongside import render_alongside
from scheduler.staff.door import staff_page
from scheduler.staff.minutes.pages import meeting_or_404


@require_safe
@staff_page()
def read_along(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """What stands there now, as parents may see it; `?deel` only what changes, and nothing (204) when nothing did."""
    meeting = meeting_or_404(actor, meeting_id)
    languages = switched_on_here()
    code = next((one.code for one in languages if one.code == request.GET.get("taal")), DUTCH)
    along = selectors.read_along(meeting, today=timezone.localdate())
    with translation.override(code):
        stamp = f"{crc32(repr(along).encode()):08x}"
        part = "deel" in request.GET
        if part and request.GET.get("stand") == stamp:
            return HttpResponse(status=204)
        context: dict[str, object] = {
            "meeting": meeting,
            "along": along,
            "here": request.path,
            "code": code,
            "stamp": stamp,
            "languages": [(one.code, one.name, f"{request.path}?taal={one.code}") for one in languages],
        }
        template = "staff/minutes/_along.html" if part else "staff/minutes/along.html"
        return render_alongside(request, template, context)
