"""The newest version, or an earlier one, as PDF and as a Word file in the school's style. Names hold no person."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from integrations.paper import DOCX_TYPE, PDF_TYPE, Paper, to_docx, to_pdf
from planning.people.access import Actor
from planning.report import rules, selectors
from planning.report.paper import minutes_on_paper
from planning.report.rules import Audience
from scheduler.staff.door import ask_again, staff_page
from scheduler.staff.report.views import meeting_or_404


@require_safe
@staff_page()
def pdf(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """As PDF: `?voor=` members, parents or pupil; without, all of it."""
    return _file(request, meeting_id, actor, suffix="pdf")


@require_safe
@staff_page()
def docx(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """As a Word file, likewise."""
    return _file(request, meeting_id, actor, suffix="docx")


def _file(request: HttpRequest, meeting_id: UUID, actor: Actor, *, suffix: str) -> HttpResponse:
    meeting, now = meeting_or_404(actor, meeting_id), timezone.now()
    again = ask_again(request, back_to=reverse("staff:report", args=[meeting_id]))
    if again is not None:
        return again
    page = selectors.report_page(meeting, actor=actor, now=now)
    asked = request.GET.get("versie", "")
    version = next((one for one in page.versions if str(one.number) == asked), None if asked else page.newest)
    wanted = request.GET.get("voor", "")
    if version is None or (wanted and wanted not in set(Audience)):
        raise Http404
    pieces = selectors.pieces_of(version)
    parts = rules.part_for(pieces, Audience(wanted)) if wanted else tuple(piece for piece in pieces if piece.text)
    if not parts:
        raise Http404
    paper = minutes_on_paper(
        school=meeting.school.name,
        day=meeting.start,
        number=version.number,
        fixed_at=version.at,
        why=str(version.why or ""),
        parts=parts,
        # What one parent said, the other does not read (C11); a sheet for the table and the whole have all of it.
        standpoints=page.standpoints if wanted in {"", Audience.MEMBERS} else (),
        made=now,
    )
    return answer(paper, name=f"notulen-{meeting.reference}-versie-{version.number}", suffix=suffix)


def answer(paper: Paper, *, name: str, suffix: str) -> HttpResponse:
    """A file to keep."""
    made, kind = (to_pdf(paper), PDF_TYPE) if suffix == "pdf" else (to_docx(paper), DOCX_TYPE)
    response = HttpResponse(made, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response
