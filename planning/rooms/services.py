"""Keeping the rooms of a school: who keeps its days (IB, OC, director, coordinator) keeps its rooms."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, NotAllowed, Right
from planning.people.models import School
from planning.rooms import signals
from planning.rooms.models import Room

FEWEST, MOST = 2, 500


class RoomNameTwice(DomainError):
    """Two rooms of a school with one name cannot be told apart."""

    code = "room_name_twice"
    status = 422
    message = _("Deze school heeft al een ruimte met deze naam.")


class RoomNotRight(DomainError):
    """A room has a name and a sane number of seats."""

    code = "room_not_right"
    status = 422
    message = _("Geef de ruimte een naam en 2 tot 500 stoelen.")


class RoomIsGone(DomainError):
    """The room was retired."""

    code = "room_is_gone"
    message = _("Deze ruimte is niet meer in gebruik.")
    hint = _("Kies een andere ruimte.")


@transaction.atomic
def add_room(
    *,
    actor: Actor,
    school: School,
    name: str,
    seats: int,
    address: str = "",
    accessible: bool = False,
    now: dt.datetime,
) -> Room:
    """A new room. Raises RoomNameTwice, RoomNotRight, NotAllowed."""
    _require(actor, school)
    room = Room(swv_id=school.swv_id, school=school)
    _fill(room, name=name, seats=seats, address=address, accessible=accessible)
    room.save(force_insert=True)
    audit.record(swv_id=room.swv_id, by=actor.by, action="room.add", on=room, now=now)
    return room


@transaction.atomic
def change_room(
    *,
    actor: Actor,
    room: Room,
    name: str,
    seats: int,
    address: str = "",
    accessible: bool = False,
    now: dt.datetime,
) -> Room:
    """Another name, place or size. Where the place reads differently, meetings to come hear of it.

    Raises RoomNameTwice, RoomNotRight, RoomIsGone, NotAllowed.
    """
    room = _locked(room)
    _require(actor, room.school)
    if room.retired_at is not None:
        raise RoomIsGone
    before = (room.name, room.address)
    _fill(room, name=name, seats=seats, address=address, accessible=accessible)
    room.save()
    audit.record(swv_id=room.swv_id, by=actor.by, action="room.change", on=room, now=now)
    if (room.name, room.address) != before:
        signals.room_changed.send(sender=Room, room=room, by=actor.by, now=now)
    return room


@transaction.atomic
def retire_room(*, actor: Actor, room: Room, now: dt.datetime) -> Room:
    """Nobody can choose it any more; meetings that are planned in it stay there. Twice is once. Raises NotAllowed."""
    room = _locked(room)
    _require(actor, room.school)
    if room.retired_at is None:
        room.retired_at = now
        room.save(update_fields=["retired_at"])
        audit.record(swv_id=room.swv_id, by=actor.by, action="room.retire", on=room, now=now)
    return room


def _require(actor: Actor, school: School) -> None:
    actor.require(Right.KEEP_SCHOOL_DAYS, school_id=school.pk)
    if school.swv_id != actor.swv_id:
        raise NotAllowed


def _locked(room: Room) -> Room:
    return Room.objects.select_related("school").select_for_update(of=("self",)).get(pk=room.pk)


def _fill(room: Room, *, name: str, seats: int, address: str, accessible: bool) -> None:
    name, address = " ".join(name.split()), " ".join(address.split())
    if not name or len(name) > 60 or len(address) > 90 or not FEWEST <= seats <= MOST:
        raise RoomNotRight
    # Under the school's lock, so that of two at once one hears why.
    School.objects.select_for_update(no_key=True).get(pk=room.school_id)
    same = Room.objects.filter(school_id=room.school_id, name__iexact=name, retired_at__isnull=True)
    if same.exclude(pk=room.pk).exists():
        raise RoomNameTwice(fields={"name": RoomNameTwice.message})
    room.name, room.address, room.seats, room.accessible = name, address, seats, accessible
