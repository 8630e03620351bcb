"""One school: its dates and who agrees, its rules, its people."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.people.access import Actor, Right
from planning.yearplan import selectors, services
from planning.yearplan.kinds import SeriesKind, kinds_of
from planning.yearplan.models import PlanState, Verdict, YearPlan
from planning.yearplan.selectors import SeriesRow
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in
from scheduler.staff.yearplan.forms import KindForm, MemberForm, RefuseForm, SeriesForm, SignOffForm
from scheduler.staff.yearplan.found import plan_or_404, row_or_404


@require_safe
@staff_page(right=Right.SEE_PLAN)
def series(request: HttpRequest, plan_id: UUID, series_id: UUID, *, actor: Actor) -> HttpResponse:
    """The dates of one school, and the form to agree."""
    plan, row = plan_or_404(plan_id), row_or_404(plan_id, series_id, actor=actor)
    return school_page(request, plan, row, actor=actor, form=sign_off_form(row, actor))


@require_POST
@staff_page(right=Right.SEE_PLAN)
def agree(request: HttpRequest, plan_id: UUID, series_id: UUID, *, actor: Actor) -> HttpResponse:
    """Agree with all dates, or ask for something else for all of them."""
    plan, row = plan_or_404(plan_id), row_or_404(plan_id, series_id, actor=actor)
    form = sign_off_form(row, actor, request)
    if form.is_valid():
        said = form.cleaned_data
        with refusals_in(form):
            services.sign_off(
                actor=actor,
                series=row.series,
                side=said["side"],
                verdict=said["verdict"],
                reason=said["reason"],
                kept_words=said["kept_words"],
                now=timezone.now(),
            )
            agreed = said["verdict"] == Verdict.AGREED
            messages.success(
                request, _("Uw akkoord staat genoteerd.") if agreed else _("Uw vraag is naar de andere kant gestuurd.")
            )
            return redirect("staff:plan-school", plan_id=plan.pk, series_id=row.series.pk)
    return school_page(request, plan, row, actor=actor, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SEE_PLAN)
def rules_of(request: HttpRequest, plan_id: UUID, series_id: UUID, *, actor: Actor) -> HttpResponse:
    """The wishes of one school, on one page: how many, how long, when, when never, with whom."""
    plan, row = plan_or_404(plan_id), row_or_404(plan_id, series_id, actor=actor)
    form = SeriesForm(request.POST) if request.method == "POST" else SeriesForm.of(row.series)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            wishes = request.POST.get("what") == "wishes"
            services.save_series(
                actor=actor, series=row.series, as_wishes=wishes, now=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("De wensen zijn doorgegeven.") if wishes else _("De regels zijn bewaard."))
            return redirect("staff:plan-school", plan_id=plan.pk, series_id=row.series.pk)
    return _rules_page(request, plan, row, actor=actor, form=form)


@require_POST
@staff_page(right=Right.SEE_PLAN)
def kind_add(request: HttpRequest, plan_id: UUID, series_id: UUID, *, actor: Actor) -> HttpResponse:
    """Another kind of meeting for the same school."""
    plan, row = plan_or_404(plan_id), row_or_404(plan_id, series_id, actor=actor)
    form = KindForm(request.POST, kinds=_kinds_to_add(row, actor))
    if form.is_valid():
        made = services.add_series(
            actor=actor, plan=plan, school=row.series.school, kind=form.cleaned_data["kind"], now=timezone.now()
        )
        messages.success(request, _("Toegevoegd. Kijk na of de regels kloppen."))
        return redirect("staff:plan-rules", plan_id=plan.pk, series_id=made.pk)
    return school_page(request, plan, row, actor=actor, form=sign_off_form(row, actor), kind_form=form)


@require_POST
@staff_page(right=Right.SEE_PLAN)
def remove(request: HttpRequest, plan_id: UUID, series_id: UUID, *, actor: Actor) -> HttpResponse:
    """Take this kind of meeting off the school's year."""
    row = row_or_404(plan_id, series_id, actor=actor)
    services.remove_series(actor=actor, series=row.series, now=timezone.now())
    messages.success(
        request,
        _("%(school)s heeft geen %(kind)s meer in de planning.")
        % {"school": row.series.school.name, "kind": row.series.get_kind_display()},
    )
    return redirect("staff:plan", plan_id=plan_id)


@require_POST
@staff_page(right=Right.SEE_PLAN)
def member_add(request: HttpRequest, plan_id: UUID, series_id: UUID, *, actor: Actor) -> HttpResponse:
    """Somebody joins."""
    plan, row = plan_or_404(plan_id), row_or_404(plan_id, series_id, actor=actor)
    form = MemberForm(request.POST, persons=selectors.member_candidates(row))
    if form.is_valid():
        chosen = form.cleaned_data
        with refusals_in(form):
            services.add_member(
                actor=actor,
                series=row.series,
                person_id=chosen["person"],
                role=chosen["role"],
                required=chosen["required"],
                now=timezone.now(),
            )
            messages.success(request, _("Toegevoegd."))
            return redirect("staff:plan-rules", plan_id=plan.pk, series_id=row.series.pk)
    return _rules_page(request, plan, row, actor=actor, form=SeriesForm.of(row.series), member_form=form)


@require_POST
@staff_page(right=Right.SEE_PLAN)
def member_change(
    request: HttpRequest, plan_id: UUID, series_id: UUID, member_id: UUID, *, actor: Actor
) -> HttpResponse:
    """Required, when possible, or no longer."""
    row = row_or_404(plan_id, series_id, actor=actor)
    member = next((member for member in row.members if member.pk == member_id), None)
    if member is None:
        raise Http404
    what = request.POST.get("what")
    if what == "remove":
        services.remove_member(actor=actor, member=member, now=timezone.now())
        messages.success(request, _("%(name)s is van de lijst gehaald.") % {"name": member.person.name})
    elif what in {"required", "optional"}:
        services.change_member(actor=actor, member=member, required=what == "required", now=timezone.now())
        messages.success(request, _("Bewaard."))
    else:
        messages.error(request, _("Kies wat er met deze persoon moet gebeuren."))
    return redirect("staff:plan-rules", plan_id=plan_id, series_id=series_id)


def sign_off_form(row: SeriesRow, actor: Actor, request: HttpRequest | None = None) -> SignOffForm:
    """The form to agree on a series, for the sides this person speaks for."""
    sides = services.sides_of(actor, row.series)
    return SignOffForm(request.POST if request else None, sides=sides)


def _kinds_to_add(row: SeriesRow, actor: Actor) -> list[SeriesKind]:
    """The kinds that the school can have, has not yet, and this person may set."""
    school = row.series.school
    present = {one.kind for one in selectors.series_of_school(row.series, actor=actor)}
    return [
        kind
        for kind in kinds_of(school.sector)
        if kind not in present and services.may_host(actor, school_id=school.pk, kind=kind)
    ]


def school_page(
    request: HttpRequest,
    plan: YearPlan,
    row: SeriesRow,
    *,
    actor: Actor,
    form: SignOffForm,
    kind_form: KindForm | None = None,
    refused: tuple[UUID, RefuseForm] | None = None,
) -> HttpResponse:
    """The page of one series; `refused` is the answer to a change (its id) that was filled in wrong."""
    wrong = dict([refused]) if refused is not None else {}
    published = plan.state == PlanState.PUBLISHED
    to_add = [] if published else _kinds_to_add(row, actor)
    return render(
        request,
        "staff/yearplan/school.html",
        {
            "plan": plan,
            "row": row,
            "dates": selectors.series_page(plan, row),
            "asked": [
                (one, wrong.get(one.said.pk) or RefuseForm(auto_id=f"id_{one.said.pk}_%s"))
                for one in selectors.asked_page(plan, row, now=timezone.now())
            ],
            "form": form,
            "sides": services.sides_of(actor, row.series),
            "may_change": services.may_change(actor, row.series),
            "may_make": actor.may(Right.MAKE_PLAN),
            "published": published,
            "siblings": selectors.series_of_school(row.series, actor=actor),
            "kind_form": kind_form or (KindForm(kinds=to_add) if to_add else None),
        },
        status=422 if form.errors or wrong or (kind_form and kind_form.errors) else 200,
    )


def _rules_page(
    request: HttpRequest,
    plan: YearPlan,
    row: SeriesRow,
    *,
    actor: Actor,
    form: SeriesForm,
    member_form: MemberForm | None = None,
) -> HttpResponse:
    wrong = bool(form.errors or (member_form is not None and member_form.errors))
    return render(
        request,
        "staff/yearplan/rules.html",
        {
            "plan": plan,
            "row": row,
            "form": form,
            "member_form": member_form or MemberForm(persons=selectors.member_candidates(row)),
            "may_change": services.may_change(actor, row.series) and plan.state != PlanState.PUBLISHED,
            "may_make": actor.may(Right.MAKE_PLAN),
            "today": timezone.localdate(),
            "siblings": selectors.series_of_school(row.series, actor=actor),
        },
        status=422 if wrong else 200,
    )
