"""Writing at the table, by several people at once: what is said, the goals, and who is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from planning.followup.models import Goal
from planning.meetings.models import Meeting
from planning.meetings.selectors import present
from planning.minutes import rules
from planning.minutes.models import Attendance, Note, NoteVersion, Topic
from planning.minutes.rules import deciding
from planning.minutes.selectors import parents_at
from planning.minutes.services.errors import GoalsFirst, NotAParent, SayWhat, TooMuchText
from planning.minutes.services.ground import LONGEST, open_record, person_of
from planning.people import audit
from planning.people.access import Actor

VERSIONS_KEPT = 40  # of a note: who was away for longer finds the own words beside the others'


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands there now. `own` is the revision that who saved goes on from when more was typed meanwhile."""

    text: str
    revision: int
    own: int
    merged: bool


@transaction.atomic
def save_note(
    *,
    actor: Actor,
    meeting: Meeting,
    topic: Topic,
    base: int,
    text: str,
    pen: str = "",
    of: UUID | None = None,
    now: dt.datetime,
) -> Saved:
    """Keep what somebody typed on a topic, having begun from revision `base` (0: nothing stood there).

    When somebody else saved in between, both texts are put together and no word is lost (`rules`). `pen` names the
    open page: after an answer that got lost it goes on from what it sent last. The same text twice changes nothing.
    `of` is the party whose own words these are, where parents say what they want: nobody else's copy has them (C11).
    Raises NotAParent, NotAllowed, NothingToRecord, CasusregisseurFirst, GoalsFirst, TooMuchText, RecordIsFixed,
    CaseIsClosed.
    """
    text = text.replace("\r\n", "\n").rstrip()
    if len(text) > LONGEST:
        raise TooMuchText(fields={"text": TooMuchText.message})
    record = open_record(actor, meeting, now=now)
    if of is not None and (topic != Topic.PARENTS or of not in {row.party_id for row in parents_at(meeting)}):
        raise NotAParent
    which: dict[str, Any] = {"topic": topic, "party_id": of}
    fresh = {"swv_id": record.swv_id, "changed_by_id": actor.person_id, "changed_at": now}
    note, _new = record.notes.get_or_create(**which, defaults=fresh)
    stands = str(note.text or "")
    if text == stands:
        return Saved(stands, note.revision, note.revision, merged=False)
    if topic == Topic.OFFER and not meeting.goals.exists():
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
    note.changed_by_id, note.changed_at = person_of(actor), now
    note.save(update_fields=["text", "revision", "changed_by", "changed_at"])
    NoteVersion.objects.create(swv_id=note.swv_id, note=note, revision=note.revision, text=text, pen=pen)
    note.versions.filter(revision__lte=note.revision - VERSIONS_KEPT).delete()


@transaction.atomic
def add_goal(*, actor: Actor, meeting: Meeting, what: str, key: UUID | None = None, now: dt.datetime) -> Goal:
    """Write down what is to be reached (R102). The same form (`key`) twice is one goal.

    Raises SayWhat, and what `save_note` raises.
    """
    what = what.strip()
    if not what:
        raise SayWhat(fields={"what": SayWhat.message})
    if len(what) > LONGEST:
        raise TooMuchText(fields={"what": TooMuchText.message})
    record = open_record(actor, meeting, now=now)
    before = meeting.goals.filter(pk=key).first() if key is not None else None
    if before is not None:
        return before
    goal = Goal.objects.create(
        pk=key or uuid4(),
        swv_id=record.swv_id,
        case_id=record.case_id,
        meeting=meeting,
        what=what,
        set_by_id=person_of(actor),
        set_at=now,
    )
    audit.record(swv_id=record.swv_id, by=actor.by, action="goal.add", on=goal, now=now)
    return goal


@transaction.atomic
def drop_goal(*, actor: Actor, meeting: Meeting, goal_id: UUID, now: dt.datetime) -> None:
    """Take a goal away again; twice is once. Raises GoalsFirst for the last one while there are means."""
    record = open_record(actor, meeting, now=now)
    goal = meeting.goals.filter(pk=goal_id).first()
    if goal is None:
        return
    offered = record.notes.filter(topic=Topic.OFFER).exclude(text=None).exists()
    decided = record.decisions.filter(kind__in=deciding.GOALS_FIRST, withdrawn_at__isnull=True).exists()
    if (offered or decided) and meeting.goals.count() == 1:
        raise GoalsFirst
    audit.record(swv_id=record.swv_id, by=actor.by, action="goal.drop", on=goal, now=now)
    goal.delete()


@transaction.atomic
def note_attendance(*, actor: Actor, meeting: Meeting, there: Mapping[UUID, bool], now: dt.datetime) -> None:
    """Who of the list was there. Somebody who is not on it (any more) is passed over."""
    record = open_record(actor, meeting, now=now)
    for participant in present(meeting).filter(pk__in=there.keys()):
        Attendance.objects.update_or_create(
            record=record,
            participant=participant,
            defaults={"swv_id": record.swv_id, "there": there[participant.pk], "noted_at": now},
        )
    audit.record(swv_id=record.swv_id, by=actor.by, action="record.attendance", on=record, now=now)
