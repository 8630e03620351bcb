"""Meetings for staff: the list, a new one, one at a look."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from planning.agenda import selectors as agenda
from planning.cases import selectors as cases
from planning.cases.models import Case, CaseState
from planning.dossier import selectors as dossier
from planning.errors import DomainError
from planning.meetings import selectors, services
from planning.meetings.models import Meeting, MeetingKind, MeetingState
from planning.meetings.selectors import Show
from planning.people.access import Actor, Right
from planning.polls import selectors as polls
from planning.preparation import selectors as preparation
from planning.report.selectors import may_compose, receipt_of
from planning.rooms.selectors import rooms_of
from scheduler.staff.door import staff_page
from scheduler.staff.meetings.forms import MeetingForm, MomentForm, SeatsForm
from scheduler.staff.refusals import show

TABS = (
    (Show.COMING, gettext_lazy("Komende")),
    (Show.DRAFTS, gettext_lazy("Nog geen datum")),
    (Show.PAST, gettext_lazy("Geweest")),
    (Show.CANCELLED, gettext_lazy("Afgezegd")),
)


def meeting_or_404(actor: Actor, meeting_id: UUID) -> Meeting:
    """The meeting when this person may see it."""
    meeting = selectors.visible_meeting(actor, meeting_id)
    if meeting is None:
        raise Http404
    return meeting


def may_manage(actor: Actor, meeting: Meeting) -> bool:
    """Whether the buttons are shown; the services decide."""
    return actor.may(Right.MANAGE_MEETINGS, school_id=meeting.school_id)


@require_safe
@staff_page(right=Right.SEE_MEETINGS)
def meeting_list(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Coming meetings, drafts, past ones or cancelled ones."""
    wanted = request.GET.get("toon", "")
    chosen = Show(wanted) if wanted in set(Show) else Show.COMING
    context = {
        "lines": selectors.meeting_lines(actor, show=chosen, now=timezone.now()),
        "tabs": [{"key": str(key), "label": label, "current": key == chosen} for key, label in TABS],
        "chosen": str(chosen),
        "home": actor.only_school(Right.SEE_CASES),
        "own_moves": selectors.own_moves_for(actor) if chosen == Show.COMING else [],
    }
    return render(request, "staff/meetings/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def meeting_new(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Plan a meeting about a case: choose the kind, tick who comes."""
    case, now = _case_of(request, actor), timezone.now()
    if case is None:
        return render(request, "staff/meetings/choose_case.html", {"lines": cases.case_lines(actor, now=now)})
    actor.require(Right.MANAGE_MEETINGS, school_id=case.school_id)
    kinds = selectors.meeting_kinds(case)
    asked = request.POST.get("kind") or request.GET.get("soort", "")
    kind = asked if asked in dict(kinds) else kinds[-1][0] if case.step > 4 else kinds[0][0]
    choices = selectors.seat_choices(case, kind=kind, now=now)
    if request.method == "POST":
        form, seats = (
            MeetingForm(request.POST, rooms=rooms_of(case.school_id)),
            SeatsForm(request.POST, choices=choices),
        )
        if form.is_valid() & seats.is_valid():
            try:
                meeting = services.plan_case_meeting(
                    actor=actor,
                    case=case,
                    kind=MeetingKind(kind),
                    minutes=form.cleaned_data["minutes"],
                    **form.place(),
                    participants=seats.seats(),
                    kept_words=form.cleaned_data["kept_words"],
                    now=now,
                )
            except DomainError as refusal:
                show(form if set(refusal.fields) & set(form.fields) else seats, refusal)
            else:
                messages.success(request, _("Het overleg staat klaar. Prik nu een datum."))
                return redirect("staff:meeting", meeting_id=meeting.pk)
        ticked, must = set(request.POST.getlist("participants")), set(request.POST.getlist("required"))
    else:
        said = selectors.meeting_type(case, kind)
        minutes = said.minutes if said is not None else 60
        form = MeetingForm(initial={"minutes": minutes}, rooms=rooms_of(case.school_id))
        seats = SeatsForm(choices=choices)
        ticked = {one.key for one in choices if one.wanted and not one.blocked}
        must = {one.key for one in choices if one.required}
    context = {
        "case": case,
        "kinds": kinds,
        "kind": kind,
        "form": form,
        "seats_form": seats,
        "seats": [{"one": one, "ticked": one.key in ticked, "must": one.key in must} for one in choices],
    }
    return render(request, "staff/meetings/new.html", context, status=422 if form.errors or seats.errors else 200)


def _case_of(request: HttpRequest, actor: Actor) -> Case | None:
    asked = request.GET.get("casus", "")
    if not asked:
        return None
    try:
        case = cases.visible_case(actor, UUID(asked))
    except ValueError as wrong:
        raise Http404 from wrong
    if case is None or case.state == CaseState.CLOSED:
        raise Http404
    return case


@require_safe
@staff_page()
def meeting_page(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """Who, when, who answered what, and what can be done now. Also for who sits at the table with an account."""
    return show_meeting(request, actor, meeting_or_404(actor, meeting_id))


def show_meeting(
    request: HttpRequest, actor: Actor, meeting: Meeting, *, moment_form: forms.Form | None = None
) -> HttpResponse:
    """The page, with a form that was not right."""
    page = selectors.meeting_page(meeting, now=timezone.now())
    names = cases.pupil_names(actor, [meeting.case] if meeting.case is not None else [], now=timezone.now())
    poll = polls.poll_of(meeting)
    may_record = meeting.case is not None and meeting.state in {MeetingState.PLANNED, MeetingState.HELD}
    context = {
        "page": page,
        "meeting": meeting,
        "pupil": next(iter(names.values()), ""),
        "poll": polls.poll_page(poll, now=timezone.now()) if poll is not None and meeting.state == "draft" else None,
        "may_manage": may_manage(actor, meeting),
        "may_record": may_record and selectors.may_write(actor, meeting),
        "may_report": may_record and may_compose(actor, meeting),
        "own_minutes": receipt_of(actor, meeting.pk) is not None,
        "has_agenda": agenda.has_agenda(meeting) and meeting.state in {MeetingState.PLANNED, MeetingState.HELD},
        "may_read_preparation": preparation.may_read(actor, meeting, now=timezone.now()),
        **_to_read(actor, meeting),
        "own_moves": selectors.own_moves([meeting]) if selectors.may_manage(actor, meeting) else [],
        "moment_form": moment_form or MomentForm(),
        "at_table": [
            (row.role if row.role and len(row.role) < 4 else _initials(row.name), row.partstat) for row in page.rows
        ],
    }
    wrong = moment_form is not None and bool(moment_form.errors)
    return render(request, "staff/meetings/meeting.html", context, status=422 if wrong else 200)


def _to_read(actor: Actor, meeting: Meeting) -> dict[str, object]:
    """For the school every document with who has read it; for who only sits at the table the own ones."""
    if meeting.case is None or meeting.state == MeetingState.CANCELLED:
        return {}
    if actor.may(Right.MANAGE_CASES, school_id=meeting.school_id):
        ahead = meeting.start is not None and meeting.start > timezone.now()
        return {"who_has_read": dossier.who_has_read(meeting.case), "may_ask_to_read": ahead, "shows_reading": True}
    mine = dossier.to_read(meeting.case, reader_key=str(actor.person_id), now=timezone.now())
    return {"to_read": mine, "shows_reading": bool(mine)}


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split()[:1] + name.split()[-1:] if word).upper()[:2]
