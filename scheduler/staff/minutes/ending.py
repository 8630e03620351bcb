"""What comes of the meeting, on the same screen: decisions, agreements, who leads, what comes next.

Each form is one call of a service that the rooms below have already; here stands only what it needs of this screen.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from planning.cases import selectors as cases_of
from planning.cases import services as cases
from planning.cases.models import RegieKind
from planning.dossier import selectors as dossier_of
from planning.dossier import services as dossier
from planning.dossier.models import FollowUp
from planning.errors import DomainError
from planning.followup import services as followup
from planning.meetings.models import MeetingKind
from planning.minutes import services
from planning.minutes.models import DecisionKind, DecisionOutcome
from planning.people.access import Actor, NotAllowed, Right
from planning.people.models import Person
from scheduler.staff.cases.forms import SplitForm
from scheduler.staff.door import staff_page
from scheduler.staff.minutes.pages import Screen, back_to, chosen, fill_in, meeting_or_404, show


def _screen(actor: Actor, meeting_id: UUID) -> Screen:
    return Screen.of(actor, meeting_or_404(actor, meeting_id))


@require_POST
@staff_page()
def decide(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Write down a decision; `soort` says which kind."""
    screen = _screen(actor, meeting_id)
    choice = next((one for one in screen.choices if one.kind == request.POST.get("soort")), None)
    if choice is None:
        raise Http404

    def act(said: dict[str, Any]) -> object:
        goal = said.pop("for_goal", None)
        return services.decide(
            actor=actor,
            meeting=screen.meeting,
            kind=DecisionKind(choice.kind),
            outcome=DecisionOutcome(said.pop("outcome")),
            for_goal=chosen(screen.page.goals, goal) if goal is not None else None,
            now=timezone.now(),
            **said,
        )

    where = "inzet" if choice.goals_first else "besluiten"
    return fill_in(
        request, screen, screen.decision(choice, request.POST), act, where=where, told=_("Het besluit staat erbij.")
    )


@require_POST
@staff_page()
def take_back(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """A decision does not stand any more."""
    screen = _screen(actor, meeting_id)
    which = next((one for one in screen.decided if str(one.id) == request.POST.get("besluit")), None)
    if which is not None and which.id is not None:
        try:
            services.take_back(actor=actor, meeting=screen.meeting, decision_id=which.id, now=timezone.now())
        except NotAllowed:
            raise
        except DomainError as refusal:
            return show(request, screen, refusal=refusal)
        messages.success(request, _("Dit besluit staat er niet meer."))
    return back_to(screen.meeting, "besluiten")


@require_POST
@staff_page()
def agreement(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Who does what by when: for a goal, for none, or to bridge the time until the help begins (R120, R125, R128)."""
    screen = _screen(actor, meeting_id)
    goal_id, bridging = request.POST.get("for_goal", ""), request.POST.get("bridging") == "True"
    form = screen.agreement(goal_id, bridging=bridging, data=request.POST)

    def act(said: dict[str, Any]) -> object:
        return followup.record_agreement(
            actor=actor,
            meeting=screen.meeting,
            owner=chosen(screen.owners, said["owner"]),
            what=said["what"],
            due=said["due"],
            more=form.more(),
            kept_words=said["kept_words"],
            key=said["key"],
            now=timezone.now(),
        )

    told = _("De afspraak staat vast. De eigenaar krijgt bericht.")
    return fill_in(request, screen, form, act, where=form.place, told=told)


@require_POST
@staff_page()
def next_meeting(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Make the meeting they agreed on, with or without its date (R86)."""
    screen = _screen(actor, meeting_id)

    def act(said: dict[str, Any]) -> object:
        kind = MeetingKind(said["kind"])
        return services.plan_next(
            actor=actor, meeting=screen.meeting, kind=kind, start=said["start"], now=timezone.now()
        )

    told = _("Het volgende overleg staat klaar.")
    return fill_in(request, screen, screen.next(request.POST), act, where="volgende", told=told)


@require_POST
@staff_page()
def look_back(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """When and how is looked back (R131)."""
    screen = _screen(actor, meeting_id)

    def act(said: dict[str, Any]) -> object:
        return followup.plan_evaluation(actor=actor, meeting=screen.meeting, now=timezone.now(), **said)

    told = _("De evaluatiedatum staat vast.")
    return fill_in(request, screen, screen.look_back(request.POST), act, where="terugkijken", told=told)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def regie(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """The meeting gives regie to somebody (R17); with `samen` one person over the whole again (R18)."""
    screen, now = _screen(actor, meeting_id), timezone.now()

    def act(said: dict[str, Any]) -> object:
        person, reason = _leader(screen, said["person"]), said["reason"]
        if "samen" in request.POST:
            return cases.join_regie(actor=actor, case=screen.case, person=person, reason=reason, now=now)
        kind = RegieKind(said["kind"] or RegieKind.WHOLE)
        return cases.give_regie(actor=actor, case=screen.case, person=person, reason=reason, kind=kind, now=now)

    return fill_in(request, screen, screen.give(request.POST), act, where="regie", told=_("De regie is overgedragen."))


@require_POST
@staff_page(right=Right.LEAD_CASES)
def split_regie(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """School over the OPP, youth care over the gezinsplan (R18)."""
    screen = _screen(actor, meeting_id)

    def act(said: dict[str, Any]) -> object:
        return cases.split_regie(
            actor=actor,
            case=screen.case,
            school=_leader(screen, said["school"]),
            care=_leader(screen, said["care"]),
            reason=said["reason"],
            now=timezone.now(),
        )

    form = SplitForm(request.POST, people=screen.leaders())
    return fill_in(request, screen, form, act, where="regie", told=_("De regie is gesplitst."))


def _leader(screen: Screen, key: str) -> Person:
    people = cases_of.possible_leaders(screen.case, today=timezone.localdate())
    found: Person = chosen((person for person, _role in people), key)
    return found


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def judge(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """What the LPA said of the absence in this meeting (R110); the dossier keeps it."""
    screen, now = _screen(actor, meeting_id), timezone.now()
    lines = dossier_of.absence_lines(screen.case, now=now)
    line = next((one for one in lines if one.running), lines[0] if lines else None)
    if line is None:
        raise Http404
    absence, start = line.absence, screen.meeting.start or now

    def act(said: dict[str, Any]) -> object:
        return dossier.record_judgement(
            actor=actor,
            absence=absence,
            lpa=chosen(dossier_of.lpas(on=timezone.localdate(now)), said["lpa"]),
            on=timezone.localdate(min(start, now)),
            unlawful=said["unlawful"] == "yes",
            follow_up=FollowUp(said["follow_up"]),
            note=said["note"],
            key=said["key"],
            now=now,
        )

    told = _("Het oordeel van de LPA is vastgelegd.")
    return fill_in(request, screen, screen.judgement(request.POST), act, where="besluiten", told=told)
