"""The guest door: a token becomes a path-scoped cookie, and each page sees only what its link is bound to (S2, S3)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_safe
from django_scopes import scope

from notifications.links import selectors as links
from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.cases.services import CaseFrozen, remember_language
from planning.followup.models import ProgressState
from planning.meetings.selectors import party_behind
from planning.people.audit import By
from scheduler.guest.language import chosen_language, language_for
from scheduler.looking import look_as_guest
from scheduler.middleware import refusal_page

View = Callable[..., HttpResponse]
COOKIE = "link"
COOKIE_AGE = 12 * 3600

# The page behind each purpose, below /g/<link id>/.
PAGES: dict[Purpose, str] = {
    Purpose.CONSENT: "toestemming/",
    Purpose.POLL: "datum/",
    Purpose.INVITATION: "uitnodiging/",
    Purpose.AGREEMENT: "afspraak/",
    Purpose.OBSERVATION: "observatie/",
    Purpose.DOCUMENT: "stuk/",
    Purpose.PUPIL: "leerling/",
}
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
    path = room(grant.link_id)
    said = request.GET.get("stand", "")  # a button of a letter: the page opens with that answer first
    response = redirect(path + PAGES[Purpose(grant.purpose)] + (f"?stand={said}" if said in STANDS else ""))
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


def guest_page(purpose: Purpose) -> Callable[[View], View]:
    """Let in who carries a live link for this purpose and address. The view gets `grant`, in its tenant's scope."""

    def wear(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, link_id: object, **kwargs: Any) -> HttpResponse:
            grant: Grant | None = links.resolve(request.COOKIES.get(COOKIE, ""), now=timezone.now())
            if grant is None or grant.purpose != purpose or str(grant.link_id) != str(link_id):
                raise Http404
            with scope(swv=grant.tenant_id):
                try:
                    look_as_guest(request, grant)
                except CaseFrozen as refusal:
                    with translation.override(language_for(request, preferred="nl")):
                        return refusal_page(request, refusal)
                response = view(request, *args, grant=grant, **kwargs)
                if request.method == "POST" and response.status_code == HTTPStatus.SEE_OTHER:
                    _remember_language(request, grant)
                return response

        inner.door_purpose = purpose  # type: ignore[attr-defined]  # read by the test that walks every guest page
        return inner

    return wear
