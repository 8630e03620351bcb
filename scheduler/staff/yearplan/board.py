"""The year page by hand: pick a meeting up, see every day, put it elsewhere, swap, keep it, undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planning.errors import DomainError
from planning.people.access import Actor, Right
from planning.yearplan import rules, selectors, services
from planning.yearplan.models import PlannedMeeting, PlanState, YearPlan
from planning.yearplan.selectors import YearPage
from scheduler.staff.door import staff_page
from scheduler.staff.yearplan import pictures
from scheduler.staff.yearplan.forms import AgainForm
from scheduler.staff.yearplan.found import plan_or_404, row_or_404

WHAT = ("move", "swap", "pin", "unpin", "lock", "unlock")


class Moment(forms.Field):
    """A moment in ISO form: local and naive, or as UTC with its offset; empty is None."""

    def to_python(self, value: Any) -> dt.datetime | None:
        """Read it; a local one must be one moment on the clock."""
        if not value:
            return None
        try:
            moment = dt.datetime.fromisoformat(str(value))
            return moment if moment.tzinfo is not None else rules.to_utc(moment)
        except ValueError as error:
            raise forms.ValidationError(_("Dit is geen geldig tijdstip.")) from error


class HandForm(forms.Form):
    """What somebody does to one meeting; `seen` and `other_seen` are the starts that stood on their page."""

    what = forms.ChoiceField(choices=[(what, what) for what in WHAT])
    start = Moment(required=False)
    seen = Moment(required=False)
    other = forms.UUIDField(required=False)
    other_seen = Moment(required=False)
    why = forms.CharField(required=False, max_length=20)

    def clean(self) -> dict[str, Any]:
        """A move says where to, a swap with what."""
        said = self.cleaned_data
        needs = {"move": "start", "swap": "other"}.get(said.get("what", ""))
        if needs and not said.get(needs) and needs not in self.errors:
            self.add_error(needs, _("Dit veld is nodig."))
        return said


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SEE_PLAN)
def meeting(request: HttpRequest, plan_id: UUID, planned_id: UUID, *, actor: Actor) -> HttpResponse:
    """Every day for one meeting, as rows for the year page; POST does something with it."""
    plan, planned = plan_or_404(plan_id), _planned_or_404(planned_id, plan_id=plan_id)
    row = row_or_404(plan_id, planned.series_id, actor=actor)
    if not services.may_change(actor, row.series):
        raise PermissionDenied
    now = timezone.now()
    if request.method == "POST":
        return _do(request, plan, planned, actor=actor, now=now)
    board = selectors.board(plan, row, planned, may=partial(services.may_change, actor), now=now)
    context = {
        "plan": plan,
        "board": board,
        "names": [name for _number, _short, name in pictures.weekdays()],
        "locked": all(each.pinned for each in row.planned if each.start),
        "published": plan.state == PlanState.PUBLISHED,
        "why": AgainForm(auto_id=False)["why"] if planned.meeting_id else None,
    }
    return JsonResponse(
        {
            "rows": render_to_string("staff/yearplan/_days.html", context, request),
            "tools": render_to_string("staff/yearplan/_tools.html", context, request),
            "say": _picked_up(board),
        }
    )


@require_POST
@staff_page(right=Right.SEE_PLAN)
def undo(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """Put back what one changed last."""
    plan = plan_or_404(plan_id)
    form = UndoForm(request.POST)
    change = selectors.hand_change(form.cleaned_data["change"], plan_id=plan_id) if form.is_valid() else None
    if change is None:
        raise Http404
    try:
        services.undo(actor=actor, change=change, now=timezone.now())
    except DomainError as error:
        return _answer(request, plan, actor=actor, touched=_series_of(plan, change.after), error=error)
    return _answer(request, plan, actor=actor, touched=_series_of(plan, change.after), say=_("Ongedaan gemaakt."))


class UndoForm(forms.Form):
    """Which change: so that two clicks undo one."""

    change = forms.UUIDField()


def hand_context(plan: YearPlan, page: YearPage, *, actor: Actor) -> dict[str, Any]:
    """What the year page needs to be changed by hand: which series this person may change, the score, the undo."""
    mine = {line.row.series.pk for line in page.rows if services.may_change(actor, line.row.series)}
    if not mine:
        return {"mine": mine}
    score = selectors.score(plan)
    return {
        "mine": mine,
        "score": score,
        "terms": pictures.score_terms(score) if score else [],
        "undo": selectors.undoable(plan, actor=actor),
        "published": plan.state == PlanState.PUBLISHED,
    }


# --- What is done, and what it answers --------------------------------------------------------------------------------


def _do(
    request: HttpRequest, plan: YearPlan, planned: PlannedMeeting, *, actor: Actor, now: dt.datetime
) -> HttpResponse:
    form = HandForm(request.POST)
    if not form.is_valid():
        problem = " ".join(str(text) for texts in form.errors.values() for text in texts)
        return _answer(request, plan, actor=actor, touched=set(), say=problem, status=422)
    said = form.cleaned_data
    touched = {planned.series_id}
    try:
        match said["what"]:
            case "move":
                services.move_planned(
                    actor=actor, planned=planned, start=said["start"], seen=said["seen"], why=said["why"], now=now
                )
                say = _("Overleg %(number)s van %(school)s staat nu op %(when)s.") % {
                    "number": planned.number, "school": planned.series.title, "when": _when(said["start"]),
                }  # fmt: skip
            case "swap":
                other = _planned_or_404(said["other"], plan_id=plan.pk)
                touched.add(other.series_id)
                services.swap_planned(
                    actor=actor, planned=planned, other=other, seen=(said["seen"], said["other_seen"]), now=now
                )
                say = _("%(one)s en %(other)s hebben gewisseld.") % {
                    "one": planned.series.title, "other": other.series.title,
                }  # fmt: skip
            case what:
                say = _keep(what, planned, actor=actor, now=now)
    except DomainError as error:
        return _answer(request, plan, actor=actor, touched=touched, error=error)
    return _answer(request, plan, actor=actor, touched=touched, say=say)


def _keep(what: str, planned: PlannedMeeting, *, actor: Actor, now: dt.datetime) -> str:
    match what:
        case "pin":
            services.pin(actor=actor, planned=planned, now=now)
            return _("Deze datum blijft staan bij een nieuwe berekening.")
        case "unpin":
            services.unpin(actor=actor, planned=planned, now=now)
            return _("Deze datum mag weer verschuiven.")
        case "lock":
            services.lock_series(actor=actor, series=planned.series, now=now)
            return _("Alle data van %(school)s blijven staan.") % {"school": planned.series.title}
        case _:
            services.unlock_series(actor=actor, series=planned.series, now=now)
            return _("Alle data van %(school)s mogen weer verschuiven.") % {"school": planned.series.title}


def _answer(
    request: HttpRequest,
    plan: YearPlan,
    *,
    actor: Actor,
    touched: Collection[UUID],
    say: str = "",
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The parts of the page that changed, by id, and a sentence to say; without a script the whole page."""
    if error is not None:
        say, status = f"{error} {error.hint}".strip(), error.status
    if request.headers.get("Accept") != "application/json":
        (messages.success if status == 200 else messages.error)(request, say)
        return redirect("staff:plan-year", plan_id=plan.pk)
    plan = plan_or_404(plan.pk)
    page = selectors.year_page(plan, actor=actor)
    context = {"plan": plan, "page": page, **hand_context(plan, page, actor=actor)}
    parts = {
        f"rij-{line.row.series.pk}": render_to_string(
            "staff/yearplan/_year_row.html", {**context, "line": line}, request
        )
        for line in page.rows
        if line.row.series.pk in touched
    }
    for part, template in (("drukte", "_year_load"), ("zonder-datum", "_unplaced"), ("hand-score", "_score")):
        parts[part] = render_to_string(f"staff/yearplan/{template}.html", context, request)
    return JsonResponse({"say": say, "parts": parts}, status=status)


def _planned_or_404(planned_id: UUID, *, plan_id: UUID) -> PlannedMeeting:
    found = selectors.planned_meeting(planned_id, plan_id=plan_id)
    if found is None:
        raise Http404
    return found


def _series_of(plan: YearPlan, planned: Collection[str]) -> set[UUID]:
    found = (selectors.planned_meeting(UUID(key), plan_id=plan.pk) for key in planned)
    return {row.series_id for row in found if row is not None}


def _when(moment: dt.datetime) -> str:
    return date_format(rules.to_local(moment), "l j F H:i")


def _picked_up(board: selectors.Board) -> str:
    words = {
        "school": board.row.series.title,
        "number": board.planned.number,
        "when": date_format(board.at, "l j F H:i") if board.at else _("nog zonder datum"),
        "n": board.possible,
    }
    return _("%(school)s, overleg %(number)s (%(when)s). Kan op %(n)s andere dagen.") % words
