"""Reads of preparations: one's own, and side by side for who may read them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

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
    )


def may_open_page(*, meeting_id: UUID) -> bool:
    """Whether the invitation to this meeting has a way to the preparation. One query."""
    found = Meeting.objects.filter(pk=meeting_id).values_list("kind", "case_id").first()
    return found is not None and rules.asked_for(kind=found[0], about_case=found[1] is not None)


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who said nothing yet."""

    name: str
    role: str
    has_address: bool


@dataclass(frozen=True, slots=True)
class PreparationPage:
    """All that was said for one meeting, side by side; the pupil's own word first."""

    meeting: Meeting
    title: str
    pupil: PupilWord | None
    family: tuple[Said, ...]
    professionals: tuple[Said, ...]
    gone: tuple[Said, ...]  # who is no longer at the table: for the school only
    waiting: tuple[Waiting, ...]
    may_remind: bool
    may_answer: bool
    own: dict[str, str]


def preparation_page(meeting: Meeting, *, actor: Actor, now: dt.datetime) -> PreparationPage:
    """The page of a meeting from `readable_meeting`. Three queries and the gate's, whoever many sit at the table."""
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
        waiting=tuple(
            Waiting(meetings.name_of(row), meetings.role_of(row), bool(meetings.address_of(row)))
            for row in silent_seats(meeting, now=now)
        ),
        may_remind=of_school and ahead,
        may_answer=own is not None and still,
        own=_words(said.get(own.pk), professional=True) if own is not None else {},
    )


def _said(participant_ids: list[UUID]) -> dict[UUID, Preparation]:
    return {row.participant_id: row for row in Preparation.objects.filter(participant__in=participant_ids)}


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
    )
