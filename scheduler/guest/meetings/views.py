"""You are invited: when and where, and whether you come. Never who else comes (P2)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from integrations.feeds.build import calendar_file
from notifications.letters import when
from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.agenda.selectors import may_open_agenda
from planning.errors import DomainError
from planning.followup.family import way_on
from planning.meetings import selectors, services
from planning.preparation.selectors import may_open_page
from scheduler.design.alongside import render_alongside
from scheduler.guest.door import guest_page, room
from scheduler.guest.language import CHOICE, language_for, language_links
from scheduler.guest.meetings.forms import ReplyForm
from scheduler.guest.refusals import refuse


def _own(grant: Grant) -> selectors.GuestInvitation:
    own = selectors.guest_invitation(
        meeting_id=UUID(grant.object_key), participant_id=UUID(grant.person_key), now=timezone.now()
    )
    if own is None:
        raise Http404
    return own


@require_http_methods(["GET", "HEAD", "POST"])
@guest_page(Purpose.INVITATION, without_code=True)
def invitation(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """GET shows date, place and the own answer; POST records one."""
    own = _own(grant)
    language = language_for(request, preferred=own.language)
    with translation.override(language):
        form = ReplyForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                services.reply_by_link(
                    participant_id=own.participant_id,
                    partstat=form.cleaned_data["antwoord"],
                    sequence=form.cleaned_data["versie"],
                    now=timezone.now(),
                )
            except DomainError as refusal:
                refuse(form, refusal.message)
            else:
                response = redirect(f"{room(grant.link_id)}uitnodiging/?klaar=1&{CHOICE}={language}")
                response.status_code = 303
                return response
        ahead = not own.off and not own.past
        context = {
            "own": own,
            "prepare": ahead and may_open_page(meeting_id=UUID(grant.object_key)),
            "prepare_url": f"{room(grant.link_id)}voorbereiding/?{CHOICE}={language}",
            "agenda": f"{room(grant.link_id)}agenda/?{CHOICE}={language}"
            if ahead and may_open_agenda(meeting_id=UUID(grant.object_key))
            else "",
            "to_read": own.to_read,
            "read_url": f"{room(grant.link_id)}stukken/",
            "read_query": f"{CHOICE}={language}",
            "following": own.past
            and not own.off
            and not own.professional
            and way_on(meeting_id=UUID(grant.object_key), now=timezone.now()),
            "following_url": f"{room(grant.link_id)}vervolg/?{CHOICE}={language}",
            "professional": own.professional,
            "form": form,
            "when": when.on_page(when.stretch, own.start, own.end),
            "answered": own.partstat != "NEEDS-ACTION",
            "thanks": request.method != "POST" and "klaar" in request.GET and own.partstat != "NEEDS-ACTION",
            "download": f"{room(grant.link_id)}uitnodiging/overleg.ics",
            "subscribe": f"{room(grant.link_id)}agenda/volgen/?{CHOICE}={language}" if own.series else "",
            "school_name": own.school,
            "guest_name": own.name,
            "contact": own.contact,
            "languages": language_links(request),
        }
        return render_alongside(request, "guest/meetings/invitation.html", context, status=422 if form.errors else 200)


@require_safe
@guest_page(Purpose.INVITATION, without_code=True)
def calendar(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """The meeting as a calendar file, for who reads mail in one place and keeps a calendar in another."""
    del request
    own = _own(grant)
    if own.off:
        raise Http404
    content = calendar_file([own.event], name=own.event.summary, now=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="overleg.ics"'
    return response
