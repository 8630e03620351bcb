"""A point: proposed, handed in, put on the agenda, taken back, carried over, spoken of (R88–R90, R152)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from planning.agenda import selectors
from planning.agenda.models import AgendaItem, ItemKind, ItemState
from planning.agenda.rules.states import WAITS, State
from planning.agenda.services import ground
from planning.agenda.services.errors import AlreadyProposed, NoAgenda, NotThisState, QuestionNeeded, WhatAbout
from planning.agenda.services.ground import Concerned
from planning.agenda.services.guests import seat_family
from planning.agenda.services.reminding import set_bells
from planning.agenda.services.telling import call_off
from planning.cases import gate
from planning.cases.models import Case, CaseState
from planning.cases.services import CaseClosed, refuse_frozen
from planning.cases.services.nameless import require_nobody
from planning.meetings import services as meetings
from planning.meetings.models import Meeting
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.audit import By
from planning.people.models import Person, School


@transaction.atomic
def propose_item(
    *,
    actor: Actor,
    school: School,
    kind: str,
    case: Case | None = None,
    title: str = "",
    minutes: int = 20,
    meeting: Meeting | None = None,
    kept_words: bool = False,
    now: dt.datetime,
) -> AgendaItem:
    """Propose a point for a SOT, or for the next one (no meeting). Who makes the agenda puts it on at once.

    About a pupil only by who has a ground (R90: a VC is of the school; R152: LPA and JP with consent or by law). The
    parents come for their own point (R66), and the observer who reports back (R94). Raises NotAllowed, WhatAbout,
    BadMinutes, NoGround, CaseClosed, CaseFrozen, AlreadyProposed, NamesThePupil, NoAgenda.
    """
    actor.require(Right.PROPOSE_AGENDA, school_id=school.pk)
    words = " ".join(title.split())[:120]
    ground.good_minutes(minutes)
    about = _pupil(actor, school, case, now=now) if kind == ItemKind.PUPIL else None
    if about is None:
        if kind not in {ItemKind.GROUP, ItemKind.OTHER} or not words:
            raise WhatAbout(fields={"title": WhatAbout.message})
        require_nobody(actor=actor, school=school, texts={"title": words}, now=now, kept=kept_words)
    if meeting is not None:
        meeting = meetings.locked(meeting.pk)
        ground.require_agenda(meeting, now=now)
        if meeting.school_id != school.pk:
            raise NoAgenda
    puts = meeting is not None and ground.manages(actor, school.pk)
    item = AgendaItem.objects.create(
        swv_id=school.swv_id,
        school=school,
        meeting=meeting,
        kind=ItemKind(kind),
        case=about,
        title=None if about is not None else words,
        minutes=minutes,
        order=ground.put_last(meeting) if meeting is not None else 0,
        state=ItemState.PLANNED if puts else ItemState.PROPOSED,
        proposed_by_id=actor.person_id,
        proposed_at=now,
    )
    seat_family(item, now=now)
    if meeting is not None:
        set_bells(meeting, now=now)
    audit.record(swv_id=item.swv_id, by=actor.by, action="agenda.propose", on=item, now=now, on_agenda=puts)
    return item


def _pupil(actor: Actor, school: School, case: Case | None, *, now: dt.datetime) -> Case:
    if case is None or case.school_id != school.pk:
        raise WhatAbout(fields={"case": WhatAbout.message})
    case = Case.objects.select_for_update(of=("self",)).select_related("school").get(pk=case.pk)
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    refuse_frozen(case.pk)
    gate.require(case=case, person=Person.objects.get(pk=actor.person_id), now=now)
    if AgendaItem.objects.filter(case=case, state__in=WAITS).exists():
        raise AlreadyProposed(fields={"case": AlreadyProposed.message})
    return case


@transaction.atomic
def hand_in(
    *,
    actor: Actor,
    item: AgendaItem,
    help_question: str,
    tried: str,
    minutes: int,
    kept_words: bool = False,
    now: dt.datetime,
) -> Concerned:
    """Say what the question is, what was done and how long it takes; again is a better version, also after the day.

    About a pupil the words go to people with a ground only; about anything else they name nobody. Raises NotAllowed,
    QuestionNeeded, BadMinutes, NotThisState, NoGround, CaseFrozen, NamesThePupil.
    """
    row = ground.locked_item(item.pk)
    ground.require_own(actor, row)
    ground.good_minutes(minutes)
    if not help_question.strip():
        raise QuestionNeeded(fields={"help_question": QuestionNeeded.message})
    if row.case is not None:
        gate.require(case=row.case, person=Person.objects.get(pk=actor.person_id), now=now)
    else:
        texts = {"help_question": help_question, "tried": tried}
        require_nobody(actor=actor, school=row.school, texts=texts, now=now, kept=kept_words)
    before = _day_before(row)
    row.help_question, row.tried = help_question.strip(), tried.strip() or None
    row.minutes = minutes
    row.handed_in_at, row.handed_in_by_id = now, actor.person_id
    row.save(update_fields=["help_question", "tried", "minutes", "handed_in_at", "handed_in_by"])
    audit.record(swv_id=row.swv_id, by=actor.by, action="agenda.hand_in", on=row, now=now)
    return ground.concerned(before, row.meeting)


@transaction.atomic
def put_on_agenda(
    *, actor: Actor, item: AgendaItem, meeting: Meeting, kept_words: bool = False, now: dt.datetime
) -> Concerned:
    """Put a point that waits on the agenda of this SOT, after the others; gives whom that concerns. Twice is once.

    The title is looked at once more: who proposed it may not have known the school's pupils. Raises NotAllowed,
    NoAgenda, NotThisState, CaseFrozen, NamesThePupil.
    """
    meeting = ground.locked_sot(meeting.pk, actor=actor, now=now)
    row = ground.locked_item(item.pk)
    if row.school_id != meeting.school_id:
        raise NoAgenda
    if row.meeting_id == meeting.pk and row.state in {State.PLANNED, State.CARRIED}:
        return Concerned()
    before = selectors.day_plan(meeting)
    if row.state == State.PLANNED:  # of a SOT that was called off, or went by without it
        ground.become(row, State.CARRIED)
    if row.title:
        require_nobody(actor=actor, school=row.school, texts={"title": row.title}, now=now, kept=kept_words)
    ground.become(row, State.PLANNED)
    row.meeting, row.order = meeting, ground.put_last(meeting)
    row.save(update_fields=["state", "meeting", "order"])
    set_bells(meeting, now=now)
    audit.record(swv_id=row.swv_id, by=actor.by, action="agenda.put", on=row, now=now)
    return ground.concerned(before, meeting)


@transaction.atomic
def take_back(*, actor: Actor, item: AgendaItem, now: dt.datetime) -> Concerned:
    """It need not be spoken of any more: by who proposed it, or who makes the agenda. Twice is once.

    Raises NotAllowed, NotThisState.
    """
    row = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item.pk)
    ground.require_own(actor, row)
    if row.state == State.TAKEN_BACK:
        return Concerned()
    return _take_back(row, by=actor.by, now=now)


def _take_back(row: AgendaItem, *, by: By, now: dt.datetime) -> Concerned:
    before = _day_before(row)
    call_off(row.guests.select_related("person", "party"), meeting=row.meeting, now=now)
    ground.become(row, State.TAKEN_BACK)
    row.save(update_fields=["state"])
    audit.record(swv_id=row.swv_id, by=by, action="agenda.take_back", on=row, now=now)
    return ground.concerned(before, row.meeting)


@transaction.atomic
def carry_over(*, actor: Actor, item: AgendaItem, now: dt.datetime) -> Concerned:
    """To the next SOT of the school after the one it was at; without one it waits. Raises NotAllowed, NotThisState.

    Guests' hours were of that day, so they are asked anew; who was told of a time hears that it is off. Gives whom it
    concerns: of the point itself, and of the points of that day that move up.
    """
    row = ground.locked_item(item.pk)
    actor.require(Right.MANAGE_MEETINGS, school_id=row.school_id)
    if row.meeting is None or row.state == State.PROPOSED:
        raise NotThisState
    after = row.meeting.start
    later = [one for one in selectors.coming_sots(row.school, now=now) if after is None or (one.start or now) > after]
    ground.become(row, State.CARRIED)
    left, before = row.meeting, selectors.day_plan(row.meeting)
    if after is not None and after > now:  # else it was that day, and it is too late to write
        call_off(row.guests.select_related("person", "party"), meeting=row.meeting, now=now)
    row.meeting = meetings.locked(later[0].pk) if later else None
    row.order = ground.put_last(row.meeting) if row.meeting is not None else 0
    row.save(update_fields=["state", "meeting", "order"])
    row.guests.update(arrives=None, leaves=None, told_start=None, told_end=None)
    if row.meeting is not None:
        set_bells(row.meeting, now=now)
    audit.record(swv_id=row.swv_id, by=actor.by, action="agenda.carry_over", on=row, now=now, waits=not later)
    return ground.concerned(before, left) if after is not None and after > now else Concerned()


@transaction.atomic
def mark_discussed(*, actor: Actor, item: AgendaItem, now: dt.datetime) -> AgendaItem:
    """It was spoken of, from the moment the meeting began. Twice is once. Raises NotAllowed, NotThisState."""
    row = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item.pk)
    actor.require(Right.MANAGE_MEETINGS, school_id=row.school_id)
    if row.state == State.DISCUSSED:
        return row
    if row.meeting is None or row.meeting.start is None or row.meeting.start > now:
        raise NotThisState
    ground.become(row, State.DISCUSSED)
    row.save(update_fields=["state"])
    audit.record(swv_id=row.swv_id, by=actor.by, action="agenda.discussed", on=row, now=now)
    return row


@transaction.atomic
def end_of_case(*, case_id: UUID, by: By, now: dt.datetime) -> int:
    """The case is closed: its point is not spoken of any more. Gives how many."""
    rows = list(AgendaItem.objects.select_for_update(of=("self",)).filter(case=case_id, state__in=WAITS))
    for row in rows:
        _take_back(row, by=by, now=now)
    return len(rows)


def _day_before(row: AgendaItem) -> selectors.DayPlan | None:
    return selectors.day_plan(row.meeting) if row.meeting is not None else None
