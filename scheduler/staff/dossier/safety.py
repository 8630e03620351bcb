"""The meldcode, apart from everything else: for who started a signal and who was named (R153).

Whoever may not open a signal gets the same "not found" as for one that is not there.
"""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from planning.dossier import services
from planning.dossier.models import LegalGround, SafetySignal
from planning.dossier.rules import safety as rules
from planning.dossier.selectors import safety as selectors
from planning.people.access import Actor, Right
from planning.people.models import Person
from planning.people.roles import short_name
from scheduler.staff.door import staff_page
from scheduler.staff.dossier.acting import Act, act_on, status_of
from scheduler.staff.dossier.care_forms import DecideForm, NameForm, SignalForm, StepForm
from scheduler.staff.dossier.forms import NothingForm
from scheduler.staff.refusals import refusals_in


@require_safe
@staff_page()
def signals(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The signals of this person, and the way to a new one. For everybody: who was named finds it here."""
    context = {
        "lines": selectors.signal_lines(actor, now=timezone.now()),
        "steps": selectors.STEPS.items(),
        "may_start": actor.may_somewhere(Right.START_SAFETY),
    }
    return render(request, "staff/dossier/signals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.START_SAFETY)
def signal_new(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Start with step 1."""
    now = timezone.now()
    rows = {str(case.pk): (case, name) for case, name in selectors.cases_to_signal(actor, now=now)}
    choices = [(key, f"{name} ({case.school}, {case.reference})") for key, (case, name) in rows.items()]
    data = request.POST if request.method == "POST" else None
    form = SignalForm(data, choices=choices, initial={"case": request.GET.get("casus", "")})
    if request.method == "POST" and form.is_valid():
        filled = dict(form.cleaned_data)
        case, _name = rows[filled.pop("case")]
        ground = LegalGround(filled.pop("legal_ground"))
        with refusals_in(form):
            row = services.start_signal(actor=actor, case=case, legal_ground=ground, now=now, **filled)
            messages.success(request, _("Vastgelegd. Alleen u ziet dit, tot u een collega noemt."))
            return redirect("staff:safety-signal", safety_id=row.pk)
    return render(request, "staff/dossier/signal_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def signal(request: HttpRequest, safety_id: UUID, *, actor: Actor) -> HttpResponse:
    """One signal: the five steps, who knows of it, and the end. Who is named needs no right: being named is it."""
    row = selectors.signal_of(actor, safety_id)
    if row is None:
        raise Http404
    now = timezone.now()
    page = selectors.signal_page(row, actor=actor, now=now, today=timezone.localdate(now))
    acts = _acts(actor, row, page)
    answer, found = act_on(request, acts, back=reverse("staff:safety-signal", args=[row.pk]))
    if answer is not None:
        return answer
    context = {"page": page, "forms": found, "ground": LegalGround(row.legal_ground).label}
    return render(request, "staff/dossier/signal.html", context, status=status_of(found))


def _acts(actor: Actor, row: SafetySignal, page: selectors.SignalPage) -> dict[str, Act]:
    if row.closed_at is not None:
        return {}
    now = timezone.now()
    colleagues = {str(one.person_id): one for one in page.colleagues}
    names = [(key, f"{one.person.name} ({short_name(one.role)})") for key, one in colleagues.items()]
    acts = {
        "name": Act(
            form=partial(NameForm, choices=names),
            do=lambda data: services.name_person(
                actor=actor, signal=row, person=colleagues[data["person"]].person, now=now
            ),
            thanks=gettext_lazy("Deze collega ziet het nu ook. Vertel het zelf: er gaat geen mail uit."),
        )
    }
    if page.next is not None:
        acts["step"] = Act(
            form=partial(DecideForm if page.next == rules.DECIDE else StepForm, initial={"number": page.next}),
            do=lambda data: services.take_step(actor=actor, signal=row, now=now, **data),
            thanks=gettext_lazy("De stap is vastgelegd."),
        )
    if page.may_skip_talk:
        acts["skip"] = Act(
            form=partial(StepForm, initial={"number": rules.TALK + 1}),
            do=lambda data: services.take_step(actor=actor, signal=row, now=now, **data),
            thanks=gettext_lazy("De stap is vastgelegd."),
        )
    if page.may_close:
        acts["close"] = Act(
            form=NothingForm,
            do=lambda _data: services.close_signal(actor=actor, signal=row, now=now),
            thanks=gettext_lazy("Afgesloten."),
        )
    if page.mine:
        for access in page.access:
            acts[f"end-{access.person_id}"] = Act(
                form=NothingForm,
                do=partial(_end, actor=actor, row=row, person=access.person),
                thanks=gettext_lazy("Deze collega ziet het niet meer."),
            )
    return acts


def _end(_data: dict[str, Any], *, actor: Actor, row: SafetySignal, person: Person) -> None:
    services.end_access(actor=actor, signal=row, person=person, now=timezone.now())
