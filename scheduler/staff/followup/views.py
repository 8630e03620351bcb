"""Agreements and evaluations: all open ones at a glance, and the forms that stand on a meeting's page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.followup import drafts, family, goals, selectors, services
from planning.followup.drafts import DraftState
from planning.followup.models import Agreement, Goal, ProgressState
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, Participant
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.followup.forms import (
    AgreementAfter,
    AgreementForm,
    EvaluationForm,
    GoalForm,
    StaffProgressForm,
    WhyForm,
)
from scheduler.staff.refusals import refusals_in

DRAFT = "concept"


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
    """The agreements, the drafts and the evaluation of one meeting; POST records an agreement.

    `?concept=` fills the form in with a draft, to change it first.
    """
    meeting = _meeting(actor, meeting_id)
    if request.method == "POST":
        return _record(request, actor, meeting, data=request.POST)
    asked = _key(request.GET.get(DRAFT, ""))
    return _page(request, actor, meeting, concept=asked)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def draft(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """One click about a draft: agreed as it stands, let go, or taken back."""
    meeting, now = _meeting(actor, meeting_id), timezone.now()
    key, act = _key(request.POST.get(DRAFT, "")), request.POST.get("doe", "")
    row = next((row for row in drafts.drafts_of(meeting, actor=actor, now=now) if row.key == key), None)
    if row is None:
        raise Http404
    if act == "leg-vast" and row.before is None:
        return _record(request, actor, meeting, data=AgreementForm.of_draft(row), as_it_stands=True)
    if act == "leg-vast":
        services.agree_to(actor=actor, meeting=meeting, key=row.key, now=now)
        messages.success(request, _("De afspraak gaat door zoals hij was."))
    elif act == "laat-los":
        form = WhyForm(request.POST)
        if row.before is not None and not form.is_valid():
            return _page(request, actor, meeting, why=(row.key, form))
        services.let_go(actor=actor, meeting=meeting, key=row.key, reason=request.POST.get("reason", ""), now=now)
        messages.success(request, _("Losgelaten. U kunt het altijd terughalen."))
    elif act == "haal-terug":
        services.take_back(actor=actor, meeting=meeting, key=row.key, now=now)
        messages.success(request, _("Het staat weer bij wat u kunt afspreken."))
    return redirect(f"{reverse('staff:after-meeting', args=[meeting.pk])}#drafts")


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def goal(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Write a goal down otherwise, or let go of it."""
    meeting, now = _meeting(actor, meeting_id), timezone.now()
    goal_id = _key(request.POST.get("doel", ""))
    if goal_id is None:
        raise Http404
    if request.POST.get("doe") == "laat-los":
        services.end_goal(actor=actor, meeting=meeting, goal_id=goal_id, now=now)
        messages.success(request, _("Het doel is losgelaten. Het blijft bewaard."))
        return redirect(f"{reverse('staff:after-meeting', args=[meeting.pk])}#goals")
    form = GoalForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            what = form.cleaned_data["what"]
            services.change_goal(actor=actor, meeting=meeting, goal_id=goal_id, what=what, now=now)
            messages.success(request, _("Het nieuwe doel staat er."))
            return redirect(f"{reverse('staff:after-meeting', args=[meeting.pk])}#goals")
    return _page(request, actor, meeting, changing=(goal_id, form))


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def tell(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Tell parents and pupil now how it goes on."""
    meeting = _meeting(actor, meeting_id)
    sent = services.tell_family(actor=actor, meeting=meeting, now=timezone.now())
    if sent:
        messages.success(request, _("De ouders en de leerling krijgen bericht, ieder met een eigen link."))
    else:
        messages.info(request, _("Vandaag is er al bericht gegaan, of niemand heeft een e-mailadres."))
    return redirect("staff:after-meeting", meeting_id=meeting.pk)


def _record(
    request: HttpRequest, actor: Actor, meeting: Meeting, *, data: Mapping[str, Any], as_it_stands: bool = False
) -> HttpResponse:
    """Write down what the form says. A draft that cannot be as it stands comes back in the form, with the reason."""
    owners = selectors.possible_owners(meeting)
    form = AgreementAfter(data, owners=_choices(owners), goals=_goals(meeting))
    if form.is_valid():
        given = form.cleaned_data
        owner = next(row for row in owners if str(row.pk) == given["owner"])
        wording = services.Wording(owner, given["what"], given["due"], form.more())
        with refusals_in(form):
            if given["draft"] is not None:
                services.agree_to(
                    actor=actor,
                    meeting=meeting,
                    key=given["draft"],
                    changed=wording,
                    kept_words=given["kept_words"],
                    now=timezone.now(),
                )
            else:
                services.record_agreement(
                    actor=actor,
                    meeting=meeting,
                    owner=owner,
                    what=wording.what,
                    due=wording.due,
                    more=wording.more,
                    kept_words=given["kept_words"],
                    now=timezone.now(),
                )
            messages.success(request, _("De afspraak staat vast. De eigenaar krijgt bericht."))
            back = reverse("staff:after-meeting", args=[meeting.pk])
            return redirect(f"{back}#drafts" if as_it_stands else back)
    return _page(request, actor, meeting, form=form)


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _goals(meeting: Meeting) -> list[Goal]:
    """The goals of the case that stand, for the choice in the form."""
    return [row.goal for row in goals.standing_goals(meeting)]


def _choices(owners: Iterable[Participant]) -> list[tuple[str, str]]:
    return [(str(owner.pk), selectors.owner_name(owner)) for owner in owners]


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
    actor.require(Right.MANAGE_MEETINGS, school_id=agreement.school.pk)
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
    return redirect(where_it_stands(agreement))


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def withdraw(request: HttpRequest, agreement_id: UUID, *, actor: Actor) -> HttpResponse:
    """Let go of an agreement, with the reason."""
    agreement = _agreement(actor, agreement_id)
    actor.require(Right.MANAGE_MEETINGS, school_id=agreement.school.pk)
    form = WhyForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.withdraw_agreement(
                actor=actor, agreement=agreement, reason=form.cleaned_data["reason"], now=timezone.now()
            )
            messages.success(request, _("De afspraak is vervallen."))
            return redirect(where_it_stands(agreement))
    if agreement.point_id is not None:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(where_it_stands(agreement))
    return _page(request, actor, _meeting(actor, agreement.meeting_id), why=(agreement.pk, form))


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def take_up_again(request: HttpRequest, agreement_id: UUID, *, actor: Actor) -> HttpResponse:
    """What was let go goes on after all."""
    agreement = _agreement(actor, agreement_id)
    services.take_up_again(actor=actor, agreement=agreement, now=timezone.now())
    messages.success(request, _("De afspraak gaat weer door. De eigenaar krijgt bericht."))
    return redirect(where_it_stands(agreement))


def where_it_stands(agreement: Agreement) -> str:
    """The page with the agreements of its meeting, or of its point."""
    if agreement.point_id is not None:
        return f"{reverse('staff:agenda-item', args=[agreement.point_id])}#afspraken"
    return reverse("staff:after-meeting", args=[agreement.meeting_id])


def _page(
    request: HttpRequest,
    actor: Actor,
    meeting: Meeting,
    *,
    form: forms.Form | None = None,
    evaluation_form: forms.Form | None = None,
    concept: UUID | None = None,
    why: tuple[UUID, WhyForm] | None = None,
    changing: tuple[UUID, GoalForm] | None = None,
) -> HttpResponse:
    """The page; `why` is the row whose reason is missing, `changing` the goal, each with the form that says so."""
    rows = drafts.drafts_of(meeting, actor=actor, now=timezone.now())
    chosen = next((row for row in rows if row.key == concept), None)
    owners = _choices(selectors.possible_owners(meeting))
    standing = goals.standing_goals(meeting)
    filled = AgreementForm.of_draft(chosen) if chosen else None
    context = {
        "meeting": meeting,
        "rows": selectors.agreements_of_meeting(meeting, today=timezone.localdate()),
        "let_go": selectors.let_go_at(meeting),
        "drafts": [row for row in rows if row.state == DraftState.WAITS],
        "drafts_gone": [row for row in rows if row.state == DraftState.LET_GO],
        "drafts_made": sum(row.state == DraftState.MADE for row in rows),
        "evaluation": selectors.evaluation_of(meeting),
        "form": form or AgreementAfter(owners=owners, goals=[row.goal for row in standing], initial=filled),
        "evaluation_form": evaluation_form or EvaluationForm(),
        "progress_states": ProgressState.choices,
        "blocked": services.needs_casusregisseur(meeting),
        "told": services.told_of(meeting),
        "may_tell": family.is_past(meeting, now=timezone.now()) and family.has_more(meeting),
        "goals": standing,
        "adjusting": any(row.before and row.state == DraftState.WAITS for row in rows),
        "goal_key": changing[0] if changing else None,
        "goal_form": changing[1] if changing else None,
        "why_key": why[0] if why else None,
        "why_form": why[1] if why else WhyForm(),
    }
    wrong = any(
        bound is not None and bound.errors
        for bound in (form, evaluation_form, why and why[1], changing and changing[1])
    )
    return render(request, "staff/followup/after_meeting.html", context, status=422 if wrong else 200)
