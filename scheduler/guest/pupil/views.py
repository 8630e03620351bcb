"""The pupil tells what he or she thinks, before the conversation (hoorrecht, U11)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.errors import DomainError
from planning.meetings import selectors, services
from scheduler.design.alongside import render_alongside
from scheduler.design.templatetags.design import initials
from scheduler.guest.door import guest_page, room
from scheduler.guest.language import CHOICE, language_for, language_links
from scheduler.guest.pupil.forms import PupilForm
from scheduler.guest.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
@guest_page(Purpose.PUPIL)
def pupil(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """GET shows the questions and the own earlier words; POST keeps new ones."""
    who = Speaker(UUID(grant.person_key), UUID(grant.object_key), link_id=grant.link_id, page="leerling/")
    return speak(request, who)


@dataclass(frozen=True, slots=True)
class Speaker:
    """The pupil behind a link, and the page to come back to: the own one, or that of an invitation."""

    party_id: UUID
    case_id: UUID
    link_id: UUID
    page: str


def speak(request: HttpRequest, who: Speaker) -> HttpResponse:
    """The pupil's questions, on whichever link the pupil came."""
    page = selectors.pupil_page(party_id=who.party_id, case_id=who.case_id, now=timezone.now())
    if page is None:
        raise Http404
    language = language_for(request, preferred=page.own.language)
    with translation.override(language):
        return _speak(request, page, who=who, language=language)


def _speak(request: HttpRequest, page: selectors.PupilPage, *, who: Speaker, language: str) -> HttpResponse:
    form = PupilForm(request.POST if request.method == "POST" else None, initial=PupilForm.known(page.own))
    if request.method == "POST" and form.is_valid():
        try:
            services.pupil_speaks(
                party_id=who.party_id,
                case_id=who.case_id,
                words=form.words(),
                link_id=who.link_id,
                now=timezone.now(),
            )
        except DomainError as refusal:
            refuse(form, refusal.message)
        else:
            response = redirect(f"{room(who.link_id)}{who.page}?klaar=1&{CHOICE}={language}")
            response.status_code = 303
            return response
    context = {
        "page": page,
        "form": form,
        "seats": [(_("jij"), "yes"), *[("", "waiting")] * 4],
        "thanks": "klaar" in request.GET and request.method != "POST",
        "school_name": page.own.school,
        "guest_initials": initials(page.own.name),
        "languages": language_links(request),
        "contact": page.own.contact,
    }
    return render_alongside(request, "guest/pupil/pupil.html", context, status=422 if form.errors else 200)
