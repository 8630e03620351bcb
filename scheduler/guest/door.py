"""The guest door: a token becomes a path-scoped cookie, and each page sees only what its link is bound to (S2, S3).

What is sensitive behind a link asks for a code too, sent to the address that is known of its reader: a forwarded mail
opens nothing more than a date, a yes or no, and the own time (S4). A page asks unless it says that it need not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urljoin
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_safe
from django_scopes import scope

from notifications.links import selectors as links
from notifications.links.codes import ASKS_FOR, OPEN_FOR, SEND_FOR
from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.cases.services import CaseFrozen, remember_language
from planning.followup.models import ProgressState
from planning.meetings.selectors import party_behind
from planning.people.audit import By
from planning.people.guests import asks_code
from scheduler.guest.language import CHOICE, chosen_language, language_for
from scheduler.looking import SAFE, look_as_guest
from scheduler.middleware import refusal_page

View = Callable[..., HttpResponse]
COOKIE = "link"
COOKIE_AGE = 12 * 3600
DOOR = "deur"  # what a browser carries in which the code was typed
ASKS = "vraag"  # and before that, what one carries in which a code was asked for
THERE = "naar"  # where to go once the door is open, below the room of the link

# The page behind each purpose, below /g/<link id>/.
PAGES: dict[Purpose, str] = {
    Purpose.CONSENT: "toestemming/",
    Purpose.POLL: "datum/",
    Purpose.INVITATION: "uitnodiging/",
    Purpose.AGENDA: "agenda/",
    Purpose.AGREEMENT: "afspraak/",
    Purpose.OBSERVATION: "observatie/",
    Purpose.DOCUMENT: "stuk/",
    Purpose.PUPIL: "leerling/",
    Purpose.REPORT: "notulen/",
}
# Where a letter may lead straight to, besides.
MORE_PAGES: dict[Purpose, frozenset[str]] = {Purpose.INVITATION: frozenset({"vervolg"})}
STANDS = frozenset(ProgressState.values)


def room(link_id: object) -> str:
    """The path that the cookie of a link is bound to."""
    return f"/g/{link_id}/"


@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Swap a token for a cookie and a clean address; changes nothing. Unknown, expired and revoked look alike."""
    grant = links.resolve(token, now=timezone.now())
    if grant is None or grant.purpose not in PAGES:
        raise Http404
    path, purpose = room(grant.link_id), Purpose(grant.purpose)
    said = request.GET.get("stand", "")  # a button of a letter: the page opens with that answer first
    wanted = request.GET.get(THERE, "")
    page = f"{wanted}/" if wanted in MORE_PAGES.get(purpose, ()) else PAGES[purpose]
    response = redirect(path + page + (f"?stand={said}" if said in STANDS else ""))
    response.status_code = 303
    response.set_cookie(
        COOKIE, token.strip(), max_age=COOKIE_AGE, path=path, httponly=True, samesite="Lax", secure=settings.SECURE
    )
    return response


def _remember_language(request: HttpRequest, grant: Grant) -> None:
    """Who chose a language on the page and answers in it gets the next letters in it too. Looking changes nothing."""
    language = chosen_language(request)
    party_id = party_behind(UUID(grant.person_key)) if language else None
    if party_id is not None:
        by = By.guest(grant.person_key)
        remember_language(party_id=party_id, language=language, by=by, now=timezone.now())


def open_door(response: HttpResponse, *, grant: Grant, carried: str) -> None:
    """Let this browser in where a code is asked: by a cookie of this link's room, for as long as one may still send."""
    _carry(response, DOOR, carried, grant=grant, age=SEND_FOR)


def remember_who_asks(response: HttpResponse, *, grant: Grant, asker: str) -> None:
    """A code went: it is typed in this browser."""
    _carry(response, ASKS, asker, grant=grant, age=ASKS_FOR)


def _carry(response: HttpResponse, name: str, value: str, *, grant: Grant, age: dt.timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(age.total_seconds()),
        path=room(grant.link_id),
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE,
    )


def _is_shut(request: HttpRequest, grant: Grant) -> bool:
    """Whether a code is to be typed first. Who was let in and took long to write something may still send it."""
    within = OPEN_FOR if request.method in SAFE else SEND_FOR
    carried = request.COOKIES.get(DOOR, "")
    if links.door_opened(grant, carried=carried, now=timezone.now(), within=within):
        return False
    return asks_code(grant.tenant_id)


def _ask_code(request: HttpRequest, grant: Grant, *, page: str) -> HttpResponse:
    """To the page of the code, and from there back to the page that was asked for (of a file: the page it is on)."""
    own, chosen = room(grant.link_id), chosen_language(request)
    there = urljoin(request.path, page).removeprefix(own)
    if request.method in SAFE and not page and request.GET:
        there += f"?{request.GET.urlencode()}"
    response = redirect(f"{own}code/?{urlencode({THERE: there, **({CHOICE: chosen} if chosen else {})})}")
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def guest_page(
    *purposes: Purpose, without_code: bool = False, harmless: Callable[[Grant], bool] | None = None, page: str = ""
) -> Callable[[View], View]:
    """Let in who carries a live link for one of these, and this address. The view gets `grant`, in its own tenant.

    `without_code` is for what names no pupil and shows nothing of what was written down about one (S4); the tests keep
    the list of those. `harmless` says the same of one link, where others to the same page do ask. `page`: of a file,
    the page it is fetched from, seen from the file.
    """

    def wear(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, link_id: object, **kwargs: Any) -> HttpResponse:
            grant: Grant | None = links.resolve(request.COOKIES.get(COOKIE, ""), now=timezone.now())
            if grant is None or grant.purpose not in purposes or str(grant.link_id) != str(link_id):
                raise Http404
            with scope(swv=grant.tenant_id):
                if not without_code and not (harmless and harmless(grant)) and _is_shut(request, grant):
                    return _ask_code(request, grant, page=page)
                try:
                    look_as_guest(request, grant)
                except CaseFrozen as refusal:
                    with translation.override(language_for(request, preferred="nl")):
                        return refusal_page(request, refusal)
                response = view(request, *args, grant=grant, **kwargs)
                if request.method == "POST" and response.status_code == HTTPStatus.SEE_OTHER:
                    _remember_language(request, grant)
                return response

        inner.door_purpose = purposes[0]  # type: ignore[attr-defined]  # read by the test that walks every guest page
        inner.door_asks_code = not without_code  # type: ignore[attr-defined]  # and by the test of what asks for a code
        return inner

    return wear
