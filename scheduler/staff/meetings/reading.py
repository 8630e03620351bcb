"""What is read before a meeting: the school asks the table, and who sits there with an account fetches the file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from planning.dossier import selectors as dossier
from planning.errors import DomainError
from planning.meetings import services
from planning.people.access import Actor, Right
from scheduler.attachments import attachment
from scheduler.staff.door import staff_page
from scheduler.staff.meetings.views import meeting_or_404


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def ask(request: HttpRequest, meeting_id: UUID, document_id: UUID, *, actor: Actor) -> HttpResponse:
    """Everybody at the table who may, is asked to read this before the meeting."""
    meeting = meeting_or_404(actor, meeting_id)
    services.require_manage(actor, meeting)
    document = dossier.document_of(meeting.case, document_id) if meeting.case is not None else None
    if document is None:
        raise Http404
    try:
        asked = services.ask_table_to_read(actor=actor, meeting=meeting, document=document, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.said))
    else:
        text = ngettext(
            "%(n)s persoon is gevraagd dit te lezen.", "%(n)s mensen zijn gevraagd dit te lezen.", len(asked)
        )
        messages.success(request, text % {"n": len(asked)})
    return redirect("staff:meeting", meeting_id=meeting.pk)


@require_safe
@staff_page()
def document(request: HttpRequest, meeting_id: UUID, reading_id: UUID, *, actor: Actor) -> HttpResponse:
    """The file that this person is asked to read, to be kept."""
    del request
    meeting = meeting_or_404(actor, meeting_id)
    file = dossier.file_for_reader(reading_id=reading_id, reader_key=str(actor.person_id), now=timezone.now())
    if file is None or file.case_id != meeting.case_id:
        raise Http404
    return attachment(file)
