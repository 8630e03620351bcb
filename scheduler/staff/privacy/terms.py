"""How long what is kept, what is about to go, and the reports of what went."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from planning.people.access import Actor, Right
from planning.people.models import School
from planning.privacy import selectors, services
from planning.privacy.models import DeletionReport
from planning.privacy.rules import Category
from scheduler.staff.door import staff_page
from scheduler.staff.privacy import files
from scheduler.staff.privacy.forms import TermForm
from scheduler.staff.refusals import refusals_in


@require_safe
@staff_page(right=Right.KEEP_TERMS)
def terms_page(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The table of terms, what goes in two months' time, and the reports."""
    context = {
        "lines": selectors.terms_of_school(None),
        "schools": selectors.schools_kept(actor),
        "going": selectors.preview(actor, now=timezone.now()),
        "reports": selectors.reports(actor)[:50],
        "today": timezone.localdate(),
    }
    return render(request, "staff/privacy/terms.html", context)


def _school(actor: Actor, school_id: UUID) -> School:
    school = selectors.schools_kept(actor).filter(pk=school_id).first()
    if school is None:
        raise Http404
    return school


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.KEEP_TERMS)
def school_terms(request: HttpRequest, school_id: UUID, *, actor: Actor) -> HttpResponse:
    """The terms of one school; POST changes one."""
    school = _school(actor, school_id)
    form = TermForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        category = form.cleaned_data["category"]
        if category not in set(Category):
            raise Http404
        with refusals_in(form):
            services.set_term(
                actor=actor,
                school=school,
                category=Category(category),
                days=form.cleaned_data["days"],
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
            messages.success(request, _("De termijn is aangepast."))
            return redirect("staff:privacy-school-terms", school_id=school.pk)
    asked = request.POST.get("category", "")
    rows = [
        (
            line,
            form
            if form.is_bound and line.category == asked
            else TermForm(initial=_initial(line), auto_id=f"{line.category}_%s"),
        )
        for line in selectors.terms_of_school(school)
    ]
    context = {"school": school, "rows": rows, "form": form}
    return render(request, "staff/privacy/school_terms.html", context, status=422 if form.errors else 200)


def _initial(line: selectors.TermLine) -> dict[str, object]:
    return {"category": line.category, "days": line.days, "reason": line.own.reason if line.own else ""}


def _report(actor: Actor, report_id: UUID) -> DeletionReport:
    report = selectors.visible_report(actor, report_id)
    if report is None:
        raise Http404
    return report


@require_safe
@staff_page(right=Right.KEEP_TERMS)
def report_page(request: HttpRequest, report_id: UUID, *, actor: Actor) -> HttpResponse:
    """What one run deleted."""
    report = _report(actor, report_id)
    return render(request, "staff/privacy/report.html", {"report": report, "rows": files.report_rows(report)})


@require_safe
@staff_page(right=Right.KEEP_TERMS)
def report_csv(request: HttpRequest, report_id: UUID, *, actor: Actor) -> HttpResponse:
    """The same for a spreadsheet."""
    del request
    return files.report_csv(_report(actor, report_id))


@require_safe
@staff_page(right=Right.KEEP_TERMS)
def report_pdf(request: HttpRequest, report_id: UUID, *, actor: Actor) -> HttpResponse:
    """The same on paper."""
    del request
    return files.report_pdf(_report(actor, report_id))
