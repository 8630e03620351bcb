"""The owner of an agreement reports how it goes, by link (R123)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from notifications.letters import when
from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.errors import DomainError
from planning.followup import family, rules, selectors, services
from planning.followup.models import ProgressState
from planning.people.audit import By
from scheduler.design.alongside import render_alongside
from scheduler.design.templatetags.design import initials
from scheduler.guest.door import guest_page, room
from scheduler.guest.followup.forms import CHOICES, ProgressForm
from scheduler.guest.language import CHOICE as LANGUAGE
from scheduler.guest.language import language_for, language_links
from scheduler.guest.refusals import refuse


def _of_no_pupil(grant: Grant) -> bool:
    return selectors.names_no_pupil(UUID(grant.object_key))


@require_http_methods(["GET", "HEAD", "POST"])
@guest_page(Purpose.AGREEMENT, harmless=_of_no_pupil)
def agreement(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """GET shows the agreement and a button an answer; POST adds a report."""
    own = selectors.own_agreement(agreement_id=UUID(grant.object_key), key=UUID(grant.person_key), now=timezone.now())
    if own is None:
        raise Http404
    language = language_for(request, preferred=own.language)
    with translation.override(language):
        return _report(request, own, grant=grant, language=language)


@require_safe
@guest_page(Purpose.INVITATION)
def following(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """For parents and pupil after a meeting: what was agreed, how far it is, and when we look back (R119)."""
    own = family.guest_following(
        meeting_id=UUID(grant.object_key), participant_id=UUID(grant.person_key), now=timezone.now()
    )
    if own is None:
        raise Http404
    with translation.override(language_for(request, preferred=own.language)):
        context = {
            "own": own,
            "next_at": when.on_page(when.moment, own.meeting) if own.meeting is not None else "",
            "school_name": own.school,
            "guest_initials": initials(own.name),
            "contact": own.contact,
            "languages": language_links(request),
        }
        return render_alongside(request, "guest/followup/following.html", context)


def _report(request: HttpRequest, own: selectors.OwnAgreement, *, grant: Grant, language: str) -> HttpResponse:
    form = ProgressForm(request.POST if request.method == "POST" else None, of_no_pupil=bool(own.point))
    if request.method == "POST" and form.is_valid():
        try:
            services.report_progress(
                agreement_id=own.id,
                state=ProgressState(form.cleaned_data["state"]),
                remark=form.cleaned_data["remark"],
                by=By.guest(grant.person_key),
                now=timezone.now(),
            )
        except DomainError as refusal:
            refuse(form, refusal.message)
        else:
            response = redirect(f"{room(grant.link_id)}afspraak/?klaar=1&{LANGUAGE}={language}")
            response.status_code = 303
            return response
    context = {"own": own, "form": form, "thanks": "klaar" in request.GET, "school_name": own.school}
    context |= {"guest_initials": initials(own.name), "languages": language_links(request), "contact": own.contact}
    context["professional"] = own.professional
    # The answer that the button of the letter named stands first, nothing is sent before it is pressed (S3).
    offered = [state.value for state in CHOICES]
    first, order = rules.answers(offered, now=own.state, asked=request.GET.get("stand", ""))
    context |= {"first": first, "choices": [ProgressState(state) for state in order]}
    status = 422 if form.errors else 200
    return render_alongside(request, "guest/followup/agreement.html", context, status=status)
