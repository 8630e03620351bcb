"""The own part of the minutes: read it, say so, give a zienswijze, take it along as PDF. Never another's part."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from integrations.paper import PDF_TYPE, to_pdf
from notifications.letters import when
from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.errors import DomainError
from planning.people.audit import By
from planning.report import selectors, services
from planning.report.paper import minutes_on_paper
from planning.report.selectors import OwnPart
from scheduler.design.alongside import render_alongside
from scheduler.design.templatetags.design import initials
from scheduler.guest.door import guest_page, room
from scheduler.guest.language import CHOICE, language_for, language_links
from scheduler.guest.refusals import refuse
from scheduler.guest.report.forms import ViewForm

READ, SAID = "gelezen", "gezegd"


def _own(grant: Grant) -> OwnPart:
    own = selectors.own_part(receipt_id=UUID(grant.object_key), reader_key=grant.person_key, now=timezone.now())
    if own is None:
        raise Http404
    return own


@require_http_methods(["GET", "HEAD", "POST"])
@guest_page(Purpose.REPORT)
def report(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """GET shows the own part; POST says that it was read, or gives a zienswijze. Opening it is not reading it (S1)."""
    own = _own(grant)
    language = language_for(request, preferred=own.language)
    with translation.override(language):
        return _read(request, own, grant=grant, language=language)


def _read(request: HttpRequest, own: OwnPart, *, grant: Grant, language: str) -> HttpResponse:
    saying = "text" in request.POST
    form = ViewForm(request.POST if saying else None, pupil=own.pupil)
    if request.method == "POST" and (not saying or form.is_valid()):
        by, now = By.guest(grant.person_key), timezone.now()
        try:
            if saying:
                services.give_view(receipt_id=own.receipt_id, text=form.cleaned_data["text"], by=by, now=now)
            else:
                services.say_read(receipt_id=own.receipt_id, by=by, now=now)
        except DomainError as refusal:
            refuse(form, refusal.message)
        else:
            told = SAID if saying else READ
            response = redirect(f"{room(grant.link_id)}notulen/?klaar={told}&{CHOICE}={language}")
            response.status_code = 303
            return response
    context: dict[str, object] = {
        "own": own,
        "form": form,
        "professional": own.professional,
        "day": when.on_page(when.day, own.day) if own.day is not None else "",
        "done": request.GET.get("klaar", "") if request.method != "POST" else "",
        "download": f"{room(grant.link_id)}notulen/verslag.pdf",
        "school_name": own.school,
        "guest_initials": initials(own.name),
        "languages": language_links(request),
        "contact": own.contact,
    }
    return render_alongside(request, "guest/report/report.html", context, status=422 if form.errors else 200)


@require_safe
@guest_page(Purpose.REPORT, page="./")
def pdf(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """The same words on paper."""
    del request
    own = _own(grant)
    paper = minutes_on_paper(
        school=own.school,
        day=own.day,
        number=own.number,
        fixed_at=own.fixed_at,
        why=own.why,
        parts=own.parts,
        standpoints=own.standpoints,
        made=timezone.now(),
    )
    response = HttpResponse(to_pdf(paper), content_type=PDF_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="verslag.pdf"'
    return response
