"""Fetching the file of a document, and taking it back (R92)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from planning.dossier import selectors, services
from planning.people.access import Actor, Right
from scheduler.attachments import attachment
from scheduler.staff.door import staff_page
from scheduler.staff.dossier.acting import case_or_404, house


@require_safe
@staff_page(right=Right.LEAD_CASES)
def document_file(request: HttpRequest, case_id: UUID, document_id: UUID, *, actor: Actor) -> HttpResponse:
    """The file of any version, to be kept."""
    del request
    now = timezone.now()
    file = selectors.file_for_staff(actor, case_or_404(actor, case_id), document_id, now=now)
    if file is None:
        raise Http404
    return attachment(file)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_CASES)
def document_take_back(request: HttpRequest, case_id: UUID, document_id: UUID, *, actor: Actor) -> HttpResponse:
    """GET says what goes and what stays; POST lets the file go for good."""
    case = case_or_404(actor, case_id)
    row = selectors.document_of(case, document_id)
    if row is None or not row.file:
        raise Http404
    if request.method == "POST":
        services.take_back(actor=actor, document=row, now=timezone.now())
        messages.success(request, _("Het bestand is weg. Niemand kan het nog openen."))
        return redirect("staff:document", case_id=case.pk, document_id=row.pk)
    context = {**house(actor, case), "document": row, "people": selectors.readers(row, now=timezone.now())}
    return render(request, "staff/dossier/take_back.html", context)
