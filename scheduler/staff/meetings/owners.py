"""What somebody did to a meeting in the own calendar: the organiser says what follows."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from planning.meetings import selectors, services
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.meetings.forms import OwnerForm
from scheduler.staff.meetings.views import meeting_or_404
from scheduler.staff.refusals import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def own_calendars(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Every open question about this meeting, each with its answers; POST gives one."""
    meeting = meeting_or_404(actor, meeting_id)
    services.require_manage(actor, meeting)
    forms = {str(one.id): (one, OwnerForm(about=one)) for one in selectors.own_moves([meeting])}
    asked = request.POST.get("question", "") if request.method == "POST" else ""
    wrong = False
    if request.method == "POST" and asked not in forms:
        messages.error(request, _("Hier is al op geantwoord, of het is niet meer nodig."))
        return redirect("staff:meeting", meeting_id=meeting.pk)
    if asked:
        about, _empty = forms[asked]
        form = OwnerForm(request.POST, about=about)
        if form.is_valid():
            with refusals_in(form):
                services.answer_owner(
                    actor=actor, meeting=meeting, question_id=about.id, choice=form.chosen(), now=timezone.now()
                )
                messages.success(request, _("Genoteerd. We doen wat u koos."))
                return redirect("staff:meeting", meeting_id=meeting.pk)
        forms[asked], wrong = (about, form), True
    context = {
        "page": selectors.meeting_page(meeting, now=timezone.now()),
        "meeting": meeting,
        "questions": list(forms.values()),
    }
    return render(request, "staff/meetings/owners.html", context, status=422 if wrong else 200)
