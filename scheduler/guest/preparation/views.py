"""What somebody wants to say before the conversation, step by step (R95, R100, R104). Never what anybody else said."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.errors import DomainError, Text
from planning.preparation import rules, selectors, services
from planning.preparation.selectors import GuestPreparation
from planning.preparation.wording import QUESTIONS
from scheduler.design.alongside import render_alongside
from scheduler.design.templatetags.design import initials
from scheduler.guest.door import guest_page, room
from scheduler.guest.language import CHOICE, language_for, language_links
from scheduler.guest.preparation.forms import StepForm
from scheduler.guest.pupil.views import Speaker, speak
from scheduler.guest.refusals import refuse

STEP, DONE = "stap", "klaar"


@require_http_methods(["GET", "HEAD", "POST"])
@guest_page(Purpose.INVITATION)
def preparation(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """GET shows one step with the own earlier words; POST keeps them and goes on. The pupil gets the own page (U11)."""
    own = selectors.guest_preparation(
        meeting_id=UUID(grant.object_key), participant_id=UUID(grant.person_key), now=timezone.now()
    )
    if own is None:
        raise Http404
    if own.pupil_id is not None:
        return speak(request, Speaker(own.pupil_id, own.case_id, link_id=grant.link_id, page="voorbereiding/"))
    language = language_for(request, preferred=own.language)
    with translation.override(language):
        return _prepare(request, own, grant=grant, language=language)


def _prepare(request: HttpRequest, own: GuestPreparation, *, grant: Grant, language: str) -> HttpResponse:
    steps = rules.steps(professional=own.professional)
    at = _step(request, most=len(steps))
    here, choice = f"{room(grant.link_id)}voorbereiding/", f"{CHOICE}={language}"
    form = StepForm(request.POST if request.method == "POST" else None, names=steps[at - 1], known=own.words)
    if request.method == "POST" and form.is_valid():
        try:
            services.say_by_link(participant_id=own.participant_id, words=form.words(), now=timezone.now())
        except DomainError as refusal:
            refuse(form, refusal.said)
        else:
            there = f"{DONE}=1" if at == len(steps) else f"{STEP}={at + 1}"
            response = redirect(f"{here}?{there}&{choice}")
            response.status_code = 303
            return response
    context: dict[str, object] = {
        "own": own,
        "professional": own.professional,
        "form": form,
        "step": at,
        "steps": len(steps),
        "before": f"{here}?{STEP}={at - 1}&{choice}" if at > 1 else "",
        "again": f"{here}?{choice}",
        "invitation": f"{room(grant.link_id)}uitnodiging/?{choice}",
        "done": request.method != "POST" and DONE in request.GET,
        "said": _said(own.words),
        "before_words": _said({name: own.before.get(name, "") for name in steps[at - 1]}),
        "school_name": own.school,
        "guest_initials": initials(own.name),
        "languages": language_links(request),
        "contact": own.contact,
    }
    return render_alongside(request, "guest/preparation/preparation.html", context, status=422 if form.errors else 200)


def _said(words: Mapping[str, str]) -> list[tuple[Text, tuple[str, ...], str]]:
    """Each question that has an answer, with the answer as points or as text."""
    return [
        (QUESTIONS[name], rules.listed(text) if name == "points" else (), text) for name, text in words.items() if text
    ]


def _step(request: HttpRequest, *, most: int) -> int:
    asked = request.GET.get(STEP, "")
    return min(max(int(asked), 1), most) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 1
