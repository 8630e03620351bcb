"""The own calendar feed: an address that a calendar follows, shown once, stopped with one click (S14)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from integrations.feeds.subscribe import ways_to
from planning.calendars import selectors as calendars
from planning.calendars.models import Kind
from planning.meetings import selectors, services
from planning.people import selectors as people
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page

NAME = "Aan tafel"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SEE_PEOPLE)
def own_feed(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """How it stands; POST makes a new address and shows it this once, or stops all."""
    now, me = timezone.now(), people.person(actor.person_id)
    assert me is not None  # noqa: S101  # who acts exists
    address = ""
    if request.method == "POST":
        if request.POST.get("doe") == "stop":
            services.end_feed(person=me, by=actor.by, now=now)
            messages.success(request, _("De agendalink werkt niet meer."))
            return redirect("staff:own-feed")
        address = services.renew_feed_address(person=me, by=actor.by, now=now)
    context = {
        "state": selectors.feed_state(person_id=me.pk, now=now),
        "ways": ways_to(address, name=NAME) if address else None,
        "written": any(row.kind != Kind.FEED for row in calendars.overview_of(me.pk)),
    }
    return render(request, "staff/calendars/own_feed.html", context)
