"""Agreements and evaluations: all open ones at a glance, and the forms that stand on a meeting's page."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.followup import selectors, services
from planning.followup.models import Agreement, ProgressState
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.followup.forms import AgreementForm, EvaluationForm, StaffProgressForm
from scheduler.staff.refusals import refusals_in


def _meeting(actor: Actor, meeting_id: UUID) -> Meeting:
    meeting = meetings.visible_meetings(actor).filter(pk=meeting_id, case__isnull=False).first()
    if meeting is None:
        raise Http404
    return meeting


def _agreement(actor: Actor, agreement_id: UUID) -> Agreement:
    agreement = selectors.visible_agreements(actor).filter(pk=agreement_id).first()
    if agreement is None:
        raise Http404
    return agreement


@require_safe
@staff_page(right=Right.SEE_CASES)
def overview(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """All open agreements and coming evaluations of the cases one may see."""
    context = {
        "agreements": selectors.agreements_for(actor, today=timezone.localdate()),
        "evaluations": selectors.evaluations_for(actor),
    }
    return render(request, "staff/followup/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def after_meeting(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """The agreements and the evaluation of one meeting; POST records an agreement."""
    meeting = _meeting(actor, meeting_id)
    owners = selectors.possible_owners(meeting)
    form = AgreementForm(
        request.POST if request.method == "POST" else None,
        owners=[(str(owner.pk), selectors.owner_name(owner)) for owner in owners],
    )
    if request.method == "POST" and form.is_valid():
        owner = next(row for row in owners if str(row.pk) == form.cleaned_data["owner"])
        with refusals_in(form):
            services.record_agreement(
                actor=actor,
                meeting=meeting,
                owner=owner,
                what=form.cleaned_data["what"],
                due=form.cleaned_data["due"],
                more=form.more(),
                kept_words=form.cleaned_data["kept_words"],
                now=timezone.now(),
            )
            messages.success(request, _("De afspraak staat vast. De eigenaar krijgt bericht."))
            return redirect("staff:after-meeting", meeting_id=meeting.pk)
    return _page(request, actor, meeting, form=form)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def plan_evaluation(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Set or move the evaluation of a meeting."""
    meeting = _meeting(actor, meeting_id)
    form = EvaluationForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.plan_evaluation(actor=actor, meeting=meeting, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("De evaluatiedatum staat vast."))
            return redirect("staff:after-meeting", meeting_id=meeting.pk)
    return _page(request, actor, meeting, evaluation_form=form)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def progress(request: HttpRequest, agreement_id: UUID, *, actor: Actor) -> HttpResponse:
    """Enter a report for the owner."""
    agreement = _agreement(actor, agreement_id)
    actor.require(Right.MANAGE_MEETINGS, school_id=agreement.case.school_id)
    form = StaffProgressForm(request.POST)
    if form.is_valid():
        services.report_progress(
            agreement_id=agreement.pk,
            state=ProgressState(form.cleaned_data["state"]),
            remark=form.cleaned_data["remark"],
            by=actor.by,
            now=timezone.now(),
        )
        messages.success(request, _("De stand is bijgewerkt."))
    else:
        messages.error(request, _("Kies een stand."))
    return redirect("staff:after-meeting", meeting_id=agreement.meeting_id)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def withdraw(request: HttpRequest, agreement_id: UUID, *, actor: Actor) -> HttpResponse:
    """Take an agreement back."""
    agreement = _agreement(actor, agreement_id)
    services.withdraw_agreement(actor=actor, agreement=agreement, now=timezone.now())
    messages.success(request, _("De afspraak is vervallen."))
    return redirect("staff:after-meeting", meeting_id=agreement.meeting_id)


def _page(
    request: HttpRequest,
    actor: Actor,
    meeting: Meeting,
    *,
    form: forms.Form | None = None,
    evaluation_form: forms.Form | None = None,
) -> HttpResponse:
    del actor
    owners = [(str(owner.pk), selectors.owner_name(owner)) for owner in selectors.possible_owners(meeting)]
    context = {
        "meeting": meeting,
        "rows": selectors.agreements_of_meeting(meeting, today=timezone.localdate()),
        "evaluation": selectors.evaluation_of(meeting),
        "form": form or AgreementForm(owners=owners),
        "evaluation_form": evaluation_form or EvaluationForm(),
        "progress_states": ProgressState.choices,
        "blocked": services.needs_casusregisseur(meeting),
    }
    wrong = any(bound is not None and bound.errors for bound in (form, evaluation_form))
    return render(request, "staff/followup/after_meeting.html", context, status=422 if wrong else 200)
