"""What somebody who is asked sees of a poll: the own answers, never anybody else's (P9, U10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, DateTimeField, FilteredRelation, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce

from notifications.prepared import Prepared
from planning.calendars import selectors as calendars
from planning.meetings import selectors as meetings_of
from planning.meetings.models import Hold, Meeting, Participant
from planning.meetings.selectors import Contact
from planning.polls.models import Closed, KnownTimes, PollAnswer, PollOption, PollState
from planning.polls.rules import IF_NEEDED, YES
from planning.polls.selectors.calendars import Diary, own_diary

CAN = frozenset({YES, IF_NEEDED})


@dataclass(frozen=True, slots=True)
class GuestOption:
    """One date and what this person said of it; `closed` when it can no longer be chosen."""

    id: UUID
    start: dt.datetime
    end: dt.datetime
    choice: str
    closed: bool
    lost: bool = False  # somebody who must be there cannot: it may still be answered
    conflict: str = ""  # the meeting of ours that this professional has then
    busy: bool = False  # the professional's own connected calendar is full then
    others_can: bool = False  # everybody from school and care can


@dataclass(frozen=True, slots=True)
class GuestPoll:
    """The page behind the link of a poll."""

    id: UUID
    participant_id: UUID
    name: str
    language: str
    school: str
    organiser: str
    contact: Contact
    minutes: int
    deadline: dt.datetime
    options: tuple[GuestOption, ...]
    answered: bool
    remark: str
    none_of_these: bool
    call_me: bool
    interpreter: bool
    parts: tuple[str, ...]  # day parts that suit instead
    asks_parts: bool  # a parent or pupil: the usual times are kept for later polls
    urgent: bool
    chosen: tuple[dt.datetime, dt.datetime] | None
    stopped: bool
    calendar_unknown: bool = False  # of a professional: it is connected, and cannot be read now

    @property
    def open(self) -> bool:
        """Whether answering still makes sense."""
        return self.chosen is None and not self.stopped


@dataclass(frozen=True, slots=True)
class GuestSeat:
    """Who is behind a link, as far as an answer has to know."""

    participant_id: UUID
    poll_id: UUID
    language: str


def guest_seat(*, poll_id: UUID, participant_id: UUID, now: dt.datetime) -> GuestSeat | None:
    """Who answers, or None when this person is not asked (any more) or has no ground now (house rule 4).

    One query beside the gate's: an answer needs nothing else of the page it was given on.
    """
    participant = _admitted(poll_id=poll_id, participant_id=participant_id, now=now)
    if participant is None:
        return None
    return GuestSeat(participant_id=participant_id, poll_id=poll_id, language=meetings_of.language_of(participant))


def guest_poll(*, poll_id: UUID, participant_id: UUID, now: dt.datetime) -> GuestPoll | None:
    """The poll as one participant may see it, or None when there is none (any more) for this person.

    Nor without a ground at this moment (house rule 4). Two queries beside the gate's, one for a professional's own
    diary with us, and two where a calendar is connected.
    """
    participant = _admitted(poll_id=poll_id, participant_id=participant_id, now=now)
    if participant is None:
        return None
    rows = _offered(poll_id=poll_id, participant_id=participant_id)
    if not rows:
        return None
    conflicts = own_conflicts(participant, meeting=participant.meeting, options=rows)
    diary = Diary()
    if participant.connected and participant.person_id is not None:
        diary = own_diary(participant.person_id, {row.id: (row.start, row.end) for row in rows}, now=now)
    return poll_for(participant, rows, conflicts=conflicts, diary=diary)


def poll_for(
    participant: Participant, rows: Sequence[Any], *, conflicts: Mapping[UUID, str], diary: Diary
) -> GuestPoll:
    """The page of one participant from what `offered_to` gives, at least one row."""
    first, meeting = rows[0], participant.meeting
    chosen = first.poll__chosen if first.poll__state == PollState.SETTLED else None
    return GuestPoll(
        id=first.poll_id,
        participant_id=participant.pk,
        name=meetings_of.name_of(participant),
        language=meetings_of.language_of(participant),
        school=meeting.school.name,
        organiser=meeting.organiser.name,
        contact=meetings_of.contact_for(meeting),
        minutes=meeting.minutes,
        deadline=first.poll__deadline,
        options=tuple(
            GuestOption(
                id=row.id,
                start=row.start,
                end=row.end,
                choice=row.said__choice or "",
                closed=row.closed_why == Closed.TAKEN,
                lost=row.closed_why == Closed.LOST,
                conflict=conflicts.get(row.id, ""),
                busy=row.id in diary.busy,
                others_can=row.closed_at is None and row.others > 1 and row.can == row.others,
            )
            for row in rows
            if row.closed_why != Closed.LOST or row.said__choice
        ),
        answered=any(row.said__choice for row in rows) or first.note__none_of_these is not None,
        remark=str(first.note__remark or ""),
        none_of_these=bool(first.note__none_of_these),
        call_me=bool(first.note__call_me),
        interpreter=bool(first.note__interpreter),
        parts=_usual(participant, first.note__parts),
        asks_parts=participant.party_id is not None,
        urgent=first.poll__urgent,
        chosen=next(((row.start, row.end) for row in rows if row.id == chosen), None),
        stopped=first.poll__state == PollState.CANCELLED,
        calendar_unknown=diary.unknown,
    )


def who_is_asked(poll_id: UUID, participant_id: UUID) -> QuerySet[Participant, Any]:
    """Who the page is for, with the meeting, and what the gate has to know of its case.

    `connected` is whether a calendar of a professional is connected.
    """
    contact = ("first_name", "last_name", "phone", "email")
    return (
        Participant.objects.filter(pk=participant_id, meeting__polls=poll_id, removed_at__isnull=True)
        .annotate(connected=calendars.connected("person"))
        .select_related(
            *("person", "party__known_times", "meeting__school", "meeting__organiser"), "meeting__case__casusregisseur"
        )
        .only(
            *("meeting", "person", "party", "required", "role"),
            *("person__first_name", "person__last_name", "person__languages", "party__name", "party__language"),
            *("party__case", "party__known_times__parts"),
            *("meeting__kind", "meeting__minutes", "meeting__school__name", "meeting__case__school"),
            *("meeting__case__route", "meeting__case__route_version", "meeting__case__pupil_birth_month"),
            *(f"meeting__organiser__{field}" for field in contact),
            *(f"meeting__case__casusregisseur__{field}" for field in contact),
        )
        .order_by()
    )


def offered_to(poll_id: UUID, participant_id: UUID) -> QuerySet[PollOption, Any]:
    """A row an option with what this person said of it; the poll and this person's note stand in each row.

    `others` and `can`: of the other required professionals, how many there are and how many can come then. Of parents
    nobody is told anything, not even "can" (P9).
    """
    others = Participant.objects.filter(
        meeting__polls=OuterRef("poll"), person__isnull=False, required=True, removed_at__isnull=True
    ).exclude(pk=participant_id)
    can = PollAnswer.objects.filter(
        option=OuterRef("pk"),
        choice__in=sorted(CAN),
        participant__person__isnull=False,
        participant__required=True,
        participant__removed_at__isnull=True,
    ).exclude(participant=participant_id)
    return (
        PollOption.objects.filter(poll=poll_id)
        .annotate(
            said=FilteredRelation("answers", condition=Q(answers__participant=participant_id)),
            note=FilteredRelation("poll__notes", condition=Q(poll__notes__participant=participant_id)),
            others=_number(others, by="meeting"),
            can=_number(can, by="option"),
        )
        .order_by("start")
        .values_list(
            *("id", "poll_id", "start", "end", "closed_at", "closed_why", "said__choice", "others", "can"),
            *("poll__deadline", "poll__state", "poll__urgent", "poll__chosen"),
            *("note__remark", "note__none_of_these", "note__call_me", "note__interpreter", "note__parts"),
            named=True,
        )
    )


def own_conflicts(participant: Participant, *, meeting: Meeting, options: Sequence[Any]) -> dict[UUID, str]:
    """Per option what this professional has already at that time; a parent's diary is nobody's business."""
    if participant.person_id is None or not options:
        return {}
    first, last = min(row.start for row in options), max(row.end for row in options)
    taken = _diary(person_id=participant.person_id, meeting_id=meeting.pk, first=first, last=last)
    return {
        row.id: reference for row in options for start, end, reference in taken if start < row.end and row.start < end
    }


def _admitted(*, poll_id: UUID, participant_id: UUID, now: dt.datetime) -> Any | None:
    participant = next(iter(_asked(poll_id=poll_id, participant_id=participant_id)), None)
    if participant is None or not meetings_of.is_admitted(participant, meeting=participant.meeting, now=now):
        return None
    return participant


def _number(rows: QuerySet[Any], *, by: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(number=Count("pk")).values("number")), 0)


def _usual(participant: Participant, said: Sequence[str] | None) -> tuple[str, ...]:
    """The day parts this person chose here, else those known from an earlier poll."""
    if said:
        return tuple(said)
    known: KnownTimes | None = getattr(participant.party, "known_times", None)
    return tuple(known.parts) if known is not None else ()


_asked = Prepared(who_is_asked, poll_id=UUIDField(), participant_id=UUIDField())
_offered = Prepared(offered_to, poll_id=UUIDField(), participant_id=UUIDField())
_diary: Prepared[tuple[dt.datetime, dt.datetime, str]] = Prepared(
    lambda person_id, meeting_id, first, last: (
        Hold.objects.filter(person=person_id, firm=True, start__lt=last, end__gt=first)
        .exclude(meeting=meeting_id)
        .values_list("start", "end", "meeting__reference")
    ),
    person_id=UUIDField(),
    meeting_id=UUIDField(),
    first=DateTimeField(),
    last=DateTimeField(),
)
