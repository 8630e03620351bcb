"""The code before what is sensitive: sent to the address that is known, typed here, and the page is open (S4).

Where somebody else seems to have the link, its reader has a new one sent: that ends what they have.
"""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import TypedDict
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from notifications.links import codes, services
from notifications.links import selectors as links
from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from notifications.links.services import CodeRefused, LinkStays, Why
from notifications.types import Plain, Recipient
from planning.meetings import selectors as meetings
from planning.people.guests import renew_link
from scheduler.design.alongside import render_alongside
from scheduler.design.templatetags.design import initials
from scheduler.guest.code.readers import PURPOSES, Reader, reader_of
from scheduler.guest.door import ASKS, DOOR, PAGES, THERE, guest_page, open_door, remember_who_asks, room
from scheduler.guest.language import CHOICE, language_for, language_links


@require_http_methods(["GET", "HEAD", "POST"])
@guest_page(*PURPOSES, without_code=True)
def code(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """GET tells where the code goes and asks for it; POST sends one, tries what was typed, or asks for a new link."""
    now = timezone.now()
    reader = reader_of(grant, now=now)
    if reader is None:
        raise Http404
    language = language_for(request, preferred=reader.own.language)
    with translation.override(language):
        try:
            done = _act(request, grant, reader, language=language, now=now) if request.method == "POST" else None
        except CodeRefused as refusal:
            return _page(request, grant, reader, refusal=refusal, now=now)
        except LinkStays:
            done = None
        return done or _page(request, grant, reader, refusal=None, now=now)


def _act(request: HttpRequest, grant: Grant, reader: Reader, *, language: str, now: dt.datetime) -> HttpResponse | None:
    there = _there(request, grant)
    if "code" in request.POST:
        asker = request.COOKIES.get(ASKS, "")
        carried = services.open_door(grant=grant, asker=asker, typed=request.POST["code"], now=now)
        response = redirect(room(grant.link_id) + _with(there, language))
        open_door(response, grant=grant, carried=carried)
        response.status_code = HTTPStatus.SEE_OTHER
        return response
    recipient = _recipient(grant)
    if recipient is None:
        return None
    letter = _letter(reader, recipient)
    if "nieuw" in request.POST:
        renew_link(grant=grant, carried=request.COOKIES.get(DOOR, ""), recipient=recipient, now=now, **letter)
        told = {**_about(request, reader, recipient), "languages": ()}  # behind a dead link there is no other page
        return render_alongside(request, "guest/code/renewed.html", told)
    asker = services.send_code(grant=grant, recipient=recipient, now=now, **letter)
    response = redirect(f"{request.path}?{urlencode({THERE: there, CHOICE: language})}")
    remember_who_asks(response, grant=grant, asker=asker)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


class _Letter(TypedDict):
    """What both letters say beside the code or the link."""

    context: dict[str, Plain]
    sender_name: str
    reply_to: str


def _letter(reader: Reader, recipient: Recipient) -> _Letter:
    own, who = reader.own, reader.own.contact
    return {
        "context": {
            "name": "" if reader.pupil else recipient.name,  # no pupil's name in a letter (P1)
            "school": own.school,
            "contact": ", ".join(part for part in (who.name, who.phone, who.email) if part),
        },
        "sender_name": own.school,
        "reply_to": who.email,
    }


def _recipient(grant: Grant) -> Recipient | None:
    return meetings.recipient_behind(UUID(grant.person_key))


def _there(request: HttpRequest, grant: Grant) -> str:
    """Where to go on, below the room of this link: a guest's page with what stood in its address, and nowhere else."""
    asked = request.GET.get(THERE, "")
    path = urlsplit(asked).path
    try:
        known = resolve(f"{room(grant.link_id)}{path}").view_name.startswith("guest:") and "//" not in path
    except Resolver404:
        known = False
    return asked if known and path != "code/" else PAGES[Purpose(grant.purpose)]


def _with(there: str, language: str) -> str:
    """The page, in the language that was chosen here."""
    path, _, query = there.partition("?")
    rest = [part for part in query.split("&") if part and not part.startswith(f"{CHOICE}=")]
    return f"{path}?{'&'.join([*rest, f'{CHOICE}={language}'])}"


def _page(
    request: HttpRequest, grant: Grant, reader: Reader, *, refusal: CodeRefused | None, now: dt.datetime
) -> HttpResponse:
    recipient = _recipient(grant)
    sent = links.sent_code(grant, asker=request.COOKIES.get(ASKS, ""), now=now)
    context: dict[str, object] = {
        **_about(request, reader, recipient),
        "wrong": refusal.why.value if refusal is not None else "",
        "left": refusal.left if refusal is not None else 0,
        "minutes": refusal.minutes if refusal is not None else 0,
        "asks": recipient is not None and sent is not None and sent.alive,
        "renews": recipient is not None and links.may_renew(grant, carried=request.COOKIES.get(DOOR, ""), now=now),
    }
    status = 200 if refusal is None else 429 if refusal.why == Why.WAIT else 422
    return render_alongside(request, "guest/code/code.html", context, status=status)


def _about(request: HttpRequest, reader: Reader, recipient: Recipient | None) -> dict[str, object]:
    own = reader.own
    return {
        "address": codes.masked(recipient.address) if recipient is not None else "",
        "life": codes.LIFE.seconds // 60,
        "pupil": reader.pupil,
        "school_name": own.school,
        "guest_initials": initials(own.name),
        "languages": language_links(request),
        "contact": own.contact,
    }
