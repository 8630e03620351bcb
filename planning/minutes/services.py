"""What can happen to the record of a meeting: writing in it by several people at once, goals, attendance, fixing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Case, CaseState
from planning.cases.services import refuse_frozen
from planning.errors import DomainError
from planning.followup import selectors as followup
from planning.followup.services import CaseIsClosed, CasusregisseurFirst, needs_casusregisseur
from planning.meetings.models import Meeting, MeetingState
from planning.meetings.selectors import present
from planning.minutes import rules
from planning.minutes.models import Attendance, Goal, Note, NoteVersion, Record, Topic
from planning.minutes.selectors import may_write
from planning.people import audit
from planning.people.access import Actor, NotAllowed

LONGEST = 20_000  # characters on one topic
VERSIONS_KEPT = 40  # of a note: who was away for longer finds the own words beside the others'


class NothingToRecord(DomainError):
    """A meeting without a date, called off, or of no case."""

    code = "nothing_to_record"
    message = _("Van dit overleg is geen verslag te maken.")


class RecordIsFixed(DomainError):
    """What is fixed is no longer written in."""

    code = "record_is_fixed"
    message = _("Dit verslag staat vast. Er verandert niets meer in.")


class TooMuchText(DomainError):
    """More than anybody reads back."""

    code = "too_much_text"
    status = 422
    message = _("Dit is meer tekst dan er in past. Maak hem korter.")


class GoalsFirst(DomainError):
    """R102: goals before means."""

    code = "goals_first"
    message = _("Schrijf eerst een doel op. Daarna kijkt u wat erbij past.")


class SayWhat(DomainError):
    """A goal without words."""

    code = "say_what"
    status = 422
    message = _("Schrijf op wat u wilt bereiken.")


class EvaluationFirst(DomainError):
    """R86, R131: a meeting with goals does not end without a date and a way to look back."""

    code = "evaluation_first"
    message = _("Spreek eerst af wanneer en hoe u terugkijkt.")
    hint = _("Dat doet u bij Afspraken en evaluatie.")


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands there now. `own` is the revision that who saved goes on from when more was typed meanwhile."""

    text: str
    revision: int
    own: int
    merged: bool


@transaction.atomic
def save_note(
    *, actor: Actor, meeting: Meeting, topic: Topic, base: int, text: str, pen: str = "", now: dt.datetime
) -> Saved:
    """Keep what somebody typed on a topic, having begun from revision `base` (0: nothing stood there).

    When somebody else saved in between, both texts are put together and no word is lost (`rules`). `pen` names the
    open page: after an answer that got lost it goes on from what it sent last. The same text twice changes nothing.
    Raises NotAllowed, NothingToRecord, CasusregisseurFirst, GoalsFirst, TooMuchText, RecordIsFixed, CaseIsClosed.
    """
    text = text.replace("\r\n", "\n").rstrip()
    if len(text) > LONGEST:
        raise TooMuchText(fields={"text": TooMuchText.message})
    record = _record(actor, meeting, now=now)
    note, _new = record.notes.get_or_create(
        topic=topic, defaults={"swv_id": record.swv_id, "changed_by_id": actor.person_id, "changed_at": now}
    )
    stands = str(note.text or "")
    if text == stands:
        return Saved(stands, note.revision, note.revision, merged=False)
    if topic == Topic.OFFER and not record.goals.exists():
        raise GoalsFirst
    if base == note.revision:
        _write(note, text, actor=actor, pen=pen, now=now)
        return Saved(text, note.revision, note.revision, merged=False)
    together = rules.merge(base=_begun_from(note, base=base, pen=pen), theirs=stands, mine=text)
    if len(together) > LONGEST:
        raise TooMuchText(fields={"text": TooMuchText.message})
    if together == stands:
        return Saved(stands, note.revision, note.revision, merged=True)
    own = note.revision + 1
    NoteVersion.objects.create(swv_id=note.swv_id, note=note, revision=own, text=text, pen=pen)
    note.revision = own
    _write(note, together, actor=actor, now=now)
    return Saved(together, note.revision, own, merged=True)


def _begun_from(note: Note, *, base: int, pen: str) -> str:
    """The text that somebody typed on from: what this pen sent last, or the revision it says; "" when that is gone."""
    own = note.versions.filter(pen=pen, revision__gt=base).order_by("-revision").first() if pen else None
    found = own or note.versions.filter(revision=base).first()
    return str(found.text or "") if found is not None else ""


def _write(note: Note, text: str, *, actor: Actor, pen: str = "", now: dt.datetime) -> None:
    note.text, note.revision = text, note.revision + 1
    note.changed_by_id, note.changed_at = _person(actor), now
    note.save(update_fields=["text", "revision", "changed_by", "changed_at"])
    NoteVersion.objects.create(swv_id=note.swv_id, note=note, revision=note.revision, text=text, pen=pen)
    note.versions.filter(revision__lte=note.revision - VERSIONS_KEPT).delete()


@transaction.atomic
def add_goal(*, actor: Actor, meeting: Meeting, what: str, now: dt.datetime) -> Goal:
    """Write down what is to be reached (R102). Raises SayWhat, and what `save_note` raises."""
    what = what.strip()
    if not what:
        raise SayWhat(fields={"what": SayWhat.message})
    if len(what) > LONGEST:
        raise TooMuchText(fields={"what": TooMuchText.message})
    record = _record(actor, meeting, now=now)
    goal = Goal.objects.create(swv_id=record.swv_id, record=record, what=what, set_by_id=_person(actor), set_at=now)
    audit.record(swv_id=record.swv_id, by=actor.by, action="goal.add", on=goal, now=now)
    return goal


@transaction.atomic
def drop_goal(*, actor: Actor, meeting: Meeting, goal_id: UUID, now: dt.datetime) -> None:
    """Take a goal away again; twice is once. Raises GoalsFirst for the last one while there is an offer."""
    record = _record(actor, meeting, now=now)
    goal = record.goals.filter(pk=goal_id).first()
    if goal is None:
        return
    offered = record.notes.filter(topic=Topic.OFFER).first()
    if offered is not None and offered.text and record.goals.count() == 1:
        raise GoalsFirst
    audit.record(swv_id=record.swv_id, by=actor.by, action="goal.drop", on=goal, now=now)
    goal.delete()


@transaction.atomic
def note_attendance(*, actor: Actor, meeting: Meeting, there: Mapping[UUID, bool], now: dt.datetime) -> None:
    """Who of the list was there. Somebody who is not on it (any more) is passed over."""
    record = _record(actor, meeting, now=now)
    for participant in present(meeting).filter(pk__in=there.keys()):
        Attendance.objects.update_or_create(
            record=record,
            participant=participant,
            defaults={"swv_id": record.swv_id, "there": there[participant.pk], "noted_at": now},
        )
    audit.record(swv_id=record.swv_id, by=actor.by, action="record.attendance", on=record, now=now)


@transaction.atomic
def fix_record(*, actor: Actor, meeting: Meeting, now: dt.datetime) -> Record:
    """From now on nothing changes in it; older versions go. Twice is once.

    Raises EvaluationFirst when there are goals and nobody knows when and how they are looked back on (R86, R131).
    """
    try:
        record = _record(actor, meeting, now=now)
    except RecordIsFixed:
        return Record.objects.get(meeting=meeting)
    evaluation = followup.evaluation_of(meeting)
    if record.goals.exists() and (evaluation is None or not evaluation.method):
        raise EvaluationFirst
    NoteVersion.objects.filter(note__record=record).delete()
    record.fixed_by_id, record.fixed_at = actor.person_id, now
    record.save(update_fields=["fixed_by", "fixed_at"])
    audit.record(swv_id=record.swv_id, by=actor.by, action="record.fix", on=record, now=now)
    return record


def _record(actor: Actor, meeting: Meeting, *, now: dt.datetime) -> Record:
    """The record of a meeting, locked, made when it is not there. The case's row takes turns for the first word."""
    if not may_write(actor, meeting):
        raise NotAllowed
    if meeting.case_id is None or meeting.state not in {MeetingState.PLANNED, MeetingState.HELD}:
        raise NothingToRecord
    case = Case.objects.select_for_update(of=("self",)).get(pk=meeting.case_id)
    if case.state == CaseState.CLOSED:
        raise CaseIsClosed
    refuse_frozen(case.pk)
    if needs_casusregisseur(meeting):
        raise CasusregisseurFirst
    record, new = Record.objects.get_or_create(
        meeting=meeting,
        defaults={"swv_id": meeting.swv_id, "case": case, "begun_by_id": actor.person_id, "begun_at": now},
    )
    if new:
        audit.record(swv_id=record.swv_id, by=actor.by, action="record.begin", on=record, now=now)
    if record.fixed_at is not None:
        raise RecordIsFixed
    return record


def _person(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise NotAllowed
    return actor.person_id
