"""It is the turn of a point: of a pupil a part of the SOT begins, of another point one says what came of it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from planning.agenda import selectors, signals
from planning.agenda.models import AgendaItem, ItemKind
from planning.agenda.rules import states
from planning.agenda.rules.states import WAITS, State
from planning.agenda.services import ground
from planning.agenda.services.errors import (
    AlreadyConcluded,
    AlreadyProposed,
    ConclusionTooLong,
    LookBackLater,
    NotThisState,
    NotYetItsTurn,
)
from planning.cases.models import CaseState
from planning.cases.services import CaseClosed, refuse_frozen
from planning.cases.services.nameless import require_nobody
from planning.errors import Text
from planning.meetings import selectors as meetings_of
from planning.meetings import services as meetings
from planning.meetings.models import Meeting
from planning.meetings.rules import AMSTERDAM
from planning.meetings.services import Seat
from planning.people import audit
from planning.people.access import Actor, NotAllowed
from planning.people.audit import By

LONGEST = 4_000  # characters of what came of a point


@transaction.atomic
def begin_point(*, actor: Actor, item: AgendaItem, now: dt.datetime) -> Meeting:
    """The part of the SOT about this pupil, made when there is none yet: with it goes the record (R105, R112).

    From a quarter of an hour before the SOT begins, by who may write about the case, or by a machine that manages the
    school's meetings: it writes nothing in it. The point counts as spoken of; `not_discussed` takes it back. Twice is
    the same part. Raises NotAllowed, NotYetItsTurn, NotThisState, NoAgenda, CaseClosed, CaseFrozen.
    """
    whole, row = _locked(item.pk, now=now)
    case = row.case
    if case is None:
        raise NotThisState
    meetings_of.require_write(actor, whole, about=case)
    if row.part is not None:
        return row.part
    _require_turn(row, whole, now=now)
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    refuse_frozen(case.pk)
    plan = selectors.day_plan(whole)
    slot = plan.day.slot(row.pk)
    guests = [Seat(person=one.person, party=one.party, role=one.role, required=False) for one in row.guests.all()]
    row.part = meetings.open_part(
        whole=whole,
        case=case,
        start=plan.at(slot.start) if slot is not None else plan.start,
        minutes=row.minutes,
        guests=guests,
        by=actor.by,
        now=now,
    )
    meetings_of.require_write(actor, row.part)  # who sits at the SOT does not yet sit there about this pupil
    _discussed(row, by=actor.by, now=now)
    row.save(update_fields=["state", "part"])
    return row.part


@transaction.atomic
def plan_for_group(
    *, actor: Actor, item: AgendaItem, needs: str, goals: str, kept_words: bool = False, now: dt.datetime
) -> AgendaItem:
    """What a group needs and what is to be reached (R98), for everybody at the table; empty takes it away again.

    Raises NotAllowed, NotYetItsTurn, NotThisState, ConclusionTooLong, NamesThePupil, NoAgenda.
    """
    _whole, row = speak_of(actor=actor, item=item, now=now)
    if row.kind != ItemKind.GROUP:
        raise NotThisState
    texts = _for_the_table(row, {"needs": needs, "goals": goals}, actor=actor, kept=kept_words, now=now)
    row.needs, row.goals = texts["needs"], texts["goals"]
    row.save(update_fields=["needs", "goals"])
    audit.record(swv_id=row.swv_id, by=actor.by, action="agenda.plan_group", on=row, now=now)
    return row


@transaction.atomic
def conclude_point(
    *,
    actor: Actor,
    item: AgendaItem,
    words: str,
    look_back_on: dt.date | None = None,
    kept_words: bool = False,
    now: dt.datetime,
) -> AgendaItem:
    """What came of a point that is about no pupil, for everybody at the table, and when it is looked back on.

    Empty takes the words or the day away again. Raises NotAllowed, NotYetItsTurn, NotThisState, ConclusionTooLong,
    LookBackLater, NamesThePupil, NoAgenda.
    """
    _whole, row = speak_of(actor=actor, item=item, now=now)
    today = now.astimezone(AMSTERDAM).date()
    if not states.may_look_back_on(look_back_on, before=row.look_back_on, today=today):
        raise LookBackLater(fields={"look_back_on": LookBackLater.message})
    texts = _for_the_table(row, {"words": words}, actor=actor, kept=kept_words, now=now)
    row.conclusion, row.look_back_on = texts["words"], look_back_on
    row.save(update_fields=["conclusion", "look_back_on"])
    audit.record(swv_id=row.swv_id, by=actor.by, action="agenda.conclude", on=row, now=now)
    return row


@transaction.atomic
def speak_of(*, actor: Actor, item: AgendaItem, now: dt.datetime) -> tuple[Meeting, AgendaItem]:
    """The SOT and a point that is about no pupil, both under their lock, for who writes down now what comes of it.

    It counts as spoken of. Raises NotAllowed, NotYetItsTurn, NotThisState, NoAgenda.
    """
    whole, row = _locked(item.pk, now=now)
    if row.case_id is not None:
        raise NotThisState
    _require_turn(row, whole, now=now)
    if row.pk not in selectors.may_talk_about(actor, whole, [row], now=now):
        raise NotAllowed
    _discussed(row, by=actor.by, now=now)
    row.save(update_fields=["state"])
    return whole, row


@transaction.atomic
def not_discussed(*, actor: Actor, item: AgendaItem, now: dt.datetime) -> AgendaItem:
    """It was not its turn after all: back on the agenda, its part is gone. Twice is once.

    Not when something was written down of it. Raises AlreadyConcluded, AlreadyProposed when the pupil waits for another
    SOT by now, NotAllowed, NoAgenda, and what receivers of `signals.point_goes` and `part_goes` raise.
    """
    whole, row = _locked(item.pk, now=now)
    if row.state != State.DISCUSSED:
        return row
    if row.pk not in selectors.may_talk_about(actor, whole, [row], now=now):
        raise NotAllowed
    if row.says_something:
        raise AlreadyConcluded
    if row.case_id is not None and AgendaItem.objects.filter(case=row.case_id, state__in=WAITS).exists():
        raise AlreadyProposed
    signals.point_goes.send(sender=AgendaItem, point=row, now=now)
    ground.become(row, State.PLANNED)
    part, row.part = row.part, None
    row.save(update_fields=["state", "part"])
    if part is not None:
        signals.part_goes.send(sender=AgendaItem, part=part, now=now)
        meetings.drop_part(part=part, by=actor.by, now=now)
    audit.record(swv_id=row.swv_id, by=actor.by, action="agenda.not_discussed", on=row, now=now)
    return row


def _for_the_table(
    row: AgendaItem, texts: dict[str, str], *, actor: Actor, kept: bool, now: dt.datetime
) -> dict[str, str | None]:
    """Texts by field that everybody at the table reads: not too long, and naming nobody."""
    said = {name: text.strip() or None for name, text in texts.items()}
    long: dict[str, Text] = {
        name: ConclusionTooLong.message for name, text in said.items() if text is not None and len(text) > LONGEST
    }
    if long:
        raise ConclusionTooLong(fields=long)
    require_nobody(actor=actor, school=row.school, texts=said, now=now, kept=kept)
    return said


def _locked(item_id: UUID, *, now: dt.datetime) -> tuple[Meeting, AgendaItem]:
    """The SOT and the point, both under their lock, in that order. Raises NotThisState, NoAgenda."""
    whole_id = AgendaItem.objects.values_list("meeting_id", flat=True).get(pk=item_id)
    if whole_id is None:
        raise NotThisState
    whole = meetings.locked(whole_id)
    ground.require_agenda(whole, now=now, over=True)
    rows = AgendaItem.objects.select_for_update(of=("self",)).select_related("school", "case", "part__case")
    row = rows.filter(pk=item_id, meeting=whole).first()
    if row is None:
        raise NotThisState
    row.meeting = whole
    return whole, row


def _require_turn(row: AgendaItem, whole: Meeting, *, now: dt.datetime) -> None:
    if State(row.state) not in states.TAKES_TIME:
        raise NotThisState
    if not states.may_talk(row.state, start=whole.start, now=now):
        raise NotYetItsTurn


def _discussed(row: AgendaItem, *, by: By, now: dt.datetime) -> None:
    if row.state != State.DISCUSSED:
        ground.become(row, State.DISCUSSED)
        audit.record(swv_id=row.swv_id, by=by, action="agenda.discussed", on=row, now=now)
