"""The desk of the demo's IB: what she has seen to already, what is left, and since when it waits.

The story is told in one go, so that everything would lie there since today, what was dealt with long ago too.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from planning.cases import services as cases
from planning.cases.models import CaseState, Task
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingKind, MeetingState, PartStat, Via
from planning.minutes import services as minutes
from planning.minutes.models import Record
from scheduler.demo.cases import DAY, Story, free_start

# She called the parent who said no, answered the zienswijze with a new version, read the mail, and saw who went off the
# list; what that means for the meeting is still to be decided.
SEEN_TO = ("consent_no", "report_standpoint", "mail_to_look_at", "participant_removed", "quorum_lost")
# Since how many days the others wait, as the story tells it.
WAITS = {
    "consent_withdrawn": 3,
    "mail_other_time": 2,
    "evaluation_poll": 2,
    "poll_call_me": 1,
    "regie_offered": 1,
    "dossier_upload": 1,
    "dossier_opp_assent": 20,
}


def tidy(*, now: dt.datetime) -> int:
    """Put it in order; gives how many tasks are left for her."""
    story = Story(now=now)
    _meet_again(story)
    _finish_records(story)
    _some_come(story)
    over = Meeting.objects.filter(
        school=story.school, state=MeetingState.PLANNED, case__isnull=True, start__lt=now - DAY
    )
    for meeting in over:
        meetings.mark_held(actor=story.actor, meeting=meeting, now=now - DAY)
    mine = Task.objects.filter(person=story.ib, done_at__isnull=True)
    for task in mine.filter(code__in=SEEN_TO).select_related("case"):
        cases.finish_task(actor=story.actor, task=task, now=now - DAY)
    for code, days in WAITS.items():
        Task.objects.filter(code=code, done_at__isnull=True).update(created_at=now - days * DAY)
    return mine.count()


def _meet_again(story: Story) -> None:
    """One HIA agreed to meet again after four weeks; that was last week, and nobody has said whether it took place."""
    first = _records(story).filter(case__step=5).order_by("meeting__start").last()
    if first is None or first.meeting.start is None:
        return
    start = free_start(after=story.now - 4 * DAY, meeting=first.meeting)
    minutes.plan_next(
        actor=story.actor, meeting=first.meeting, kind=MeetingKind.HIA, start=start, now=first.meeting.start
    )


def _finish_records(story: Story) -> None:
    """Those of the HIAs of weeks ago; that of the SOT of last week is still on her list."""
    for record in _records(story):
        minutes.fix_record(actor=story.actor, meeting=record.meeting, now=record.begun_at + DAY)


def _some_come(story: Story) -> None:
    """Of who was invited to what is ahead, every second person said yes."""
    ahead = Meeting.objects.filter(school=story.school, state=MeetingState.PLANNED, case__isnull=False)
    for meeting in ahead.filter(start__gt=story.now):
        for seat in list(meeting.participants.filter(removed_at__isnull=True).order_by("created_at"))[::2]:
            meetings.record_reply(
                participant=seat,
                partstat=PartStat.ACCEPTED,
                via=Via.LINK,
                sequence=meeting.sequence + seat.sequence_ahead,
                now=story.now - DAY,
            )


def _records(story: Story) -> QuerySet[Record]:
    rows = Record.objects.filter(case__school=story.school, case__state=CaseState.OPEN, fixed_at__isnull=True)
    return rows.filter(meeting__kind=MeetingKind.HIA).select_related("meeting__case", "meeting__school")
