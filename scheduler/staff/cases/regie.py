"""Who leads: regie handed on, split and joined, the casusregisseur with a list of tasks, scaling up and down."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planning.cases import selectors, services
from planning.cases.models import Case, Domain, RegieKind, ScaleKind, TickList
from planning.errors import DomainError
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import Person
from scheduler.staff.cases.forms import CasusregisseurForm, EscalateForm, HandForm, ScaleForm, SplitForm, TakeOverForm
from scheduler.staff.cases.pages import led_or_404
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in


@require_safe
@staff_page(right=Right.LEAD_CASES)
def page(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Who holds regie since when, who is the parents' contact, and what that asks."""
    return _show(request, actor, led_or_404(actor, case_id))


def _show(request: HttpRequest, actor: Actor, case: Case, **bound: forms.Form) -> HttpResponse:
    found = selectors.regie_page(case, today=timezone.localdate())
    leaders = _choices(found.leaders)
    context = {
        "case": case,
        "page": found,
        "leads": found.may_lead(actor),
        "may_take_over": actor.may(Right.MANAGE_CASES, school_id=case.school_id) and bool(found.lead.rows),
        "is_contact": case.casusregisseur_id == actor.person_id,
        "offered_to_me": found.lead.offer is not None and found.lead.offer.person_id == actor.person_id,
        "hand_form": HandForm(people=leaders, kinds=found.kinds),
        "take_form": TakeOverForm(),
        "split_form": SplitForm(people=leaders),
        "casusregisseur_form": CasusregisseurForm(people=leaders),
        "escalate_form": EscalateForm(people=_choices(found.consulents)),
        "scale_form": ScaleForm(),
    }
    wrong = any(form.errors for form in bound.values())
    return render(request, "staff/cases/regie.html", {**context, **bound}, status=422 if wrong else 200)


def _choices(rows: list[tuple[Person, str]]) -> list[tuple[str, str]]:
    return [(str(person.pk), f"{person.name} ({role})") for person, role in rows]


def _person(form: forms.Form, field: str = "person") -> Person:
    person = people.person(UUID(form.cleaned_data[field]))
    if person is None:
        raise Http404
    return person


def _back(actor: Actor, case: Case) -> HttpResponse:
    """The page Regie again or, for who does not lead the case any more and may not see it, the list of cases."""
    if selectors.case_for(actor, case.pk, now=timezone.now()) is None:
        return redirect("staff:cases")
    return redirect("staff:case-regie", case_id=case.pk)


def _leaders(case: Case) -> list[tuple[str, str]]:
    return _choices(selectors.possible_leaders(case, today=timezone.localdate()))


@require_POST
@staff_page(right=Right.LEAD_CASES)
def hand(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Give regie to somebody as the meeting agreed, or ask first."""
    case = led_or_404(actor, case_id)
    kinds = selectors.regie_page(case, today=timezone.localdate()).kinds
    form = HandForm(request.POST, people=_leaders(case), kinds=kinds)
    if form.is_valid():
        said = form.cleaned_data
        verb = services.give_regie if said["how"] == "meeting" else services.offer_regie
        with refusals_in(form):
            verb(
                actor=actor,
                case=case,
                person=_person(form),
                reason=said["reason"],
                kind=RegieKind(said["kind"] or RegieKind.WHOLE),
                now=timezone.now(),
            )
            text = _("De regie is overgedragen.") if said["how"] == "meeting" else _("De vraag is verstuurd.")
            messages.success(request, text)
            return _back(actor, case)
    return _show(request, actor, case, hand_form=form)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def answer(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Say yes or no to an offer of regie."""
    case = led_or_404(actor, case_id)
    offer = selectors.open_offer(case)
    if offer is None or request.POST.get("antwoord") not in {"ja", "nee"}:
        messages.error(request, _("Deze vraag is al beantwoord."))
        return _back(actor, case)
    accept = request.POST["antwoord"] == "ja"
    try:
        services.answer_offer(actor=actor, offer=offer, accept=accept, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, f"{refusal.message} {refusal.hint}".strip())
    else:
        text = _("U heeft nu de regie.") if accept else _("We laten weten dat u het niet overneemt.")
        messages.success(request, text)
    return _back(actor, case)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def take_over(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """The school takes regie back, with a reason."""
    case = led_or_404(actor, case_id)
    form = TakeOverForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.take_over(actor=actor, case=case, reason=form.cleaned_data["reason"], now=timezone.now())
            messages.success(request, _("U heeft nu de regie over deze casus."))
            return _back(actor, case)
    return _show(request, actor, case, take_form=form)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def split(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """School over the OPP, youth care over the gezinsplan."""
    case = led_or_404(actor, case_id)
    form = SplitForm(request.POST, people=_leaders(case))
    if form.is_valid():
        with refusals_in(form):
            services.split_regie(
                actor=actor,
                case=case,
                school=_person(form, "school"),
                care=_person(form, "care"),
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
            messages.success(request, _("De regie is gesplitst."))
            return _back(actor, case)
    return _show(request, actor, case, split_form=form)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def join(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """One person over the whole again."""
    case = led_or_404(actor, case_id)
    form = HandForm(request.POST, people=_leaders(case), kinds=[])
    if form.is_valid():
        with refusals_in(form):
            services.join_regie(
                actor=actor,
                case=case,
                person=_person(form),
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
            messages.success(request, _("Eén persoon heeft weer de regie over het geheel."))
            return _back(actor, case)
    return _show(request, actor, case, hand_form=form)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def casusregisseur(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Appoint the casusregisseur."""
    case = led_or_404(actor, case_id)
    form = CasusregisseurForm(request.POST, people=_leaders(case))
    if form.is_valid():
        with refusals_in(form):
            services.appoint_casusregisseur(
                actor=actor,
                case=case,
                person=_person(form),
                leading_domain=Domain(form.cleaned_data["leading_domain"]),
                reason=form.cleaned_data["reason"],
                met_on=form.cleaned_data["met_on"],
                now=timezone.now(),
            )
            messages.success(request, _("De casusregisseur is aangewezen."))
            return _back(actor, case)
    return _show(request, actor, case, casusregisseur_form=form)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def tick(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Tick a line of the casusregisseur's list, or of closing, or take it back."""
    case = led_or_404(actor, case_id)
    of, number = request.POST.get("lijst", ""), request.POST.get("regel", "")
    if of not in TickList.values or not number.isdecimal() or len(number) > 3:
        messages.error(request, _("Deze regel staat niet op de lijst."))
        return _back(actor, case)
    try:
        services.tick(
            actor=actor,
            case=case,
            of=TickList(of),
            number=int(number),
            done=request.POST.get("klaar") == "1",
            now=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, f"{refusal.message} {refusal.hint}".strip())
    return redirect("staff:case-close" if of == TickList.CLOSING else "staff:case-regie", case_id=case.pk)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def escalate(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Put an impasse before the onderwijszorgconsulent."""
    case = led_or_404(actor, case_id)
    consulents = selectors.consulents(case, today=timezone.localdate())
    form = EscalateForm(request.POST, people=_choices(consulents))
    if form.is_valid():
        with refusals_in(form):
            services.escalate(
                actor=actor,
                case=case,
                person=_person(form),
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
            messages.success(request, _("De casus is voorgelegd aan de onderwijszorgconsulent."))
            return _back(actor, case)
    return _show(request, actor, case, escalate_form=form)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def end_escalation(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """The impasse is over."""
    case = led_or_404(actor, case_id)
    try:
        services.end_escalation(actor=actor, case=case, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("De vraag aan de onderwijszorgconsulent is afgerond."))
    return _back(actor, case)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def scale(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """More help, or less, with a reason."""
    case = led_or_404(actor, case_id)
    form, kind = ScaleForm(request.POST), request.POST.get("richting", "")
    if form.is_valid() and kind in {ScaleKind.UP, ScaleKind.DOWN}:
        with refusals_in(form):
            services.scale(
                actor=actor, case=case, kind=ScaleKind(kind), reason=form.cleaned_data["reason"], now=timezone.now()
            )
            messages.success(request, _("Het is vastgelegd."))
            return _back(actor, case)
    elif form.is_valid():
        form.add_error(None, _("Kies of er meer of minder hulp komt."))
    return _show(request, actor, case, scale_form=form)
