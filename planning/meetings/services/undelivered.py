"""An invitation, poll or agreement that does not reach a professional: the organiser hears it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from planning.cases import services as cases
from planning.meetings.models import MeetingState, Participant
from planning.meetings.selectors.people import role_of


def ids_in(key: str) -> list[UUID]:
    """The ids in a letter's key, such as `invitation:<participant>:3`."""
    found = (cases.as_id(part) for part in key.split(":"))
    return [each for each in found if each is not None]


@transaction.atomic
def tell_of_letter_to_professional(*, letter_id: UUID, participant_ids: Collection[UUID], now: dt.datetime) -> None:
    """Tell the organiser that a letter to one of these participants is lost; of a cancelled meeting nobody need know.

    A task where the meeting is about a case, and a letter in any case: the year plan's meetings have no page of tasks.
    """
    participant = (
        Participant.objects.select_related("meeting__organiser", "meeting__case")
        .filter(pk__in=participant_ids, person__isnull=False, removed_at__isnull=True)
        .exclude(meeting__state=MeetingState.CANCELLED)
        .first()
    )
    if participant is not None:
        tell_organiser(letter_id=letter_id, seat=participant, now=now)


@transaction.atomic
def tell_organiser(*, letter_id: UUID, seat: Participant, now: dt.datetime) -> None:
    """The same of one seat, with its meeting, case and organiser loaded; one that stands in no table too."""
    meeting = seat.meeting
    if seat.person_id == meeting.organiser_id:
        # Their own mail does not arrive, so a letter about it would not either: the task is on the page of today.
        if meeting.case is not None:
            code, key = cases.LETTER_FAILED, str(letter_id)
            cases.add_task(case=meeting.case, person_id=meeting.organiser_id, code=code, object_key=key, now=now)
        return
    cases.tell_of_letter(meeting.organiser, case=meeting.case, letter_id=letter_id, receiver=role_of(seat), now=now)
