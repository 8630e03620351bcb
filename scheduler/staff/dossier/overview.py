"""The dossier at one look, and its clocks."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from planning.dossier import selectors, services
from planning.dossier.models import Clock, ClockKind
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.dossier import picture
from scheduler.staff.dossier.acting import Act, act_on, case_or_404, house, status_of
from scheduler.staff.dossier.forms import (
    AssentForm,
    ClockDoneForm,
    ClockForm,
    NothingForm,
    OppDoneForm,
    OppEvaluatedForm,
)

DONE_FORMS: dict[str, type[ClockDoneForm]] = {
    ClockKind.ZORGPLICHT: ClockDoneForm,
    ClockKind.OPP: OppDoneForm,
    ClockKind.OPP_EVALUATION: OppEvaluatedForm,
}
_DONE = _("Vastgelegd. De klok staat stil.")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def dossier(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Which clocks run, who waits for whom since when, and what is on file."""
    case, now = case_or_404(actor, case_id), timezone.now()
    acts = {
        "start": Act(
            form=ClockForm,
            do=lambda data: services.start_clock(
                actor=actor, case=case, kind=ClockKind(data["kind"]), since=data["since"], now=now
            ),
            thanks=_("De klok loopt. We waarschuwen op tijd."),
        )
    }
    answer, found = act_on(request, acts, back=reverse("staff:dossier", args=[case.pk]))
    if answer is not None:
        return answer
    page, today = selectors.dossier_page(case, now=now), timezone.localdate(now)
    context = {
        **house(actor, case),
        "page": page,
        "pictures": [picture.draw(page.clocks, today=today, on=paper) for paper in (picture.WIDE, picture.NARROW)],
        "forms": found,
        "today": today,
    }
    return render(request, "staff/dossier/overview.html", context, status=status_of(found))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def clock(request: HttpRequest, case_id: UUID, clock_id: UUID, *, actor: Actor) -> HttpResponse:
    """One clock: when it is due, extend it, or say that it was done."""
    case, now = case_or_404(actor, case_id), timezone.now()
    row = selectors.clock_of(case, clock_id)
    if row is None:
        raise Http404
    assent = selectors.assent_of(row)
    acts = {
        "done": Act(form=DONE_FORMS[ClockKind(row.kind)], do=partial(_stop, actor, row), thanks=_DONE),
        "extend": Act(
            form=NothingForm,
            do=lambda _data: services.extend_clock(actor=actor, clock=row, now=now),
            thanks=_("De termijn is met vier weken verlengd."),
        ),
        "assent": Act(
            form=partial(AssentForm, choices=[(str(one.party.pk), one.party.name) for one in _asked(assent)]),
            do=lambda data: services.record_assent(
                actor=actor,
                clock=row,
                party=next(one.party for one in _asked(assent) if str(one.party.pk) == data["party"]),
                given=data["given"] == "yes",
                on=data["on"],
                now=now,
            ),
            thanks=_("Vastgelegd wat er is gezegd over het handelingsdeel."),
        ),
    }
    answer, found = act_on(request, acts, back=reverse("staff:clock", args=[case.pk, row.pk]))
    if answer is not None:
        return answer
    line = next((one for one in selectors.clock_lines(case, now=now) if one.key == str(row.pk)), None)
    context = {**house(actor, case), "clock": row, "line": line, "due": selectors.due_of_clock(row, now=now)}
    return render(
        request, "staff/dossier/clock.html", {**context, "assent": assent, "forms": found}, status=status_of(found)
    )


def _stop(actor: Actor, clock: Clock, data: dict[str, Any]) -> None:
    talk = services.OppTalk(**{name: value for name, value in data.items() if name != "on"})
    services.stop_clock(actor=actor, clock=clock, on=data["on"], talk=talk, now=timezone.now())


def _asked(page: selectors.AssentPage | None) -> tuple[selectors.AssentLine, ...]:
    return page.lines if page is not None else ()
