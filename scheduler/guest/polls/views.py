"""When can you come? A parent or partner answers by link, without an account and without a script (R155, U2)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.errors import DomainError, Text
from planning.polls import selectors, services
from planning.polls.services import NoteData
from scheduler.design.alongside import render_alongside
from scheduler.guest.door import guest_page, room
from scheduler.guest.language import CHOICE, language_for, language_links
from scheduler.guest.polls.page import Filled, PollView, read, view_of


@require_http_methods(["GET", "HEAD", "POST"])
@guest_page(Purpose.POLL, without_code=True)
def poll(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """GET shows the dates and the own earlier answers; POST keeps the choices and leads to a thank-you."""
    poll_id, participant_id = UUID(grant.object_key), UUID(grant.person_key)
    if request.method == "POST":
        return _answer(request, grant, poll_id=poll_id, participant_id=participant_id)
    own = selectors.guest_poll(poll_id=poll_id, participant_id=participant_id, now=timezone.now())
    if own is None:
        raise Http404
    with translation.override(language_for(request, preferred=own.language)):
        return _show(request, own, view_of(own))


def _answer(request: HttpRequest, grant: Grant, *, poll_id: UUID, participant_id: UUID) -> HttpResponse:
    """Keep a form. The page itself is read only when there is something to say about it."""
    now = timezone.now()
    seat = selectors.guest_seat(poll_id=poll_id, participant_id=participant_id, now=now)
    if seat is None:
        raise Http404
    filled, language = read(request.POST), language_for(request, preferred=seat.language)
    try:
        services.answer_by_link(seat, answers=filled.choices, note=_note(filled), now=now)
    except DomainError as refusal:
        own = selectors.guest_poll(poll_id=poll_id, participant_id=participant_id, now=now)
        if own is None:
            raise Http404 from refusal
        with translation.override(language):
            errors = dict(refusal.fields)
            error: Text = "" if errors else refusal.message
            page = view_of(own, filled=filled, errors=errors, error=error)
            return _show(request, own, page, status=refusal.status if refusal.status == 409 else 422)
    response = redirect(f"{room(grant.link_id)}datum/?klaar=1&{CHOICE}={language}")
    response.status_code = 303
    return response


def _note(filled: Filled) -> NoteData:
    return NoteData(
        remark=filled.remark,
        none_of_these=filled.none_of_these,
        call_me=filled.call_me,
        interpreter=filled.interpreter,
        parts=filled.parts,
    )


def _show(request: HttpRequest, own: selectors.GuestPoll, page: PollView, *, status: int = 200) -> HttpResponse:
    thanks = request.method != "POST" and "klaar" in request.GET and page.answered
    context = {
        "page": page,
        "thanks": thanks,
        "choices": (("yes", _("ja")), ("ifneeded", _("als het moet")), ("no", _("nee"))),
        "school_name": own.school,
        "guest_name": own.name,
        "contact": own.contact,
        "languages": language_links(request),
    }
    template = "guest/polls/thanks.html" if thanks else "guest/polls/poll.html"
    return render_alongside(request, template, context, status=status)
