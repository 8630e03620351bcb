"""Reads of the record of a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from planning.meetings.models import Meeting, Participant
from planning.meetings.selectors import may_manage, meeting_type, name_of, present, role_of
from planning.minutes.models import Attendance, Goal, Note, Record, Topic
from planning.people.access import Actor


def may_write(actor: Actor, meeting: Meeting) -> bool:
    """Who may write at the table: the school's IB or OC, the casusregisseur, and who chairs or takes minutes there."""
    if actor.person_id is None or meeting.case is None:
        return False
    if may_manage(actor, meeting) or meeting.case.casusregisseur_id == actor.person_id:
        return True
    kind = meeting_type(meeting.case, meeting.kind)
    writers = {kind.chair, kind.minute_taker, kind.leader} - {""} if kind is not None else set()
    return present(meeting).filter(person_id=actor.person_id, role__in=writers).exists()


@dataclass(frozen=True, slots=True)
class Field:
    """One topic: what stands there, from which revision, and whether one may write there now."""

    topic: Topic
    label: str | Promise
    text: str
    revision: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed on a topic and could not be saved, and the revision it was typed on."""

    topic: str
    text: str
    base: int


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody of the list; `there` is None while nobody said."""

    participant: Participant
    name: str
    role: str
    prompt: str
    there: bool | None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """What the page of the record shows. No record: nothing was written yet."""

    record: Record | None
    before: tuple[Field, ...]  # needs, factors and picture: what comes before goals
    goals: Sequence[Goal]
    offer: Field
    seats: tuple[Seat, ...]
    fixed: bool


def record_page(meeting: Meeting, *, typed: Typed | None = None) -> RecordPage:
    """The record of a meeting as it stands, and one field as somebody `typed` it, where that is given.

    Six queries, however much was written.
    """
    record = Record.objects.select_related("fixed_by").filter(meeting=meeting).first()
    notes: dict[str, Note] = {note.topic: note for note in record.notes.all()} if record is not None else {}
    goals = list(record.goals.all()) if record is not None else []
    said = Attendance.objects.filter(record=record) if record is not None else ()
    there = {row.participant_id: row.there for row in said}
    kind = meeting_type(meeting.case, meeting.kind) if meeting.case is not None else None
    fields = [
        _field(topic, notes.get(topic), typed=typed, closed=topic == Topic.OFFER and not goals) for topic in Topic
    ]
    return RecordPage(
        record=record,
        before=tuple(fields[:-1]),
        goals=goals,
        offer=fields[-1],
        seats=tuple(
            Seat(
                participant=row,
                name=name_of(row),
                role=role_of(row),
                prompt=kind.prompt(row.role) if kind is not None and row.role else "",
                there=there.get(row.pk),
            )
            for row in present(meeting)
        ),
        fixed=record is not None and record.fixed_at is not None,
    )


def _field(topic: Topic, note: Note | None, *, typed: Typed | None, closed: bool) -> Field:
    if typed is not None and typed.topic == topic:
        return Field(topic, topic.label, typed.text, typed.base, closed)
    return Field(topic, topic.label, str(note.text or "") if note else "", note.revision if note else 0, closed)
