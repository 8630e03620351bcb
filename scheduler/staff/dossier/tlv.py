"""The page of a TLV request: from the decision in the SOT to the outcome (R140–R146)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from planning.cases.models import Case
from planning.dossier import selectors, services
from planning.dossier.models import Outcome, PupilHeard, TlvRequest
from planning.dossier.selectors import TlvPage
from planning.meetings import selectors as meetings
from planning.people.access import Actor, Right
from planning.people.models import Person, RoleHolding
from planning.people.roles import short_name
from scheduler.staff.door import staff_page
from scheduler.staff.dossier.acting import Act, act_on, case_or_404, house, status_of
from scheduler.staff.dossier.forms import DayForm
from scheduler.staff.dossier.tlv_forms import (
    ChairForm,
    DecisionForm,
    DirectorForm,
    ExpertForm,
    OutcomeForm,
    PackageForm,
)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def tlv(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Where the request is, what is missing, and what can be done now."""
    case, now = case_or_404(actor, case_id), timezone.now()
    page = selectors.tlv_page(case, sat_in_sot=meetings.sat_at(case, kind="SOT"), now=now)
    acts = _beginning(actor, case) if page.request is None else _going_on(actor, case, page, page.request)
    answer, found = act_on(request, acts, back=reverse("staff:tlv", args=[case.pk]))
    if answer is not None:
        return answer
    context = {
        **house(actor, case),
        "page": page,
        "short_way": services.may_take_short_way(case, on=timezone.localdate(now)),
        "forms": found,
    }
    return render(request, "staff/dossier/tlv.html", context, status=status_of(found))


def _beginning(actor: Actor, case: Case) -> dict[str, Act]:
    def decide(data: dict[str, Any]) -> object:
        heard = PupilHeard(data.pop("pupil_heard"))
        return services.decide_request(actor=actor, case=case, pupil_heard=heard, now=timezone.now(), **data)

    return {
        "decide": Act(form=DecisionForm, do=decide, thanks=_("Het besluit is vastgelegd. Maak nu het pakket compleet."))
    }


def _going_on(actor: Actor, case: Case, page: TlvPage, request: TlvRequest) -> dict[str, Act]:
    now = timezone.now()
    today = timezone.localdate(now)
    experts = selectors.expert_choices(case, on=today)
    chairs = selectors.chair_choices(case, on=today)

    def expert(data: dict[str, Any]) -> object:
        person, role = _chosen(experts, data["person"])
        return services.record_expert(
            actor=actor,
            request=request,
            number=int(data["number"]),
            person=person,
            name=data["name"],
            role=role,
            on=data["on"],
            now=now,
        )

    def chair(data: dict[str, Any]) -> object:
        person = next(row.person for row in chairs if str(row.person_id) == data["person"])
        return services.name_chair(actor=actor, request=request, person=person, now=now)

    def outcome(data: dict[str, Any]) -> object:
        kind, on = Outcome(data.pop("outcome")), data.pop("outcome_on")
        return services.record_outcome(actor=actor, request=request, outcome=kind, on=on, now=now, **data)

    pieces = [(piece.key, str(piece.label)) for piece in page.pieces if piece.needed]
    ready = [piece.key for piece in page.pieces if piece.ready]
    return {
        "expert": Act(
            form=_with(ExpertForm, experts), do=expert, thanks=_("Het oordeel van de deskundige is vastgelegd.")
        ),
        "package": Act(
            form=partial(PackageForm, choices=pieces, initial={"keys": ready}),
            do=lambda data: services.tick_package(actor=actor, request=request, keys=data["keys"], now=now),
            thanks=_("De lijst is bewaard."),
        ),
        "director": Act(
            form=DirectorForm,
            do=lambda data: services.involve_director(actor=actor, request=request, now=now, **data),
            thanks=_("Vastgelegd."),
        ),
        "chair": Act(form=_with(ChairForm, chairs), do=chair, thanks=_("De voorzitter is vastgelegd.")),
        "send": Act(
            form=DayForm,
            do=lambda data: services.hand_over(actor=actor, request=request, on=data["on"], now=now),
            thanks=_("Vastgelegd: de aanvraag is verstuurd."),
        ),
        "complete": Act(
            form=DayForm,
            do=lambda data: services.confirm_complete(actor=actor, request=request, on=data["on"], now=now),
            thanks=_("Vastgelegd. Vanaf deze dag telt de termijn voor het besluit."),
        ),
        "outcome": Act(form=OutcomeForm, do=outcome, thanks=_("De uitkomst is vastgelegd.")),
    }


def _with(form: Callable[..., forms.Form], rows: list[RoleHolding]) -> Callable[..., forms.Form]:
    """The form with these people to choose from."""
    choices = [(str(row.person_id), f"{row.person.name} ({short_name(row.role)})") for row in rows]
    return partial(form, choices=choices)


def _chosen(rows: list[RoleHolding], person_id: str) -> tuple[Person | None, str]:
    row = next((one for one in rows if str(one.person_id) == person_id), None)
    return (row.person, row.role) if row is not None else (None, "")
