"""The screen in the room: the code, who sits down, and the dates as they stand, live (R86)."""

from __future__ import annotations

from uuid import UUID

import qrcode
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from qrcode.image.svg import SvgPathImage

from planning.errors import DomainError
from planning.meetings import services as meetings
from planning.people.access import Actor, NotAllowed, Right
from planning.polls import selectors, services
from scheduler.staff.door import staff_page
from scheduler.staff.polls.views import poll_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def live(request: HttpRequest, poll_id: UUID, *, actor: Actor) -> HttpResponse:
    """GET shows the screen (`?deel` only what changes); POST begins, or with `stop` ends."""
    poll = poll_or_404(actor, poll_id)
    meetings.require_manage(actor, poll.meeting)
    now = timezone.now()
    if request.method == "POST":
        try:
            if "stop" in request.POST:
                services.close_table(actor=actor, poll_id=poll.pk, now=now)
            else:
                services.open_table(actor=actor, poll_id=poll.pk, now=now)
        except NotAllowed:
            raise
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        return redirect("staff:poll-live", poll_id=poll.pk)
    round_ = selectors.table_of(poll, now=now)
    if round_ is not None:
        round_.poll = poll
    address = settings.BASE_URL.rstrip("/") + reverse("guest:table")
    page = selectors.poll_page(poll, now=now)
    context = {
        "poll": poll,
        "meeting": poll.meeting,
        "page": page,
        "lost": len(page.columns) - page.possible,
        "round": round_,
        "chairs": selectors.chairs(round_, now=now) if round_ is not None else [],
        "address": address,
        "picture": _picture(f"{address}?code={round_.code}") if round_ is not None else "",
    }
    part = "deel" in request.GET
    return render(request, "staff/polls/_live.html" if part else "staff/polls/live.html", context)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def free_seat(request: HttpRequest, poll_id: UUID, participant_id: UUID, *, actor: Actor) -> HttpResponse:
    """Somebody sat down on another's seat: free it."""
    poll = poll_or_404(actor, poll_id)
    try:
        services.free_seat(actor=actor, poll_id=poll.pk, participant_id=participant_id, now=timezone.now())
    except services.PollIsClosed as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("De plek is weer vrij."))
    return redirect("staff:poll-live", poll_id=poll.pk)


def _picture(address: str) -> SafeString:
    """The address as a QR code: inline SVG, black on white, 1 module is 1 unit."""
    image = qrcode.make(address, image_factory=SvgPathImage, border=2, box_size=10)
    # Drawn by the library from an address of ours; nothing that somebody typed is in it.
    return mark_safe(str(image.to_string(encoding="unicode")))  # noqa: S308
