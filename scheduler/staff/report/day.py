"""The minutes of a whole SOT: how far each pupil's point is and all that is fixed sent in one go, and the others."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from planning.agenda import selectors as agenda
from planning.errors import DomainError
from planning.followup import selectors as followup
from planning.people.access import Actor, NotAllowed, Right
from planning.report import selectors, services
from scheduler.staff.door import staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SEE_PLAN)
def send_day(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """The points about pupils with how far they are, for who writes about one of the points; POST sends what is fixed.

    Under them what came of the other points: no letter is about them. Who sits at the whole table reads it on the
    agenda, and with the own minutes of a pupil's point.
    """
    meeting, now = agenda.sot_of(actor, meeting_id), timezone.now()
    if meeting is None:
        raise Http404
    every = agenda.turns_of(meeting, actor=actor, now=now)
    if not any(turn.may_write for turn in every):
        raise Http404
    turns = [turn for turn in every if turn.may_begin]
    if request.method == "POST":
        try:
            sent = services.send_day(actor=actor, whole=meeting, now=now)
        except NotAllowed:
            raise
        except DomainError as refusal:
            messages.error(request, str(refusal.said))
        else:
            points = ngettext("%(n)s punt", "%(n)s punten", sent.points) % {"n": sent.points}
            letters = ngettext("%(n)s brief", "%(n)s brieven", sent.letters) % {"n": sent.letters}
            messages.success(
                request,
                _("Verstuurd: de notulen van %(points)s, in %(letters)s.") % {"points": points, "letters": letters},
            )
        return redirect("staff:report-day", meeting_id=meeting.pk)
    stands = selectors.stands_of(turn.part_id for turn in turns if turn.part_id is not None)
    rows = [(turn, stands.get(turn.part_id) if turn.part_id is not None else None) for turn in turns]
    others = agenda.spoken_of(meeting)
    agreed = followup.agreements_of_points([row.pk for row in others], today=timezone.localdate())
    context = {
        "meeting": meeting,
        "rows": rows,
        "others": [(row, agreed.get(row.pk, ())) for row in others],
        "ready": sum(stand is not None and stand.ready for _turn, stand in rows),
        "sent": any(stand is not None and stand.sent for _turn, stand in rows),
        "begun": any(turn.done for turn in every),
    }
    return render(request, "staff/report/day.html", context)
