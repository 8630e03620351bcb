"""Rooms for staff: the list of a school, one with its week, keeping and retiring it, and its feed."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from integrations.feeds.subscribe import ways_to
from planning.meetings import selectors as meetings
from planning.meetings import services as meeting_services
from planning.people import selectors as people
from planning.people.access import Actor, NotAllowed, Right
from planning.people.models import School
from planning.rooms import rules, selectors, services
from planning.rooms.models import Room
from scheduler.staff.door import staff_page
from scheduler.staff.people.filling import FormPage, fill_in, posted
from scheduler.staff.rooms.forms import RoomForm

FARTHEST = dt.timedelta(days=800)


@require_safe
@staff_page(right=Right.SEE_PEOPLE)
def rooms(request: HttpRequest, school_id: UUID, *, actor: Actor) -> HttpResponse:
    """The rooms of a school that are in use."""
    school = _school(school_id)
    context = {"school": school, "rooms": selectors.rooms_of(school.pk), "may_keep": _may_keep(actor, school)}
    return render(request, "staff/rooms/rooms.html", context)


@require_safe
@staff_page(right=Right.SEE_PEOPLE)
def room(request: HttpRequest, room_id: UUID, *, actor: Actor) -> HttpResponse:
    """One room and its week. Who may see the school's meetings sees which they are, others only that it is taken."""
    return _show(request, _room(room_id), actor)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.KEEP_SCHOOL_DAYS)
def room_new(request: HttpRequest, school_id: UUID, *, actor: Actor) -> HttpResponse:
    """Add a room."""
    school = _school(school_id)
    if not _may_keep(actor, school):
        raise NotAllowed
    form = RoomForm(posted(request))
    page = FormPage(
        title=_("Nieuwe ruimte"),
        button=_("Voeg toe"),
        back=reverse("staff:rooms", args=[school.pk]),
        back_label=_("Ruimtes"),
        done=_("De ruimte staat erbij."),
    )
    return fill_in(
        request,
        page,
        form,
        lambda: services.add_room(actor=actor, school=school, now=timezone.now(), **form.cleaned_data),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.KEEP_SCHOOL_DAYS)
def room_edit(request: HttpRequest, room_id: UUID, *, actor: Actor) -> HttpResponse:
    """Change a room; meetings in it hear of another name or place."""
    found = _kept(room_id, actor)
    form = RoomForm(posted(request), initial={name: getattr(found, name) for name in RoomForm.base_fields})
    page = FormPage(
        title=found.name,
        lead=_("Verandert de naam of het adres? Dan krijgt wie hier een overleg heeft, daarvan bericht."),
        button=_("Bewaar"),
        back=reverse("staff:room", args=[found.pk]),
        back_label=found.name,
        done=_("De wijzigingen zijn bewaard."),
    )
    return fill_in(
        request,
        page,
        form,
        lambda: services.change_room(actor=actor, room=found, now=timezone.now(), **form.cleaned_data),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.KEEP_SCHOOL_DAYS)
def room_retire(request: HttpRequest, room_id: UUID, *, actor: Actor) -> HttpResponse:
    """GET says what happens; POST takes the room out of use."""
    found, now = _kept(room_id, actor), timezone.now()
    if request.method == "POST":
        services.retire_room(actor=actor, room=found, now=now)
        meeting_services.end_room_feed(actor=actor, room=found, now=now)
        messages.success(request, _("De ruimte is niet meer te kiezen."))
        return redirect("staff:rooms", school_id=found.school_id)
    context = {"room": found, "coming": meetings.coming_in_room(found, now=now)}
    return render(request, "staff/rooms/retire.html", context)


@require_http_methods(["POST"])
@staff_page(right=Right.KEEP_SCHOOL_DAYS)
def room_feed(request: HttpRequest, room_id: UUID, *, actor: Actor) -> HttpResponse:
    """A new address for the screen at the door, shown this once; or the end of it."""
    found, now = _kept(room_id, actor), timezone.now()
    if request.POST.get("doe") == "stop":
        meeting_services.end_room_feed(actor=actor, room=found, now=now)
        messages.success(request, _("De agendalink werkt niet meer."))
        return redirect("staff:room", room_id=found.pk)
    return _show(request, found, actor, address=meeting_services.renew_room_feed(actor=actor, room=found, now=now))


def _show(request: HttpRequest, found: Room, actor: Actor, *, address: str = "") -> HttpResponse:
    now = timezone.now()
    monday = _monday(request)
    context = {
        "room": found,
        "place": selectors.place_of(found),
        "rows": meetings.room_week(found, monday=monday),
        "days": [monday + dt.timedelta(days=n) for n in range(5)],
        "earlier": monday - dt.timedelta(days=7),
        "later": monday + dt.timedelta(days=7),
        "names_them": actor.may(Right.SEE_MEETINGS, school_id=found.school_id),
        "may_keep": found.retired_at is None and _may_keep(actor, found.school),
        "feed": meetings.feed_state(person_id=found.pk, object_key=meeting_services.ROOM_FEED, now=now),
        "ways": ways_to(address, name=found.name) if address else None,
    }
    return render(request, "staff/rooms/room.html", context)


def _monday(request: HttpRequest) -> dt.date:
    """The week that is asked for; for a day that is none or lies far away this one, at the weekend the one to come."""
    today = timezone.localdate()
    today += dt.timedelta(days=2 if today.weekday() >= 5 else 0)
    try:
        day = dt.date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        day = today
    return rules.monday_of(day if abs(day - today) <= FARTHEST else today)


def _may_keep(actor: Actor, school: School) -> bool:
    return actor.may(Right.KEEP_SCHOOL_DAYS, school_id=school.pk)


def _school(school_id: UUID) -> School:
    found = people.school(school_id)
    if found is None:
        raise Http404
    return found


def _room(room_id: UUID) -> Room:
    found = selectors.room(room_id)
    if found is None:
        raise Http404
    return found


def _kept(room_id: UUID, actor: Actor) -> Room:
    """A room in use that this person may change."""
    found = _room(room_id)
    if not _may_keep(actor, found.school):
        raise NotAllowed
    if found.retired_at is not None:
        raise services.RoomIsGone
    return found
