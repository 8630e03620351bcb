"""Reads of rooms."""

from __future__ import annotations

from uuid import UUID

from planning.people.models import School
from planning.rooms import rules
from planning.rooms.models import Room


def rooms_of(school_id: UUID) -> list[Room]:
    """The rooms of a school that are in use, by name."""
    return list(Room.objects.filter(school_id=school_id, retired_at__isnull=True))


def room(room_id: UUID) -> Room | None:
    """One room with its school, also a retired one."""
    return Room.objects.select_related("school").filter(pk=room_id).first()


def place_of(found: Room) -> str:
    """Where the room is, on one line; its `school` is loaded."""
    school: School = found.school
    return rules.place_of(
        name=found.name,
        address=found.address,
        school=school.name,
        school_address=", ".join(part for part in (school.street, school.town) if part),
    )


def label_of(found: Room) -> str:
    """The room in a list to choose from: name, seats, and whether a wheelchair gets in."""
    wheels = ", rolstoeltoegankelijk" if found.accessible else ""
    return f"{found.name} ({found.seats} stoelen{wheels})"
