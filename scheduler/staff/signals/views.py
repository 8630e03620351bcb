"""The inbox of signals, writing one down in two minutes, and what becomes of it (R41, R50, R84, R152)."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.cases import selectors, services, ways
from planning.cases.models import Signal, SignalState, SignalWay
from planning.errors import DomainError
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import School
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in
from scheduler.staff.signals.forms import AidForm, ReopenForm, SettleForm, SignalForm

STATES = {"nieuw": SignalState.NEW, "behandeling": SignalState.IN_HAND, "klaar": SignalState.DONE}
ADVICE = {
    ways.Where.FIRST: (
        gettext_lazy("Kijk eerst op school"),
        gettext_lazy("Begin bij de leerkracht en het eigen zorgteam."),
    ),
    ways.Where.BASE: (
        gettext_lazy("Basisondersteuning van de school"),
        gettext_lazy("Spreek met de ouders en de leerkracht af wat u doet, en wanneer u terugkijkt."),
    ),
    ways.Where.SWV: (
        gettext_lazy("Het samenwerkingsverband"),
        gettext_lazy("Vraag de GW of TC mee te denken; dat kan ook zonder naam."),
    ),
    ways.Where.SOT: (
        gettext_lazy("Bespreken in het SOT"),
        gettext_lazy("Open een casus, en vraag de ouders om toestemming."),
    ),
    ways.Where.SAFETY: (
        gettext_lazy("Volg de meldcode"),
        gettext_lazy("Bel vandaag nog met de aandachtsfunctionaris, of met Veilig Thuis: 0800-2000."),
    ),
}


def schools_for(actor: Actor, right: Right) -> list[School]:
    """Where this person may use the right."""
    allowed = actor.schools_with(right)
    return [row for row in people.schools() if allowed is None or row.pk in allowed]


def _signal_or_404(actor: Actor, signal_id: UUID) -> Signal:
    signal = selectors.visible_signal(actor, signal_id)
    if signal is None:
        raise Http404
    return signal


@require_safe
@staff_page(right=Right.SIGNAL)
def signal_list(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """New ones, those in hand, and those that were dealt with."""
    asked = request.GET.get("stand", "nieuw")
    chosen = asked if asked in STATES else "nieuw"
    lines = selectors.signal_lines(actor, state=STATES[chosen], now=timezone.now())
    tabs = [(key, state.label, key == chosen) for key, state in STATES.items()]
    return render(request, "staff/signals/list.html", {"lines": lines, "states": tabs, "chosen": chosen})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SIGNAL)
def signal_new(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Write a signal down."""
    schools = schools_for(actor, Right.SIGNAL)
    options = [(str(row.pk), row.name) for row in schools]
    data = request.POST if request.method == "POST" else None
    form = SignalForm(data, schools=options, initial={"heard_on": timezone.localdate()})
    if data is not None and form.is_valid():
        with refusals_in(form):
            signal = services.write_signal(
                actor=actor,
                school=next(row for row in schools if str(row.pk) == form.cleaned_data["school"]),
                data=form.signal(),
                now=timezone.now(),
            )
            messages.success(request, _("Het signaal is bewaard."))
            return redirect("staff:signal", signal_id=signal.pk)
    return render(request, "staff/signals/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@staff_page(right=Right.SIGNAL)
def signal_page(request: HttpRequest, signal_id: UUID, *, actor: Actor) -> HttpResponse:
    """One signal, and what can be done with it."""
    return _show(request, actor, _signal_or_404(actor, signal_id))


def _show(request: HttpRequest, actor: Actor, signal: Signal, **bound: forms.Form) -> HttpResponse:
    acts = list(selectors.signal_acts(signal))
    context = {
        "signal": signal,
        "pupil": selectors.pupil_of(signal),
        "acts": acts,
        "became": next((act.case for act in acts if act.way == SignalWay.CASE and act.case_id), None),
        "is_case": any(act.way == SignalWay.CASE for act in acts),
        "may_manage": actor.may(Right.MANAGE_CASES, school_id=signal.school_id),
        "inside": selectors.is_of_the_school(actor, signal.school_id),
        "mine": signal.held_by_id == actor.person_id,
        "settle_form": SettleForm(auto_id="s-%s"),
        "reopen_form": ReopenForm(auto_id="r-%s"),
        **bound,
    }
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "staff/signals/signal.html", context, status=status)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def take(request: HttpRequest, signal_id: UUID, *, actor: Actor) -> HttpResponse:
    """Take it up."""
    signal = _signal_or_404(actor, signal_id)
    try:
        services.take_signal(actor=actor, signal=signal, now=timezone.now())
    except services.SignalIsDone as refusal:
        messages.error(request, f"{refusal.message} {refusal.hint}")
    else:
        messages.success(request, _("U heeft dit signaal in behandeling."))
    return redirect("staff:signal", signal_id=signal.pk)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def settle(request: HttpRequest, signal_id: UUID, *, actor: Actor) -> HttpResponse:
    """Own support, a short question, or nothing."""
    signal = _signal_or_404(actor, signal_id)
    form = SettleForm(request.POST, auto_id="s-%s")
    if form.is_valid():
        with refusals_in(form):
            way = SignalWay(form.cleaned_data["way"])
            services.settle_signal(
                actor=actor, signal=signal, way=way, reason=form.cleaned_data["reason"], now=timezone.now()
            )
            messages.success(request, _("Het signaal is afgehandeld."))
            if way == SignalWay.CONSULTATION:
                return redirect("staff:consultation-new")
            return redirect("staff:signal", signal_id=signal.pk)
    return _show(request, actor, signal, settle_form=form)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def reopen(request: HttpRequest, signal_id: UUID, *, actor: Actor) -> HttpResponse:
    """Take up again what was dealt with."""
    signal = _signal_or_404(actor, signal_id)
    form = ReopenForm(request.POST, auto_id="r-%s")
    if form.is_valid():
        try:
            services.reopen_signal(actor=actor, signal=signal, reason=form.cleaned_data["reason"], now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Het signaal is weer open. U heeft het in behandeling."))
            return redirect("staff:signal", signal_id=signal.pk)
    return _show(request, actor, signal, reopen_form=form)


@require_safe
@staff_page(right=Right.SIGNAL)
def aid(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The decision aid (R50): a few questions, an advice and why. Nothing is kept, nothing is decided."""
    del actor
    asked = bool(set(request.GET) & {question.key for question in ways.AID})
    form = AidForm(request.GET if asked else None)
    advice = ways.advise(form.cleaned_data) if asked and form.is_valid() else None
    title, then = ADVICE[advice.where] if advice is not None else ("", "")
    context = {"form": form, "advice": advice, "title": title, "then": then}
    return render(request, "staff/signals/aid.html", context, status=422 if form.errors else 200)
