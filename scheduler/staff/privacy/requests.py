"""The privacy officer's front page, and one request with its clock."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.people.access import Actor, Right
from planning.privacy import selectors, services
from planning.privacy.models import SubjectRequest
from scheduler.staff.door import staff_page
from scheduler.staff.privacy.forms import AnswerForm, ExtendForm
from scheduler.staff.refusals import refusals_in


@require_safe
@staff_page(right=Right.SEE_ACCESS_LOG)
def overview(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """What waits: requests by their last day, the log to review, what is about to be deleted."""
    now = timezone.now()
    may_log = actor.may_somewhere(Right.SEE_ACCESS_LOG)
    may_terms = actor.may_somewhere(Right.KEEP_TERMS)
    context = {
        "requests": selectors.requests_for(actor)[:200] if actor.may_somewhere(Right.HANDLE_PRIVACY) else [],
        "today": timezone.localdate(now),
        "may_log": may_log,
        "may_terms": may_terms,
        "unsigned": sum(not signed for _month, signed in selectors.months_to_review(now=now)) if may_log else 0,
        "going": len(selectors.preview(actor, now=now)) if may_terms else 0,
    }
    return render(request, "staff/privacy/overview.html", context)


def _request(actor: Actor, ask_id: UUID) -> SubjectRequest:
    found = selectors.visible_request(actor, ask_id)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.HANDLE_PRIVACY)
def request_page(request: HttpRequest, ask_id: UUID, *, actor: Actor) -> HttpResponse:
    """One request; POST answers it."""
    asked = _request(actor, ask_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.answer_request(actor=actor, request=asked, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Het antwoord staat vast."))
            return redirect("staff:privacy")
    return _page(request, actor, asked, answer_form=form)


@require_POST
@staff_page(right=Right.HANDLE_PRIVACY)
def extend(request: HttpRequest, ask_id: UUID, *, actor: Actor) -> HttpResponse:
    """Two months longer, with a reason."""
    asked = _request(actor, ask_id)
    form = ExtendForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.extend_request(actor=actor, request=asked, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("De termijn is twee maanden langer. Laat dit weten aan wie het vroeg."))
            return redirect("staff:privacy-request", ask_id=asked.pk)
    return _page(request, actor, asked, extend_form=form)


def _page(request: HttpRequest, actor: Actor, asked: SubjectRequest, **given: forms.Form) -> HttpResponse:
    wrong = any(form.is_bound and form.errors for form in given.values())
    context = {
        "asked": asked,
        "today": timezone.localdate(),
        "answer_form": AnswerForm(),
        "extend_form": ExtendForm(),
        "may_see_case": asked.case_id and actor.may(Right.SEE_CASES, school_id=asked.school_id),
        **given,
    }
    return render(request, "staff/privacy/request.html", context, status=422 if wrong else 200)
