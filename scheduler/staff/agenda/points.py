"""One point of an agenda: new, handed in, who comes for it, and where it goes."""

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
from django.views.decorators.http import require_http_methods, require_POST

from planning.agenda import selectors, services
from planning.agenda.models import AgendaItem, ItemKind, ItemState
from planning.agenda.selectors import ItemPage
from planning.errors import DomainError
from planning.people.access import Actor, NotAllowed, Right
from scheduler.staff.agenda.agreeing import agree_act, agreed
from scheduler.staff.agenda.forms import (
    ConcludeForm,
    GroupForm,
    GuestForm,
    HandInForm,
    NewItemForm,
    PutForm,
    WindowForm,
)
from scheduler.staff.agenda.views import school_or_404, tell
from scheduler.staff.door import staff_page
from scheduler.staff.dossier.acting import Act, act_on, status_of
from scheduler.staff.dossier.forms import NothingForm
from scheduler.staff.refusals import refusals_in

WINDOW = "window-"  # the act that changes the times of one guest, with the guest's id after it


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.PROPOSE_AGENDA)
def new(request: HttpRequest, school_id: UUID, *, actor: Actor) -> HttpResponse:
    """A pupil with a ground, or a subject that names nobody (R90, R152)."""
    school, now = school_or_404(school_id), timezone.now()
    actor.require(Right.PROPOSE_AGENDA, school_id=school.pk)
    sots, pupils = selectors.coming_sots(school, now=now), selectors.pupils_for(actor, school, now=now)
    asked = {"meeting": request.GET.get("sot"), "case": request.GET.get("leerling")}
    known = {"meeting": [str(row.pk) for row in sots], "case": [str(row.pk) for row in pupils]}
    first = {"meeting": known["meeting"][0] if sots else "", "case": ""}
    form = NewItemForm(
        request.POST if request.method == "POST" else None,
        pupils=pupils,
        sots=sots,
        # What the address names counts only where the form offers it.
        initial={name: asked[name] if asked[name] in known[name] else first[name] for name in first},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = services.propose_item(actor=actor, school=school, now=now, **form.values())
            messages.success(request, _("Het punt staat klaar. Vul nu de vraag in."))
            return redirect("staff:agenda-item", agenda_item_id=made.pk)
    makes = services.manages(actor, school.pk)
    context = {"form": form, "school": school, "makes": makes, "pupils": bool(form.pupils)}
    return render(request, "staff/agenda/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SEE_PLAN)
def item(request: HttpRequest, agenda_item_id: UUID, *, actor: Actor) -> HttpResponse:
    """What a point says, for who may read it, with what can be done now."""
    row, now = _item(actor, agenda_item_id), timezone.now()
    page = selectors.item_page(row, actor=actor, now=now)
    free, blocked = selectors.guest_choices(row, now=now) if page.may_make and page.line.admitted else ([], [])
    acts = _acts(request, actor, row, page, free=free)
    back = reverse("staff:agenda-item", args=[row.pk])
    answer, found = act_on(request, acts, back=back)
    if answer is not None:
        return answer
    comes = [(one, f"{WINDOW}{one.guest_id}", found.get(f"{WINDOW}{one.guest_id}")) for one in page.line.comes]
    context = {"page": page, "line": page.line, "item": row, "forms": found, "comes": comes, "blocked": blocked}
    if row.case_id is None:
        context |= agreed(actor, row)
    return render(request, "staff/agenda/item.html", context, status=status_of(found))


def _acts(request: HttpRequest, actor: Actor, row: AgendaItem, page: ItemPage, *, free: list[Any]) -> dict[str, Act]:
    """What this person can do with this point now; the services decide."""
    now = timezone.now()
    acts: dict[str, Act] = {}
    if page.may_hand_in:
        known = {"help_question": page.help_question, "tried": page.tried, "minutes": row.minutes}
        acts["hand_in"] = Act(
            form=partial(HandInForm, initial=known),
            do=lambda data: tell(request, services.hand_in(actor=actor, item=row, now=now, **data), actor=actor),
            thanks=gettext_lazy("Ingeleverd. U kunt het tot het overleg nog aanvullen."),
        )
    if free:
        acts["guest"] = Act(
            form=partial(GuestForm, choices=free),
            do=lambda data: _add(request, actor, row, data),
            thanks=gettext_lazy("Deze persoon komt bij dit punt."),
        )
    for one in page.line.comes if page.may_make else ():
        acts[f"{WINDOW}{one.guest_id}"] = Act(
            form=partial(WindowForm, initial={"arrives": one.arrives, "leaves": one.leaves}),
            do=partial(_window, request, actor, row, one.guest_id),
            thanks=gettext_lazy("De tijden zijn veranderd."),
        )
    if page.sots:
        sots = {str(one.pk): one for one in page.sots}
        acts["put"] = Act(
            form=partial(PutForm, sots=page.sots),
            do=lambda data: tell(
                request,
                services.put_on_agenda(
                    actor=actor, item=row, meeting=sots[data["meeting"]], kept_words=data["kept_words"], now=now
                ),
                actor=actor,
            ),
            thanks=gettext_lazy("Het punt staat op de agenda."),
        )
    if page.line.may_talk and row.case_id is None:
        if row.kind == ItemKind.GROUP:
            acts["group"] = Act(
                form=partial(GroupForm, initial={"needs": str(row.needs or ""), "goals": str(row.goals or "")}),
                do=lambda data: services.plan_for_group(actor=actor, item=row, now=now, **data),
                thanks=gettext_lazy("Bewaard. Wie aan tafel zit, leest het hier terug."),
            )
        acts["agree"] = agree_act(actor, row, now=now)
        known = {"words": str(row.conclusion or ""), "look_back_on": row.look_back_on}
        acts["conclude"] = Act(
            form=partial(ConcludeForm, initial=known),
            do=lambda data: services.conclude_point(actor=actor, item=row, now=now, **data),
            thanks=gettext_lazy("Bewaard. Wie aan tafel zit, leest het hier terug."),
        )
    if page.line.may_talk and row.state == ItemState.DISCUSSED and not row.says_something:
        acts["undo"] = Act(
            form=NothingForm,
            do=lambda _data: services.not_discussed(actor=actor, item=row, now=now),
            thanks=gettext_lazy("Het punt staat weer op de agenda."),
        )
    if page.may_discuss:
        acts["discussed"] = Act(
            form=NothingForm,
            do=lambda _data: services.mark_discussed(actor=actor, item=row, now=now),
            thanks=gettext_lazy("Genoteerd: dit punt is besproken."),
        )
    if page.may_carry:
        acts["carry"] = Act(
            form=NothingForm,
            do=lambda _data: tell(request, services.carry_over(actor=actor, item=row, now=now), actor=actor),
            thanks=gettext_lazy("Doorgeschoven naar het volgende SOT. Is dat er nog niet, dan wacht het punt."),
        )
    if page.line.may_own:
        acts["take_back"] = Act(
            form=NothingForm,
            do=lambda _data: tell(request, services.take_back(actor=actor, item=row, now=now), actor=actor),
            thanks=gettext_lazy("Het punt is teruggenomen."),
        )
    return acts


def _add(request: HttpRequest, actor: Actor, row: AgendaItem, data: dict[str, Any]) -> None:
    seat = data["seat"]
    found = services.add_guest(
        actor=actor,
        item=row,
        person=seat.person,
        party=seat.party,
        role=seat.role,
        arrives=data["arrives"],
        leaves=data["leaves"],
        now=timezone.now(),
    )
    tell(request, found, actor=actor)


def _window(request: HttpRequest, actor: Actor, row: AgendaItem, guest_id: UUID, data: dict[str, Any]) -> None:
    found = services.change_window(actor=actor, item=row, guest_id=guest_id, now=timezone.now(), **data)
    tell(request, found, actor=actor)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def move(request: HttpRequest, agenda_item_id: UUID, *, actor: Actor) -> HttpResponse:
    """One place earlier or later, without dragging."""
    row = _item(actor, agenda_item_id)
    if row.meeting_id is None:
        raise Http404
    earlier = request.POST.get("earlier") == "1"
    tell(request, services.move_item(actor=actor, item=row, earlier=earlier, now=timezone.now()), actor=actor)
    return redirect(f"{reverse('staff:agenda', args=[row.meeting_id])}#punten")


@require_POST
@staff_page(right=Right.SEE_PLAN)
def begin(request: HttpRequest, agenda_item_id: UUID, *, actor: Actor) -> HttpResponse:
    """It is the turn of this pupil: on to the record."""
    row = _item(actor, agenda_item_id)
    try:
        part = services.begin_point(actor=actor, item=row, now=timezone.now())
    except NotAllowed:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal.said))
        return redirect("staff:agenda-item", agenda_item_id=row.pk)
    return redirect("staff:record", meeting_id=part.pk)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def guest_off(request: HttpRequest, agenda_item_id: UUID, agenda_guest_id: UUID, *, actor: Actor) -> HttpResponse:
    """Somebody does not come for this point."""
    row = _item(actor, agenda_item_id)
    found = services.remove_guest(actor=actor, item=row, guest_id=agenda_guest_id, now=timezone.now())
    messages.success(request, _("Deze persoon komt niet bij dit punt."))
    tell(request, found, actor=actor)
    return redirect("staff:agenda-item", agenda_item_id=row.pk)


def _item(actor: Actor, item_id: UUID) -> AgendaItem:
    found = selectors.item_of(actor, item_id)
    if found is None:
        raise Http404
    return found
