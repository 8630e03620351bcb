"""Somebody at the table types the code, says who they are, and answers on the own phone. Works without a script (U2).

The code lets nobody read anything but which seats there are, as roles with initials; answering goes by a personal link,
one a seat. Guesses are counted per address (S5).
"""

from __future__ import annotations

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_scopes import scope

from notifications.links import selectors as links
from notifications.links.purposes import Purpose
from planning.errors import DomainError
from planning.polls import selectors, services
from planning.polls.models import TableRound
from scheduler.design.alongside import render_alongside
from scheduler.errors import too_many
from scheduler.guest.door import COOKIE, COOKIE_AGE, room
from scheduler.guest.language import CHOICE, chosen_language, language_for, language_links

MOST_WRONG, WITHIN = 20, 300  # wrong codes from one address, in so many seconds: a school is one address


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest) -> HttpResponse:
    """GET asks for the code, or with `?code=` who one is; POST takes the seat and goes to the own page."""
    now = timezone.now()
    code = (request.POST if request.method == "POST" else request.GET).get("code", "")[:20]
    with translation.override(language_for(request, preferred="nl")):
        if not code:
            return _show(request)
        wrong = _wrong_codes(request)
        if cache.get(wrong, 0) >= MOST_WRONG:
            return too_many(request)
        try:
            round_ = services.find_table(code, now=now)
        except services.CodeUnknown as refusal:
            cache.add(wrong, 0, timeout=WITHIN)
            cache.incr(wrong)
            return _show(request, code=code, error=refusal)
        if request.method != "POST":
            return _show(request, round_=round_)
        try:
            token = services.take_seat(code=code, participant_id=_id(request.POST.get("plek", "")), now=now)
        except DomainError as refusal:
            return _show(request, round_=round_, error=refusal)
    return _enter(request, token)


table.door_purpose = Purpose.POLL  # type: ignore[attr-defined]  # read by the test that tries every way out


def _enter(request: HttpRequest, token: str) -> HttpResponse:
    """As the guest door does for a link in a mail: a path-scoped cookie and a clean address."""
    grant = links.resolve(token, now=timezone.now())
    assert grant is not None  # noqa: S101  # it was made a moment ago
    path = room(grant.link_id)
    chosen = chosen_language(request)
    response = redirect(f"{path}datum/?{CHOICE}={chosen}" if chosen else f"{path}datum/")
    response.status_code = 303
    response.set_cookie(
        COOKIE, token, max_age=COOKIE_AGE, path=path, httponly=True, samesite="Lax", secure=settings.SECURE
    )
    return response


def _show(
    request: HttpRequest,
    *,
    round_: TableRound | None = None,
    code: str = "",
    error: DomainError | None = None,
) -> HttpResponse:
    chairs: list[selectors.Chair] = []
    school, offered = "", language_links(request)
    if round_ is not None:
        school = round_.poll.meeting.school.name
        with scope(swv=round_.swv_id):
            chairs, offered = selectors.chairs(round_, now=timezone.now()), language_links(request)
    context = {
        "code": round_.code if round_ is not None else code,
        "asks_code": round_ is None,
        "chairs": chairs,
        "school_name": school,
        "error": error,
        "languages": offered,
    }
    return render_alongside(
        request, "guest/table/table.html", context, status=error.status if error is not None else 200
    )


def _wrong_codes(request: HttpRequest) -> str:
    """Where the wrong codes of this address are counted."""
    return f"table-code:{get_adapter().get_client_ip(request)}"


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
