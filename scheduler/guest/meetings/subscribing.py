"""All meetings of a guest in the own calendar: an own address that the calendar fetches, shown once (S14)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from integrations.feeds.subscribe import ways_to
from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.meetings import selectors, services
from planning.people.audit import By
from scheduler.design.alongside import render_alongside
from scheduler.guest.door import guest_page, room
from scheduler.guest.language import CHOICE, language_for, language_links
from scheduler.guest.meetings.feed import NAME


@require_http_methods(["GET", "HEAD", "POST"])
@guest_page(Purpose.INVITATION, without_code=True)
def subscribe(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """GET tells how it stands; POST makes the address and shows it this once, or ends it."""
    now = timezone.now()
    participant_id = UUID(grant.person_key)
    own = selectors.guest_invitation(meeting_id=UUID(grant.object_key), participant_id=participant_id, now=now)
    owner = selectors.owner_behind(participant_id)
    if own is None or owner is None:
        raise Http404
    by = By.guest(grant.person_key)
    language = language_for(request, preferred=own.language)
    address = ""
    if request.method == "POST":
        if request.POST.get("doe") == "stop":
            services.end_feed(person=owner, by=by, now=now)
            response = redirect(f"{room(grant.link_id)}agenda/volgen/?klaar=1&{CHOICE}={language}")
            response.status_code = 303
            return response
        address = services.renew_feed_address(person=owner, by=by, now=now)
    with translation.override(language):
        context: dict[str, object] = {
            "state": selectors.feed_state(person_id=owner.pk, now=now),
            "ways": ways_to(address, name=NAME) if address else None,
            "stopped": request.method != "POST" and "klaar" in request.GET,
            "back": f"{room(grant.link_id)}uitnodiging/?{CHOICE}={language}",
            "professional": own.professional,
            "school_name": own.school,
            "guest_name": own.name,
            "contact": own.contact,
            "languages": language_links(request),
        }
        return render_alongside(request, "guest/meetings/subscribe.html", context)
