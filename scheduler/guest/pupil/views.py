"""The pupil tells what he or she thinks, before the conversation (hoorrecht, U11)."""

from __future__ import annotations

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
    page = selectors.pupil_page(party_id=UUID(grant.person_key), case_id=UUID(grant.object_key), now=timezone.now())
    if page is None:
        raise Http404
    language = language_for(request, preferred=page.own.language)
    with translation.override(language):
        return _speak(request, page, grant=grant, language=language)


def _speak(request: HttpRequest, page: selectors.PupilPage, *, grant: Grant, language: str) -> HttpResponse:
    form = PupilForm(request.POST if request.method == "POST" else None, initial=PupilForm.known(page.own))
    if request.method == "POST" and form.is_valid():
        try:
            services.pupil_speaks(
                party_id=UUID(grant.person_key),
                case_id=UUID(grant.object_key),
                words=form.words(),
                link_id=grant.link_id,
                now=timezone.now(),
            )
        except DomainError as refusal:
            refuse(form, refusal.message)
        else:
            response = redirect(f"{room(grant.link_id)}leerling/?klaar=1&{CHOICE}={language}")
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
