"""A point of a SOT that was begun by mistake goes back on the agenda, unless something was written of it."""

from __future__ import annotations

from planning.followup import selectors as followup
from planning.meetings.models import Meeting
from planning.minutes.models import Record
from planning.minutes.services.errors import AlreadyWritten


def keep_what_is_written(part: Meeting) -> None:
    """Raises AlreadyWritten when words, a goal, a decision, an agreement or who was there would go with it."""
    if _something_in(Record.objects.filter(meeting=part).first()):
        raise AlreadyWritten
    if part.goals.exists() or part.agreements.exists() or followup.evaluation_of(part) is not None:
        raise AlreadyWritten


def _something_in(record: Record | None) -> bool:
    if record is None:
        return False
    if record.fixed_at is not None or record.next_meeting_id is not None:
        return True
    ticked = record.attendance.filter(noted_at__gte=record.begun_at)  # older ones are those of the point before
    return record.notes.filter(text__isnull=False).exists() or ticked.exists() or record.decisions.exists()
