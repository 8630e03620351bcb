"""Bringing in a whole SWV with one workbook: download, check, and only then import."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.people import importing as services
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.uploads import XLSX, WorkbookForm, held, hold


@require_safe
@staff_page(right=Right.MANAGE_PEOPLE)
def template(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The empty workbook."""
    del request, actor
    headers = {"Content-Disposition": 'attachment; filename="aan-tafel-werkblad.xlsx"'}
    return HttpResponse(services.empty_workbook(), content_type=XLSX, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_PEOPLE)
def check(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """GET explains; POST does the dry run and shows what would happen. Nothing is kept but the file itself."""
    form = WorkbookForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "staff/people/import.html", {"form": form}, status=422 if form.errors else 200)
    content = form.content()
    report = services.check_workbook(actor=actor, file=io.BytesIO(content))
    digest = "" if report.problems else hold(actor, "people", content, now=timezone.now())
    context = {"form": WorkbookForm(), "report": report, "name": form.name, "digest": digest}
    return render(request, "staff/people/import.html", context, status=422 if report.problems else 200)


@require_POST
@staff_page(right=Right.MANAGE_PEOPLE)
def keep(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Import the very workbook that was checked, and forget the file."""
    content = held(actor, "people", request.POST.get("digest", ""))
    if content is None:
        messages.error(request, _("Laat het werkblad eerst controleren."))
        return redirect("staff:import")
    report = services.import_workbook(actor=actor, file=io.BytesIO(content), now=timezone.now())
    if not report.done:
        context = {"form": WorkbookForm(), "report": report, "name": ""}
        return render(request, "staff/people/import.html", context, status=422)
    messages.success(request, _("Alles staat erin."))
    return redirect("staff:people")
