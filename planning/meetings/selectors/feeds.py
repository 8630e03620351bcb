"""What a calendar feed holds, and how it stands: neutral events only, of who has a ground for them (P2, S14)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from integrations.types import CalendarEvent
from notifications.languages import DUTCH
from notifications.links import selectors as links
from notifications.links.purposes import Purpose
from planning.cases.models import Party
from planning.meetings import rules
from planning.meetings.models import Meeting, MeetingState, Participant
from planning.meetings.selectors.people import admitted, language_of
from planning.people.languages import for_letter
from planning.people.models import Person

FEED_PAST = dt.timedelta(days=90)
SERIES = 2  # from so many meetings to come on it is worth a subscription


@dataclass(frozen=True, slots=True)
class FeedState:
    """How somebody's feed stands: `addresses` that live, `last_at` when one was fetched (to a quarter of an hour)."""

    addresses: int
    made_at: dt.datetime | None
    expires_at: dt.datetime | None
    last_at: dt.datetime | None

    @property
    def on(self) -> bool:
        """Whether any address works."""
        return self.addresses > 0


@dataclass(frozen=True, slots=True)
class FeedReader:
    """Who reads a feed: in which languages, best first."""

    languages: tuple[str, ...]
    account: bool


def feed_events(*, person_id: UUID, now: dt.datetime) -> list[CalendarEvent]:
    """All planned meetings of one person from three months back, as calendars may know them: nine queries.

    `person_id` is a professional's, or a parent's or pupil's at a case. Meetings about a case only as long as this
    person has a ground for it.
    """
    rows = _seats(person_id, since=now - FEED_PAST).select_related("meeting__school", "meeting__case", "party")
    welcome = admitted(rows, now=now)
    return [
        event_at(row.meeting, sequence=row.meeting.sequence + row.sequence_ahead) for row in rows if row.pk in welcome
    ]


def feed_state(*, person_id: UUID, object_key: str = "agenda", now: dt.datetime) -> FeedState:
    """How the feed of a person stands; never its address. One query."""
    rows = links.links_to(purpose=Purpose.FEED, person_key=str(person_id), object_key=object_key, now=now)
    used = [row.use.last_at for row in rows if hasattr(row, "use")]
    return FeedState(
        addresses=len(rows),
        made_at=rows[0].created_at if rows else None,
        expires_at=rows[0].expires_at if rows else None,
        last_at=max(used, default=None),
    )


def feed_reader(person_id: UUID) -> FeedReader:
    """In which languages the owner of a feed reads, and whether they can make a new address with an account."""
    person = Person.objects.filter(pk=person_id).first()
    party = Party.objects.filter(pk=person_id).first() if person is None else None
    if person is None and party is None:  # a room's
        return FeedReader(languages=(DUTCH,), account=False)
    languages = for_letter(language_of(Participant(person=person, party=party)))
    return FeedReader(languages=languages, account=person is not None and person.user_id is not None)


def has_series(*, person_id: UUID, now: dt.datetime) -> bool:
    """Whether this person has several meetings to come, so that a subscription is of use. One query."""
    return _seats(person_id, since=now)[:SERIES].count() >= SERIES


def owner_behind(participant_id: UUID) -> Person | Party | None:
    """Whose feed a guest's link may ask for: the professional or the parent or pupil at that seat, and nobody else."""
    seat = (
        Participant.objects.filter(pk=participant_id, removed_at__isnull=True).select_related("person", "party").first()
    )
    return None if seat is None else seat.person or seat.party


def _seats(person_id: UUID, *, since: dt.datetime) -> QuerySet[Participant]:
    return Participant.objects.filter(
        Q(person_id=person_id) | Q(party_id=person_id),
        removed_at__isnull=True,
        meeting__part_of__isnull=True,
        meeting__state__in=[MeetingState.PLANNED, MeetingState.HELD],
        meeting__start__gt=since,
    )


def event_at(meeting: Meeting, *, sequence: int) -> CalendarEvent:
    """A meeting with a date as calendars may know it (P2)."""
    start = meeting.start
    if start is None:
        msg = "a meeting without a date is no event"
        raise ValueError(msg)
    return CalendarEvent(
        uid=meeting.uid,
        sequence=sequence,
        start=start,
        end=rules.end_of(start, meeting.minutes),
        summary=rules.title(school=meeting.school.name, reference=meeting.reference),
        location=meeting.place,
        conference=meeting.video,
        modified=meeting.revised_at,
    )
