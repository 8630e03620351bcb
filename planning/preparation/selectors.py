"""Reads of preparations: one's own, and side by side for who may read them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from planning.cases import gate
from planning.cases.models import CaseState, PartyKind, PupilWord
from planning.errors import Text
from planning.meetings import rules as meeting_rules
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, MeetingState, Participant
from planning.people.access import Actor, Right
from planning.preparation import rules
from planning.preparation.models import Preparation
from planning.preparation.wording import QUESTIONS


@dataclass(frozen=True, slots=True)
class GuestPreparation:
    """The page behind the own link: the own words, never anybody else's (C11)."""

    participant_id: UUID
    case_id: UUID
    pupil_id: UUID | None  # the pupil has a page of the own words (U11)
    name: str
    language: str
    school: str
    start: dt.datetime
    contact: meetings.Contact
    professional: bool
    open: bool
    words: dict[str, str]
    before: dict[str, str]  # the own words of the time before: shown, never copied


def guest_preparation(*, meeting_id: UUID, participant_id: UUID, now: dt.datetime) -> GuestPreparation | None:
    """What one participant sees; None without a seat, a ground or a meeting that is prepared."""
    seat = (
        Participant.objects.select_related("person", "party", "meeting__school", "meeting__organiser")
        .select_related("meeting__case__casusregisseur")
        .filter(pk=participant_id, meeting_id=meeting_id, removed_at__isnull=True)
        .first()
    )
    if seat is None:
        return None
    meeting, case, start = seat.meeting, seat.meeting.case, seat.meeting.start
    if case is None or start is None:
        return None
    if not rules.asked_for(kind=meeting.kind, about_case=True):
        return None
    if not meetings.is_admitted(seat, meeting=meeting, now=now):
        return None
    professional = seat.person_id is not None
    row = Preparation.objects.filter(participant=seat).first()
    return GuestPreparation(
        participant_id=seat.pk,
        case_id=case.pk,
        pupil_id=seat.party_id if seat.party is not None and seat.party.kind == PartyKind.PUPIL else None,
        name=meetings.name_of(seat),
        language=meetings.language_of(seat),
        school=meeting.school.name,
        start=start,
        contact=meetings.contact_for(meeting),
        professional=professional,
        open=case.state != CaseState.CLOSED and _is_open(meeting, now=now),
        words=_words(row, professional=professional),
        before=_words(_own_before(seat, meeting), professional=professional),
    )


def may_open_page(*, meeting_id: UUID) -> bool:
    """Whether the invitation to this meeting has a way to the preparation. One query."""
    found = Meeting.objects.filter(pk=meeting_id).values_list("kind", "case_id").first()
    return found is not None and rules.asked_for(kind=found[0], about_case=found[1] is not None)


def _before(meeting: Meeting) -> QuerySet[Preparation]:
    """What was said for earlier meetings about the same case, the newest meeting first; also for one that was off."""
    rows = Preparation.objects.filter(
        participant__meeting__case=meeting.case_id, participant__meeting__kind__in=rules.KINDS
    ).exclude(participant__meeting=meeting)
    if meeting.start is not None:
        rows = rows.filter(participant__meeting__start__lt=meeting.start)
    return rows.order_by("-participant__meeting__start", "-at")


def _own_before(seat: Participant, meeting: Meeting) -> Preparation | None:
    return _before(meeting).filter(participant__person=seat.person_id, participant__party=seat.party_id).first()


def _is_open(meeting: Meeting, *, now: dt.datetime) -> bool:
    return rules.is_open(state=meeting.state, start=meeting.start, minutes=meeting.minutes, now=now)


def _words(row: Preparation | None, *, professional: bool) -> dict[str, str]:
    return row.words(professional=professional) if row is not None else {}


# --- The school, and those at the table ------------------------------------------------------------------------------
def readable_meeting(actor: Actor, meeting_id: UUID, *, now: dt.datetime) -> Meeting | None:
    """The meeting, for who may read what was said for it (house rule 4); everybody else: None.

    With a ground at this moment, and of the school that plans it, its organiser, the casusregisseur, or at the table.
    """
    rows = Meeting.objects.select_related("school", "organiser", "case__casusregisseur", "case__school")
    meeting = rows.filter(pk=meeting_id, case__isnull=False, kind__in=rules.KINDS).first()
    if meeting is None or meeting.case is None:
        return None
    at_table = meeting.state != MeetingState.DRAFT and own_seat(actor, meeting) is not None
    leads = actor.person_id in {meeting.organiser_id, meeting.case.casusregisseur_id}
    if not (at_table or leads or is_of_school(actor, meeting)):
        return None
    found = gate.grounds(case=meeting.case, person_ids=[actor.person_id], now=now)[actor.person_id]
    return meeting if gate.admits(found) else None


def may_read(actor: Actor, meeting: Meeting, *, now: dt.datetime) -> bool:
    """Whether the meeting's page shows the way to it."""
    return readable_meeting(actor, meeting.pk, now=now) is not None


def is_of_school(actor: Actor, meeting: Meeting) -> bool:
    """The IB or OC who plans it."""
    return actor.may(Right.MANAGE_MEETINGS, school_id=meeting.school_id)


def own_seat(actor: Actor, meeting: Meeting) -> Participant | None:
    """The seat of somebody with an account. One query."""
    return Participant.objects.filter(meeting=meeting, person_id=actor.person_id, removed_at__isnull=True).first()


def silent_seats(meeting: Meeting, *, now: dt.datetime) -> list[Participant]:
    """Parents and professionals with a ground who said nothing yet. The pupil is asked by the own page (U11)."""
    rows = [row for row in meetings.present(meeting) if row.party is None or row.party.kind != PartyKind.PUPIL]
    for row in rows:
        row.meeting = meeting
    welcome = meetings.admitted(rows, now=now)
    said = _said([row.pk for row in rows])
    return [row for row in rows if row.pk in welcome and not _has_said(said.get(row.pk), row)]


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with what was said."""

    question: Text
    text: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What one participant said."""

    name: str
    role: str
    at: dt.datetime
    answers: tuple[Answer, ...]
    participant_id: UUID
    entered_by: str  # who wrote it down on the telephone; "" for own writing
    read_back: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who said nothing yet."""

    name: str
    role: str
    has_address: bool
    participant_id: UUID
    parent: bool  # can be called: the school writes it down


@dataclass(frozen=True, slots=True)
class Before:
    """What was said for the meeting before this one."""

    meeting: Meeting
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class PreparationPage:
    """All that was said for one meeting, side by side; the pupil's own word first."""

    meeting: Meeting
    title: str
    pupil: PupilWord | None
    family: tuple[Said, ...]
    professionals: tuple[Said, ...]
    gone: tuple[Said, ...]  # who is no longer at the table: for the school only
    before: Before | None  # what was said the time before, for who may read that too
    waiting: tuple[Waiting, ...]
    may_remind: bool
    may_write_down: bool
    may_answer: bool
    own: dict[str, str]


def preparation_page(meeting: Meeting, *, actor: Actor, now: dt.datetime) -> PreparationPage:
    """The page of a meeting from `readable_meeting`. A constant number of queries, whoever many sit at the table."""
    everybody = list(
        Participant.objects.filter(meeting=meeting)
        .select_related("person", "party")
        .order_by("-required", "created_at", "pk")
    )
    for row in everybody:
        row.meeting = meeting
    said = _said([row.pk for row in everybody])
    seats = [row for row in everybody if row.removed_at is None]
    spoke = [row for row in seats if _has_said(said.get(row.pk), row)]
    own = next((row for row in seats if row.person_id == actor.person_id), None)
    of_school, still = is_of_school(actor, meeting), _is_open(meeting, now=now)
    gone = [row for row in everybody if row.removed_at is not None and _has_said(said.get(row.pk), row)]
    ahead = meeting.state == MeetingState.PLANNED and meeting.start is not None and meeting.start > now
    return PreparationPage(
        meeting=meeting,
        title=meeting_rules.title(school=meeting.school.name, reference=meeting.reference),
        pupil=PupilWord.objects.filter(case=meeting.case_id).select_related("entered_by").order_by("at").last(),
        family=tuple(_line(row, said[row.pk]) for row in spoke if row.party_id is not None),
        professionals=tuple(_line(row, said[row.pk]) for row in spoke if row.person_id is not None),
        gone=tuple(_line(row, said[row.pk]) for row in gone) if of_school else (),
        before=_time_before(meeting, actor=actor, now=now),
        waiting=tuple(
            Waiting(
                name=meetings.name_of(row),
                role=meetings.role_of(row),
                has_address=bool(meetings.address_of(row)),
                participant_id=row.pk,
                parent=row.party_id is not None,
            )
            for row in silent_seats(meeting, now=now)
        ),
        may_remind=of_school and ahead,
        may_write_down=of_school and still,
        may_answer=own is not None and still,
        own=_words(said.get(own.pk), professional=True) if own is not None else {},
    )


def _time_before(meeting: Meeting, *, actor: Actor, now: dt.datetime) -> Before | None:
    """Only for who might read it then as well: words for one table are not for the next (house rule 4)."""
    newest = _before(meeting).select_related("participant").first()
    earlier = readable_meeting(actor, newest.participant.meeting_id, now=now) if newest is not None else None
    if earlier is None:
        return None
    seats = Participant.objects.filter(meeting=earlier).select_related("person", "party").order_by("created_at", "pk")
    if not is_of_school(actor, earlier):
        seats = seats.filter(removed_at__isnull=True)
    said = _said([row.pk for row in seats])
    spoke = [row for row in seats if _has_said(said.get(row.pk), row)]
    return Before(
        earlier, tuple(_line(row, said[row.pk]) for row in sorted(spoke, key=lambda row: row.party_id is None))
    )


def family_seat(meeting: Meeting, participant_id: UUID) -> Participant | None:
    """The seat of a parent, whose words the school can write down. One query."""
    return meetings.present(meeting).filter(pk=participant_id, party__kind=PartyKind.GUARDIAN).first()


def words_of(seat: Participant) -> dict[str, str]:
    """What stands there for one seat. One query."""
    row = Preparation.objects.filter(participant=seat).first()
    return _words(row, professional=seat.person_id is not None)


@dataclass(frozen=True, slots=True)
class Thought:
    """The seven answers of one professional who still is at the table, as they were said (R104)."""

    seat: Participant
    preparation: Preparation
    words: dict[str, str]


def thoughts_of(meeting: Meeting) -> list[Thought]:
    """What professionals at this table thought of beforehand, in the order they sit. Two queries; ask `may_read`."""
    seats = [row for row in meetings.present(meeting) if row.person_id is not None]
    said = _said([row.pk for row in seats])
    rows = [(row, said[row.pk]) for row in seats if _has_said(said.get(row.pk), row)]
    return [Thought(seat, row, row.words(professional=True)) for seat, row in rows]


def _said(participant_ids: list[UUID]) -> dict[UUID, Preparation]:
    rows = Preparation.objects.filter(participant__in=participant_ids).select_related("entered_by")
    return {row.participant_id: row for row in rows}


def _has_said(row: Preparation | None, seat: Participant) -> bool:
    return rules.has_prepared(_words(row, professional=seat.person_id is not None))


def _line(seat: Participant, row: Preparation) -> Said:
    words = row.words(professional=seat.person_id is not None)
    return Said(
        name=meetings.name_of(seat),
        role=meetings.role_of(seat),
        at=row.at,
        answers=tuple(
            Answer(QUESTIONS[name], text, rules.listed(text) if name == "points" else ())
            for name, text in words.items()
            if text
        ),
        participant_id=seat.pk,
        entered_by=row.entered_by.name if row.entered_by is not None else "",
        read_back=row.read_back,
    )
