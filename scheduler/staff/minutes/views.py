"""One screen for chair and minute-taker: who is there, what is said in the order of the route, the goals.

Every field saves itself (`staff/minutes.js`), and has a button for who has no script. What two people type at once is
put together by the service; here only goes to and fro what stands there and from which revision somebody typed on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planning.errors import DomainError
from planning.followup.services import needs_casusregisseur
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, MeetingState
from planning.minutes import selectors, services
from planning.minutes.models import Topic
from planning.people.access import Actor, NotAllowed, Right
from scheduler.staff.door import staff_page


def _meeting(actor: Actor, meeting_id: UUID) -> Meeting:
    """A meeting about a case with a date, for who may write at its table; for others it is not there."""
    dated = [MeetingState.PLANNED, MeetingState.HELD]
    found = meetings.visible_meetings(actor).filter(pk=meeting_id, case__isnull=False, state__in=dated).first()
    if found is None or not selectors.may_write(actor, found):
        raise Http404
    return found


@require_safe
@staff_page(right=Right.SEE_MEETINGS)
def page(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """The record as it stands."""
    return _show(request, _meeting(actor, meeting_id))


def _show(
    request: HttpRequest,
    meeting: Meeting,
    *,
    refusal: DomainError | None = None,
    typed: selectors.Typed | None = None,
    goal: str = "",
) -> HttpResponse:
    """The page; after a refusal with what was typed in a field or as a goal: nobody types it twice."""
    context = {
        "meeting": meeting,
        "page": selectors.record_page(meeting, typed=typed),
        "blocked": needs_casusregisseur(meeting),
        "refusal": refusal,
        "typed_goal": goal,
        "longest": services.LONGEST,
    }
    return render(request, "staff/minutes/record.html", context, status=422 if refusal else 200)


def _try(
    request: HttpRequest,
    meeting: Meeting,
    act: Callable[[], object],
    *,
    where: str = "",
    told: str = "",
    goal: str = "",
) -> HttpResponse:
    """Do it and go back to that place of the page; what is refused is said there."""
    try:
        act()
    except NotAllowed:
        raise
    except DomainError as refusal:
        return _show(request, meeting, refusal=refusal, goal=goal)
    if told:
        messages.success(request, told)
    return redirect(f"{reverse('staff:record', args=[meeting.pk])}{f'#{where}' if where else ''}")


@require_safe
@staff_page(right=Right.SEE_MEETINGS)
def stand(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """What stands on each topic now, for a page that is open: what the other one wrote shows by itself.

    An open page asks every few seconds. Where it knows all (`?stand=` is the newest) it is shown nothing, with 204, and
    the log of who looked has no row of it.
    """
    found = selectors.record_page(_meeting(actor, meeting_id))
    fields = (*found.before, found.offer)
    stamp = ".".join(str(number) for number in (*(field.revision for field in fields), int(found.fixed)))
    if request.GET.get("stand") == stamp:
        return HttpResponse(status=204)
    notes = {field.topic.value: [field.revision, field.text] for field in fields}
    return JsonResponse({"notes": notes, "stand": stamp, "fixed": found.fixed})


@require_POST
@staff_page(right=Right.SEE_MEETINGS)
def note(request: HttpRequest, meeting_id: UUID, topic: str, *, actor: Actor) -> HttpResponse:
    """Save one field; to a script the answer says what stands there now."""
    meeting = _meeting(actor, meeting_id)
    base, text = request.POST.get("base", ""), request.POST.get("text", "")
    if topic not in Topic.values or not base.isascii() or not base.isdigit() or len(base) > 9:
        raise Http404
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        saved = services.save_note(
            actor=actor,
            meeting=meeting,
            topic=Topic(topic),
            base=int(base),
            text=text,
            pen=request.POST.get("pen", "")[:36],
            now=timezone.now(),
        )
    except NotAllowed:
        raise
    except DomainError as refusal:
        if wants_json:
            return JsonResponse({"refused": str(refusal.message)}, status=422)
        return _show(request, meeting, refusal=refusal, typed=selectors.Typed(topic, text, int(base)))
    if wants_json:
        return JsonResponse({"text": saved.text, "revision": saved.revision, "own": saved.own})
    if saved.merged:
        messages.info(request, _("Iemand anders schreef hier ook. Beide teksten staan er nu."))
    return redirect(f"{reverse('staff:record', args=[meeting.pk])}#{topic}")


@require_POST
@staff_page(right=Right.SEE_MEETINGS)
def goal(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Write down a goal."""
    meeting, what = _meeting(actor, meeting_id), request.POST.get("what", "")
    add = partial(services.add_goal, actor=actor, meeting=meeting, what=what, now=timezone.now())
    return _try(request, meeting, add, where="doelen", goal=what)


@require_POST
@staff_page(right=Right.SEE_MEETINGS)
def drop_goal(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Take a goal away again."""
    meeting = _meeting(actor, meeting_id)
    try:
        which = UUID(request.POST.get("doel", ""))
    except ValueError as wrong:
        raise Http404 from wrong
    drop = partial(services.drop_goal, actor=actor, meeting=meeting, goal_id=which, now=timezone.now())
    return _try(request, meeting, drop, where="doelen")


@require_POST
@staff_page(right=Right.SEE_MEETINGS)
def attendance(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Who is there: what was ticked, for everybody on the list."""
    meeting, ticked = _meeting(actor, meeting_id), set(request.POST.getlist("er"))
    there = {seat.participant.pk: str(seat.participant.pk) in ticked for seat in selectors.record_page(meeting).seats}
    note_it = partial(services.note_attendance, actor=actor, meeting=meeting, there=there, now=timezone.now())
    return _try(request, meeting, note_it, where="aanwezig", told=_("Bewaard wie er is."))


@require_POST
@staff_page(right=Right.SEE_MEETINGS)
def fix(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """From now on nothing changes in it."""
    meeting = _meeting(actor, meeting_id)
    fix_it = partial(services.fix_record, actor=actor, meeting=meeting, now=timezone.now())
    return _try(request, meeting, fix_it, told=_("Het verslag staat vast."))
