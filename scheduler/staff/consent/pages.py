"""The page "Toestemming": who said what, on what somebody else is there, and what the school must do now."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from planning.cases import selectors
from planning.cases.models import Case
from planning.meetings import selectors as meetings
from planning.people.access import Actor, Right
from scheduler.staff.cases.forms import GuardianForm, InvolveForm
from scheduler.staff.cases.pages import case_or_404, partners
from scheduler.staff.consent.forms import AskForm, PupilForm
from scheduler.staff.door import staff_page


@require_safe
@staff_page(right=Right.SEE_CASES)
def consent(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Everything about consent of one case."""
    return show_consent(request, actor, case_or_404(actor, case_id))


def show_consent(request: HttpRequest, actor: Actor, case: Case, **bound: forms.Form) -> HttpResponse:
    """The page, with a form that was filled in wrong in its place."""
    now = timezone.now()
    page = selectors.consent_page(case, now=now)
    context = {
        "case": case,
        "page": page,
        "may_manage": actor.may(Right.MANAGE_CASES, school_id=case.school_id) and case.closed_at is None,
        "may_override": actor.may(Right.OVERRIDE_CONSENT, school_id=case.school_id) and case.closed_at is None,
        "after_loss": meetings.after_loss(case, now=now),
        "ask_form": AskForm(rows=page.rows),
        "involve_form": InvolveForm(people=partners(page.candidates)),
        "guardian_form": GuardianForm(),
        "pupil_form": PupilForm(initial=PupilForm.known(page.pupil_party)),
    }
    wrong = any(form.errors for form in bound.values())
    return render(request, "staff/consent/page.html", {**context, **bound}, status=422 if wrong else 200)
