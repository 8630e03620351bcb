"""Which languages parents can read in: the SWV switches them, and sees which texts a person looked over (U4)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notifications.languages import ALWAYS
from planning.cases import selectors as cases
from planning.people import guests
from planning.people import languages as rules
from planning.people.access import Actor, Right
from scheduler import reviewing
from scheduler.staff.door import staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_PEOPLE)
def languages(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """GET shows each language: on or off, who reads it, and its review. POST switches, or the code of guests (S4)."""
    if request.method == "POST" and request.POST.get("doe") == "code":
        guests.ask_code(actor=actor, on="aan" in request.POST, now=timezone.now())
        messages.success(request, _("Bewaard. Het geldt meteen voor alle scholen."))
        return redirect("staff:languages")
    if request.method == "POST":
        rules.switch_languages(actor=actor, codes=request.POST.getlist("taal"), now=timezone.now())
        messages.success(request, _("De talen zijn bewaard. Ze gelden meteen voor alle scholen."))
        return redirect("staff:languages")
    on = {one.code for one in rules.switched_on(actor.swv_id)}
    readers = cases.readers_by_language()
    rows = [
        (
            review,
            review.language.code in on,
            review.language.code in ALWAYS,
            readers.get(review.language.code, 0),
        )
        for review in reviewing.reviews()
    ]
    return render(
        request,
        "staff/languages/languages.html",
        {"rows": rows, "may_manage": True, "asks_code": guests.asks_code(actor.swv_id)},
    )


@require_safe
@staff_page(right=Right.MANAGE_PEOPLE)
def language(request: HttpRequest, language_code: str, *, actor: Actor) -> HttpResponse:
    """All texts of one language beside their Dutch, for who looks them over."""
    del actor
    found = next((row for row in reviewing.reviews() if row.language.code == language_code), None)
    if found is None or found.state == "source":
        raise Http404
    parts: dict[str, list[reviewing.Pair]] = {}
    for pair in reviewing.texts(language_code):
        parts.setdefault(str(pair.part), []).append(pair)
    context = {"review": found, "parts": parts.items(), "digest": reviewing.digest(language_code)}
    return render(request, "staff/languages/language.html", context)
