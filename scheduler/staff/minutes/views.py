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
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planning.errors import DomainError
from planning.minutes import selectors, services
from planning.minutes.models import Topic
from planning.people.access import Actor, NotAllowed
from scheduler.staff.door import staff_page
from scheduler.staff.minutes.forms import GoalForm
from scheduler.staff.minutes.pages import Screen, back_to, fill_in, meeting_or_404, show


@require_safe
@staff_page()
def page(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """The record as it stands."""
    return show(request, Screen.of(actor, meeting_or_404(actor, meeting_id)))


def _try(
    request: HttpRequest, screen: Screen, act: Callable[[], object], *, where: str = "", told: str = ""
) -> HttpResponse:
    """Do it and go back to that place of the page; what is refused is said there."""
    try:
        act()
    except NotAllowed:
        raise
    except DomainError as refusal:
        return show(request, screen, refusal=refusal)
    if told:
        messages.success(request, told)
    return back_to(screen.meeting, where)


@require_safe
@staff_page()
def stand(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """What stands on each topic now, for a page that is open: what the other one wrote shows by itself.

    An open page asks every few seconds. Where it knows all (`?stand=` is the newest) it is shown nothing, with 204, and
    the log of who looked has no row of it. `more` changes when a goal, a decision or an agreement came or went.
    """
    found = Screen.of(actor, meeting_or_404(actor, meeting_id))
    fields = found.page.fields
    stamp = ".".join(str(number) for number in (*(field.revision for field in fields), int(found.page.fixed)))
    stamp = f"{stamp}.{found.more}"
    if request.GET.get("stand") == stamp:
        return HttpResponse(status=204)
    notes = {field.key: [field.revision, field.text] for field in fields}
    return JsonResponse({"notes": notes, "stand": stamp, "more": found.more, "fixed": found.page.fixed})


@require_POST
@staff_page()
def note(request: HttpRequest, meeting_id: UUID, topic: str, *, actor: Actor) -> HttpResponse:
    """Save one field; to a script the answer says what stands there now."""
    meeting = meeting_or_404(actor, meeting_id)
    base, text, whose = (request.POST.get(name, "") for name in ("base", "text", "van"))
    if topic not in Topic.values or not base.isascii() or not base.isdigit() or len(base) > 9:
        raise Http404
    of = _uuid(whose) if whose else None
    key = selectors.field_key(topic, of)
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        saved = services.save_note(
            actor=actor,
            meeting=meeting,
            topic=Topic(topic),
            base=int(base),
            text=text,
            pen=request.POST.get("pen", "")[:36],
            of=of,
            now=timezone.now(),
        )
    except NotAllowed:
        raise
    except DomainError as refusal:
        if wants_json:
            return JsonResponse({"refused": str(refusal.message)}, status=422)
        typed = selectors.Typed(key, text, int(base))
        return show(request, Screen.of(actor, meeting, typed=typed), refusal=refusal)
    if wants_json:
        return JsonResponse({"text": saved.text, "revision": saved.revision, "own": saved.own})
    if saved.merged:
        messages.info(request, _("Iemand anders schreef hier ook. Beide teksten staan er nu."))
    return back_to(meeting, key)


@require_POST
@staff_page()
def goal(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Write down a goal."""
    screen = Screen.of(actor, meeting_or_404(actor, meeting_id))
    form = GoalForm(request.POST, auto_id="doel_%s")
    add = partial(services.add_goal, actor=actor, meeting=screen.meeting, now=timezone.now())
    return fill_in(request, screen, form, lambda said: add(**said), where="doelen", told=_("Het doel staat erbij."))


@require_POST
@staff_page()
def drop_goal(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Take a goal away again."""
    screen = Screen.of(actor, meeting_or_404(actor, meeting_id))
    which = _uuid(request.POST.get("doel", ""))
    drop = partial(services.drop_goal, actor=actor, meeting=screen.meeting, goal_id=which, now=timezone.now())
    return _try(request, screen, drop, where="doelen")


@require_POST
@staff_page()
def attendance(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Who is there: what was ticked, for everybody on the list."""
    screen, ticked = Screen.of(actor, meeting_or_404(actor, meeting_id)), set(request.POST.getlist("er"))
    there = {seat.participant.pk: str(seat.participant.pk) in ticked for seat in screen.page.seats}
    note_it = partial(services.note_attendance, actor=actor, meeting=screen.meeting, there=there, now=timezone.now())
    return _try(request, screen, note_it, where="aanwezig", told=_("Bewaard wie er is."))


@require_POST
@staff_page()
def join(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Somebody who sits there takes part after all."""
    screen = Screen.of(actor, meeting_or_404(actor, meeting_id))
    bring = partial(services.bring_in, actor=actor, meeting=screen.meeting, now=timezone.now())
    bring_in = partial(bring, who=request.POST.get("who", ""))
    return _try(request, screen, bring_in, where="aanwezig", told=_("Deze persoon doet nu mee."))


@require_POST
@staff_page()
def fix(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """From now on nothing changes in it."""
    screen = Screen.of(actor, meeting_or_404(actor, meeting_id))
    fix_it = partial(services.fix_record, actor=actor, meeting=screen.meeting, now=timezone.now())
    return _try(request, screen, fix_it, told=_("Het verslag staat vast."))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise Http404 from wrong
