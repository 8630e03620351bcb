"""The one screen at the table: what it shows, and every form that stands on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zlib import crc32

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from planning.agenda import selectors as agenda
from planning.cases import selectors as cases
from planning.cases.models import Case
from planning.dossier import selectors as dossier
from planning.errors import DomainError
from planning.followup import selectors as followup
from planning.followup.services import needs_casusregisseur
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, MeetingState, Participant
from planning.minutes import selectors, services
from planning.minutes.models import DecisionKind, DecisionOutcome
from planning.minutes.selectors import Choice, Decided, Ending, Means, RecordPage, Typed
from planning.people.access import Actor, Right
from planning.report.selectors import composable_meeting
from scheduler.staff.cases.forms import SplitForm
from scheduler.staff.followup.forms import EvaluationForm
from scheduler.staff.minutes.forms import (
    AgreementHere,
    DecisionForm,
    GiveForm,
    GoalForm,
    JoinForm,
    JudgementHere,
    NextForm,
)
from scheduler.staff.minutes.stations import stations
from scheduler.staff.refusals import refusals_in


def meeting_or_404(actor: Actor, meeting_id: UUID) -> Meeting:
    """A meeting about a case with a date, for who may write at its table; for others it is not there."""
    dated = [MeetingState.PLANNED, MeetingState.HELD]
    found = (
        meetings.visible_meetings(actor)
        .select_related("part_of__school")
        .filter(pk=meeting_id, case__isnull=False, state__in=dated)
        .first()
    )
    if found is None or not meetings.may_write(actor, found):
        raise Http404
    return found


def case_of(meeting: Meeting) -> Case:
    """The case of a meeting that has one."""
    if meeting.case is None:
        raise Http404
    return meeting.case


@dataclass(frozen=True, slots=True)
class Screen:
    """What stands on the screen now. The forms are made from it, with the ids of what may be chosen."""

    actor: Actor
    meeting: Meeting
    case: Case
    page: RecordPage
    decided: tuple[Decided, ...]
    choices: tuple[Choice, ...]
    means: tuple[Means, ...]
    ending: Ending
    lead: cases.Lead
    said: int
    owners: list[Participant]
    mandated: list[Participant]

    @classmethod
    def of(cls, actor: Actor, meeting: Meeting, *, typed: Typed | None = None) -> Screen:
        """Read it; a fixed number of queries."""
        page, case = selectors.record_page(meeting, typed=typed), case_of(meeting)
        decided = selectors.decisions_of(meeting)
        return cls(
            actor=actor,
            meeting=meeting,
            case=case,
            page=page,
            decided=decided,
            choices=selectors.choices_of(meeting, decided),
            means=selectors.means_of(meeting, page.goals, today=timezone.localdate()),
            ending=selectors.ending_of(meeting),
            lead=cases.lead_of(case, cases.route_of(case).step(case.step)),
            said=cases.newest_answer(case),
            owners=list(followup.possible_owners(meeting)),
            mandated=selectors.with_mandate(meeting),
        )

    @property
    def more(self) -> str:
        """What stands there beside the notes, as one word: an open page sees by it that something came or went."""
        keys = [
            self.said,
            *(seat.participant.pk for seat in self.page.seats),
            *(goal.pk for goal in self.page.goals),
            *(one.id or one.at for one in self.decided),
            *(row.agreement.pk for one in self.means for row in one.agreements),
            *(row.pk for row in self.lead.rows),
            self.ending.next_meeting and self.ending.next_meeting.pk,
            self.ending.evaluation and (self.ending.evaluation.on, self.ending.evaluation.method),
        ]
        return f"{crc32(repr(keys).encode()):08x}"

    def agreement(self, goal_id: str, *, bridging: bool = False, data: Any = None) -> AgreementHere:
        """For one goal of this meeting, for none, or to bridge the time until the help begins."""
        goal = next((row for row in self.page.goals if str(row.pk) == goal_id), None)
        if goal_id and goal is None:
            raise Http404
        owners = [(str(row.pk), followup.owner_name(row)) for row in self.owners]
        return AgreementHere(data, owners=owners, goal=goal, bridging=bridging)

    def decision(self, choice: Choice, data: Any = None) -> DecisionForm:
        """For one kind of decision."""
        mandated = [(str(row.pk), meetings.name_of(row)) for row in self.mandated]
        return DecisionForm(data, choice=choice, mandated=mandated, goals=self.page.goals)

    def judgement(self, data: Any = None) -> JudgementHere:
        """By the LPA at the table first, then by those of the SWV."""
        here = {seat.participant.person_id for seat in self.page.seats}
        rows = sorted(dossier.lpas(on=timezone.localdate()), key=lambda one: one.pk not in here)
        return JudgementHere(data, lpas=[(str(one.pk), one.name) for one in rows])

    def leaders(self) -> list[tuple[str, str]]:
        """To whom regie can go."""
        found = cases.possible_leaders(self.case, today=timezone.localdate())
        return [(str(person.pk), f"{person.name} ({role})") for person, role in found]

    def next(self, data: Any = None) -> NextForm:
        """What they meet for again."""
        return NextForm(data, kinds=selectors.next_kinds(self.meeting))

    def look_back(self, data: Any = None) -> EvaluationForm:
        """When and how."""
        return EvaluationForm(data, auto_id="terugkijken_%s")

    def give(self, data: Any = None) -> GiveForm:
        """Regie, over the whole or after a split over one plan."""
        return GiveForm(data, people=self.leaders(), kinds=self.lead.kinds)


def show(
    request: HttpRequest, screen: Screen, *, refusal: DomainError | None = None, wrong: forms.Form | None = None
) -> HttpResponse:
    """The page; after a refusal with what was typed: nobody types it twice. `wrong` takes the place of its like."""

    def at(fresh: forms.Form) -> forms.Form:
        return wrong if wrong is not None and wrong.auto_id == fresh.auto_id else fresh

    page, meeting, now = screen.page, screen.meeting, timezone.now()
    blocked = needs_casusregisseur(meeting)
    opened = not page.fixed and not blocked
    manages = opened and meetings.may_manage(screen.actor, meeting)
    judges = opened and screen.actor.may(Right.MANAGE_CASES, school_id=meeting.school_id)
    company = selectors.company_of(meeting, actor=screen.actor, now=now) if opened else selectors.Company()
    leads = opened and screen.lead.may_lead(screen.actor, screen.case)
    absences = dossier.absence_lines(screen.case, now=now)
    *goals, loose = ((one, at(screen.agreement(str(one.goal.pk) if one.goal else ""))) for one in screen.means)
    context = {
        "meeting": meeting,
        "page": page,
        "company": company,
        "join_form": at(JoinForm(others=company.others)) if company.others else None,
        "run": agenda.run_of(meeting, actor=screen.actor, now=now),
        "stations": stations(page, means=screen.means, choices=screen.choices, ending=screen.ending),
        "more": screen.more,
        "may_report": page.fixed and composable_meeting(screen.actor, meeting.pk, now=now) is not None,
        "blocked": blocked,
        "open": opened,
        "manages": manages,
        "refusal": refusal,
        "longest": services.LONGEST,
        "goal_form": at(GoalForm(auto_id="doel_%s")),
        "goals": goals,
        "loose": loose,
        "bridging_form": at(screen.agreement("", bridging=True)),
        "means_choices": [(one, at(screen.decision(one))) for one in screen.choices if one.goals_first],
        "choices": [(one, at(screen.decision(one))) for one in screen.choices if not one.goals_first],
        "judgements": [one for one in screen.decided if one.id is None],
        "absence": next((one for one in absences if one.running), absences[0] if absences else None),
        "judge_form": at(screen.judgement()) if absences and judges else None,
        "asks_tlv": any((one.kind, one.code) == (DecisionKind.TLV, DecisionOutcome.YES) for one in screen.decided),
        "tlv": dossier.open_request(screen.case),
        "ending": screen.ending,
        "next_form": at(screen.next()) if opened else None,
        "evaluation_form": at(screen.look_back()),
        "lead": screen.lead,
        "lead_roles": cases.role_names(cases.route_of(screen.case), screen.lead.roles),
        "leads": leads,
        "give_form": at(screen.give()) if leads else None,
        "split_form": at(SplitForm(people=screen.leaders())) if leads else None,
    }
    failed = refusal is not None or wrong is not None
    return render(request, "staff/minutes/record.html", context, status=422 if failed else 200)


def back_to(meeting: Meeting, where: str = "") -> HttpResponse:
    """The page again, at that place."""
    return redirect(f"{reverse('staff:record', args=[meeting.pk])}{f'#{where}' if where else ''}")


def fill_in(
    request: HttpRequest,
    screen: Screen,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    *,
    where: str,
    told: str,
) -> HttpResponse:
    """Do what the form asks and go back to that place; what is refused stands in the form, with what was typed."""
    if form.is_valid():
        with refusals_in(form):
            act(form.cleaned_data)
            messages.success(request, told)
            return back_to(screen.meeting, where)
    return show(request, screen, wrong=form)


def chosen(rows: Iterable[Any], key: object) -> Any:
    """The row with this id among those one could choose, or 404."""
    found = next((row for row in rows if str(row.pk) == str(key)), None)
    if found is None:
        raise Http404
    return found
