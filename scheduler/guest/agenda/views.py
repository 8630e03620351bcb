"""When to come, about what in neutral words, and with whom as roles. Never another point, never a name (P9)."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.agenda import selectors
from scheduler.design.alongside import render_alongside
from scheduler.design.templatetags.design import initials
from scheduler.guest.door import guest_page, room
from scheduler.guest.language import CHOICE, language_for, language_links


@require_safe
@guest_page(Purpose.AGENDA, Purpose.INVITATION, without_code=True)
def agenda(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """The own agenda of a guest; by the link of an invitation that of its seat."""
    now, meeting_id, key = timezone.now(), UUID(grant.object_key), UUID(grant.person_key)
    invited = grant.purpose == Purpose.INVITATION
    own = (
        selectors.guest_agenda_of_seat(meeting_id=meeting_id, participant_id=key, now=now)
        if invited
        else selectors.guest_agenda(meeting_id=meeting_id, key=key, now=now)
    )
    if own is None:
        raise Http404
    language = language_for(request, preferred=own.language)
    context: dict[str, object] = {
        "own": own,
        "professional": own.professional,
        "invitation": f"{room(grant.link_id)}uitnodiging/?{CHOICE}={language}" if invited else "",
        "whole": f"{settings.BASE_URL}/overleggen/{meeting_id}/agenda/" if own.account and own.member else "",
        "school_name": own.school,
        "guest_initials": initials(own.name),
        "languages": language_links(request),
        "contact": own.contact,
    }
    with translation.override(language):
        return render_alongside(request, "guest/agenda/agenda.html", context)
