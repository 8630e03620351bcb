"""The plan follows its meetings: what was moved or called off at the meeting itself stands so in the year too (R3).

Who was at the table agreed on the other time, by the page of the meeting, a reply or an own calendar: neither side is
asked again, as it is after a change in the plan.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.letters import when
from planning.meetings.models import Meeting, MeetingState
from planning.people import audit
from planning.people.audit import By
from planning.yearplan.models import PlannedMeeting


@transaction.atomic
def follow_meeting(*, meeting: Meeting, by: By, now: dt.datetime) -> None:
    """Give the date in the plan the start of its meeting; one that is off is a date still to choose, and says why.

    A row that the plan itself is moving now is passed over: the plan holds it, and moves the meeting along.
    """
    rows = PlannedMeeting.objects.select_for_update(of=("self",), skip_locked=True).filter(meeting=meeting)
    for row in rows:
        off = meeting.state == MeetingState.CANCELLED
        if row.start == meeting.start and not off:
            continue
        row.start, row.pinned, row.reasons = meeting.start, True, []
        if off and meeting.start is not None:
            row.start, row.pinned, row.meeting = None, False, None
            row.reasons = [_("Het overleg van %(day)s gaat niet door.") % {"day": _day_of(meeting.start)}]
        row.save(update_fields=["start", "pinned", "reasons", "meeting"])
        audit.record(swv_id=row.swv_id, by=by, action="planned.follow", on=row, now=now, number=row.number)


def _day_of(start: dt.datetime) -> str:
    return when.day(timezone.localdate(start))
