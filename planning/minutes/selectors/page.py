"""The page of the record: what is said per topic, the goals, and who is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from planning.cases.models import PartyKind
from planning.followup.models import Goal
from planning.meetings.models import Meeting, Participant
from planning.meetings.selectors import meeting_type, name_of, present, role_of
from planning.minutes.models import Attendance, Note, Record, Topic
from planning.minutes.rules import asking
from planning.people.roles import short_name


def parents_at(meeting: Meeting) -> list[Participant]:
    """The parents who are on the list: each has own words (C11)."""
    return [row for row in present(meeting) if _is_parent(row)]


def _is_parent(row: Participant) -> bool:
    return row.party is not None and row.party.kind == PartyKind.GUARDIAN


@dataclass(frozen=True, slots=True)
class Asked:
    """One short question for a role at the table (R111)."""

    role: str
    question: str


@dataclass(frozen=True, slots=True)
class Field:
    """One topic: what stands there, from which revision, and whether one may write there now.

    `of` is the party whose own words they are; `key` names the field in the page.
    """

    topic: Topic
    label: str | Promise
    text: str
    revision: int
    closed: bool
    of: UUID | None = None
    asked: tuple[Asked, ...] = ()

    @property
    def key(self) -> str:
        """What the field is called in the page."""
        return field_key(self.topic, self.of)


def field_key(topic: str, of: UUID | None) -> str:
    """A topic or, for one parent's own words, the topic and the parent."""
    return f"{topic}-{of}" if of is not None else str(topic)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed in a field and could not be saved, and the revision it was typed on."""

    key: str
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
    asked_at_goals: tuple[Asked, ...]
    asked_at_end: tuple[Asked, ...]
    fixed: bool

    @property
    def fields(self) -> tuple[Field, ...]:
        """All of them, in the order of the conversation."""
        return (*self.before, self.offer)


def record_page(meeting: Meeting, *, typed: Typed | None = None) -> RecordPage:
    """The record of a meeting as it stands, and one field as somebody `typed` it, where that is given.

    Six queries, however much was written.
    """
    record = Record.objects.select_related("fixed_by", "next_meeting").filter(meeting=meeting).first()
    notes = {(note.topic, note.party_id): note for note in record.notes.all()} if record is not None else {}
    goals = goals_in(record, meeting)
    said = Attendance.objects.filter(record=record) if record is not None else ()
    there = {row.participant_id: row.there for row in said}
    kind = meeting_type(meeting.case, meeting.kind) if meeting.case is not None else None
    rows = list(present(meeting))
    roles = {_word(row) for row in rows}
    fields = [
        _field(topic, of, label, notes.get((topic, of)), typed=typed, roles=roles, closed=not goals)
        for topic in Topic
        for of, label in _whose(topic, rows, notes=set(notes))
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
                prompt=kind.prompt(_word(row)) if kind is not None else "",
                there=there.get(row.pk),
            )
            for row in rows
        ),
        asked_at_goals=_asked("goals", roles),
        asked_at_end=_asked("end", roles),
        fixed=record is not None and record.fixed_at is not None,
    )


def goals_in(record: Record | None, meeting: Meeting) -> list[Goal]:
    """The goals that the record of a meeting holds: of a fixed one those of when it was fixed. One query.

    A goal's words never change: who writes it otherwise later adds a goal that takes its place, at a meeting that may
    have a fixed record. That one is not what was agreed there and then.
    """
    until = record.fixed_at if record is not None else None
    return [goal for goal in meeting.goals.all() if until is None or goal.set_at <= until]


def _word(row: Participant) -> str:
    """What routes and questions call who sits there."""
    if row.party is not None:
        return asking.GUARDIAN if _is_parent(row) else asking.PUPIL
    return str(row.role)


def _whose(
    topic: Topic, rows: Sequence[Participant], *, notes: set[tuple[str, UUID | None]]
) -> list[tuple[UUID | None, str | Promise]]:
    """The fields of a topic: one, or where parents say what they want one for each of them.

    What stands there for both together, of before, or of a parent who is not on the list any more, is shown too.
    """
    if topic != Topic.PARENTS:
        return [(None, topic.label)]
    parents = {row.party_id: _("Wat wil %(name)s?") % {"name": name_of(row)} for row in rows if _is_parent(row)}
    gone = [of for found, of in notes if found == topic and of is not None and of not in parents]
    found: list[tuple[UUID | None, str | Promise]] = []
    if not parents or (str(topic), None) in notes:
        found.append((None, topic.label))
    found += parents.items()
    return [*found, *((of, _("Wat wil een ouder die niet meer op de lijst staat?")) for of in gone)]


def _asked(topic: str, roles: set[str]) -> tuple[Asked, ...]:
    family = {asking.GUARDIAN: _("ouders"), asking.PUPIL: _("leerling")}
    return tuple(
        Asked(family.get(role) or short_name(role), question) for role, question in asking.asked(topic, roles=roles)
    )


def _field(
    topic: Topic,
    of: UUID | None,
    label: str | Promise,
    note: Note | None,
    *,
    typed: Typed | None,
    roles: set[str],
    closed: bool,
) -> Field:
    text, revision = (str(note.text or ""), note.revision) if note is not None else ("", 0)
    if typed is not None and typed.key == field_key(topic, of):
        text, revision = typed.text, typed.base
    return Field(
        topic, label, text, revision, closed=closed and topic == Topic.OFFER, of=of, asked=_asked(topic, roles)
    )
