"""The tab Privacy of a case: who looked, what was asked, corrections, views, a copy, and holding it still."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.cases import selectors as cases
from planning.cases import services as case_services
from planning.cases.models import Case, Party
from planning.dossier import selectors as dossier
from planning.people.access import Actor, Right
from planning.privacy import selectors, services
from planning.privacy.rules import Scope
from scheduler.staff.door import ask_again, staff_page
from scheduler.staff.privacy import files
from scheduler.staff.privacy.forms import CorrectForm, FreezeForm, RequestForm, StatementForm
from scheduler.staff.refusals import refusals_in

NAMES = ("request_form", "correct_form", "statement_form", "freeze_form")


def _case(actor: Actor, case_id: UUID) -> Case:
    case = cases.visible_case(actor, case_id)
    if case is None:
        raise Http404
    return case


def _party(case: Case, party_id: object) -> Party:
    party = next((row for row in case.parties.all() if str(row.pk) == str(party_id)), None)
    if party is None:
        raise Http404
    return party


def _choices(case: Case) -> list[tuple[str, str]]:
    return [(str(row.pk), str(row.name)) for row in case.parties.order_by("created_at")]


@require_safe
@staff_page(right=Right.HANDLE_PRIVACY)
def case_privacy(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Everything about the rights of this pupil and the parents."""
    return _page(request, actor, _case(actor, case_id))


def _page(request: HttpRequest, actor: Actor, case: Case, **wrong: forms.Form) -> HttpResponse:
    choices = _choices(case)
    fresh: dict[str, forms.Form] = {
        "request_form": RequestForm(parties=choices, initial={"received_on": timezone.localdate()}),
        "correct_form": CorrectForm(),
        "statement_form": StatementForm(parties=choices),
        "freeze_form": FreezeForm(),
    }
    context = {
        "case": case,
        "page": selectors.case_privacy(case, today=timezone.localdate()),
        "may_manage": actor.may(Right.MANAGE_CASES, school_id=case.school_id),
        "today": timezone.localdate(),
        **fresh,
        **wrong,
    }
    return render(request, "staff/privacy/case.html", context, status=422 if wrong else 200)


def _back(case: Case) -> HttpResponse:
    return redirect("staff:privacy-case", case_id=case.pk)


@require_POST
@staff_page(right=Right.HANDLE_PRIVACY)
def request_new(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Write down what somebody asked."""
    case = _case(actor, case_id)
    form = RequestForm(request.POST, parties=_choices(case))
    if form.is_valid():
        with refusals_in(form):
            services.record_request(
                actor=actor,
                case=case,
                requester=_party(case, form.cleaned_data["party"]),
                kind=form.cleaned_data["kind"],
                received_on=form.cleaned_data["received_on"],
                now=timezone.now(),
            )
            messages.success(request, _("De vraag staat genoteerd. De termijn van een maand loopt."))
            return _back(case)
    return _page(request, actor, case, request_form=form)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def correct(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Put a text right; the old one stays beside it."""
    case = _case(actor, case_id)
    form = CorrectForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.correct_text(actor=actor, case=case, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("De tekst is verbeterd. De oude tekst blijft erbij bewaard."))
            return _back(case)
    return _page(request, actor, case, correct_form=form)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def statement(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Keep the view of a parent or pupil."""
    case = _case(actor, case_id)
    form = StatementForm(request.POST, parties=_choices(case))
    if form.is_valid():
        with refusals_in(form):
            services.record_statement(
                actor=actor,
                case=case,
                giver=_party(case, form.cleaned_data["party"]),
                field=form.cleaned_data["field"],
                text=form.cleaned_data["text"],
                now=timezone.now(),
            )
            messages.success(request, _("De zienswijze staat erbij."))
            return _back(case)
    return _page(request, actor, case, statement_form=form)


@require_POST
@staff_page(right=Right.HANDLE_PRIVACY)
def freeze(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Hold the case still."""
    case = _case(actor, case_id)
    form = FreezeForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            case_services.freeze_case(actor=actor, case=case, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("De casus staat stil. U kunt dit hier opheffen."))
            return _back(case)
    return _page(request, actor, case, freeze_form=form)


@require_POST
@staff_page(right=Right.HANDLE_PRIVACY)
def lift(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Let it go on."""
    case = _case(actor, case_id)
    kind = "legal_hold" if request.POST.get("kind") == "legal_hold" else "restriction"
    if case_services.lift_freeze(actor=actor, case=case, kind=kind, now=timezone.now()):
        messages.success(request, _("De casus kan weer verder."))
    return _back(case)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.HANDLE_PRIVACY)
def copy(request: HttpRequest, case_id: UUID, party_id: UUID, *, actor: Actor) -> HttpResponse:
    """What one parent or the pupil gets: GET tells what is in it, POST gives the file after a fresh login (S17)."""
    case = _case(actor, case_id)
    party = _party(case, party_id)
    if request.method == "POST":
        here = reverse("staff:privacy-copy", args=[case.pk, party.pk])
        again = ask_again(request, back_to=here)
        if again is not None:
            return again
        now = timezone.now()
        sections = services.make_copy(actor=actor, case=case, requester=party, now=now)
        chosen = set(request.POST.getlist("bestand")) if _whole(case, party) else set()
        stored = [dossier.served(row) for row in dossier.files_of(case) if str(row.pk) in chosen]
        log = selectors.log_of_case(case, hide_guests_but=party)
        return files.copy_zip(case, party, sections, stored=stored, log=log, now=now)
    scope = services.scope_for(case, party, today=timezone.localdate())
    stored_here = dossier.files_of(case) if _whole(case, party) else []
    context = {"case": case, "party": party, "scope": scope, "none": scope == Scope.NONE, "stored": stored_here}
    return render(request, "staff/privacy/copy.html", context)


def _whole(case: Case, party: Party) -> bool:
    """Whether this person gets documents, and not only facts (377c BW)."""
    return services.scope_for(case, party, today=timezone.localdate()) == Scope.FULL


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_CASES)
def erase(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Erase a closed case at request: GET says what goes and when it may not, POST does it after a fresh login."""
    case = _case(actor, case_id)
    if request.method == "POST":
        again = ask_again(request, back_to=reverse("staff:privacy-erase", args=[case.pk]))
        if again is not None:
            return again
        services.erase_at_request(actor=actor, case=case, now=timezone.now())
        messages.success(request, _("De casus is gewist. Het verslag staat bij de verwijderverslagen."))
        return redirect("staff:cases")
    return render(request, "staff/privacy/erase.html", {"case": case})
