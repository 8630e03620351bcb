"""A guardian reads what is asked, and says yes, no or not yet; withdrawing is on the same page (C4, C6)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.cases import selectors, services
from planning.cases.models import Means
from planning.cases.services import Evidence
from planning.errors import DomainError
from planning.people.audit import By
from scheduler.design.alongside import render_alongside
from scheduler.design.templatetags.design import initials
from scheduler.guest.consent.forms import ConsentForm
from scheduler.guest.door import guest_page, room
from scheduler.guest.language import CHOICE, language_for, language_links
from scheduler.guest.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
@guest_page(Purpose.CONSENT, without_code=True)
def consent(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """GET shows the questions and the own earlier answers; POST records, each answer a row for ever."""
    language = language_for(request, preferred=selectors.language_of_party(UUID(grant.person_key)))
    with translation.override(language):
        return _answer(request, grant=grant, language=language)


def _answer(request: HttpRequest, *, grant: Grant, language: str) -> HttpResponse:
    page = selectors.guest_consent(
        party_id=UUID(grant.person_key), case_id=UUID(grant.object_key), language=language, now=timezone.now()
    )
    if page is None:
        raise Http404
    if request.method == "POST" and "hulp" in request.POST:
        return _help(request, grant=grant, language=language)
    form = ConsentForm(request.POST if request.method == "POST" else None, questions=page.questions)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # all answers of one click, or none
                for question, answer in form.answers():
                    services.answer_consent(
                        request_id=question.request_id,
                        giver_id=UUID(grant.person_key),
                        answer=answer,
                        evidence=Evidence(
                            means=Means.LINK,
                            typed_name=form.cleaned_data["typed_name"],
                            language=language,
                            link_id=grant.link_id,
                            ip=request.META.get("REMOTE_ADDR") or None,
                            user_agent=request.headers.get("user-agent", ""),
                            seen=form.seen(question),
                        ),
                        by=By.guest(grant.person_key),
                        now=timezone.now(),
                    )
        except DomainError as refusal:
            refuse(form, refusal.said)
        else:
            response = redirect(f"{room(grant.link_id)}toestemming/?klaar=1&{CHOICE}={language}")
            response.status_code = 303
            return response
    context = {
        "page": page,
        "form": form,
        "thanks": "klaar" in request.GET and request.method != "POST",
        "helped": "hulp" in request.GET and request.method != "POST",
        "school_name": page.school,
        "guest_initials": initials(page.name),
        "languages": language_links(request),
        "contact": page.contact,
    }
    return render_alongside(request, "guest/consent/consent.html", context, status=422 if form.errors else 200)


def _help(request: HttpRequest, *, grant: Grant, language: str) -> HttpResponse:
    """Somebody wants to be called, or an interpreter; apart from any answer (U4)."""
    wanted = {"call_me": "bel" in request.POST, "interpreter": "tolk" in request.POST}
    asked = any(wanted.values())
    if asked:
        services.ask_for_help(
            case_id=UUID(grant.object_key),
            giver_id=UUID(grant.person_key),
            by=By.guest(grant.person_key),
            now=timezone.now(),
            **wanted,
        )
    response = redirect(f"{room(grant.link_id)}toestemming/?{'hulp=1&' if asked else ''}{CHOICE}={language}")
    response.status_code = 303
    return response
