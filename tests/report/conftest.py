"""The table of the meetings, with a HIA that was recorded: attendance, words, a goal, an agreement, an evaluation."""

from __future__ import annotations

import pytest

from planning.followup import services as followup
from planning.meetings.models import MeetingKind
from planning.minutes import services as record
from planning.minutes.models import Topic
from planning.report import services
from tests.meetings.conftest import clock, laid, table
from tests.meetings.table import NOW, at, seat_of
from tests.minutes.conftest import meeting

__all__ = ["clock", "laid", "meeting", "table"]


@pytest.fixture
def recorded(table, meeting):
    """A HIA of which everything was written down."""
    write(table, meeting)
    return meeting


@pytest.fixture
def sot(table):
    """A SOT about the case, without consent for it: the pupil is anonymous (R55)."""
    from planning.meetings import services as meetings

    found = table.meeting(table.ib, table.gw, table.jp, table.lpa, kind=MeetingKind.SOT)
    meetings.fix_date(meeting=found, start=at(17), by=table.actor.by, now=NOW)
    found.refresh_from_db()
    return found


def write(table, meeting, *, what="Een dagplanning maken."):
    there = {seat_of(meeting, who).pk: who != table.jp for who in (table.ib, table.gw, table.jp, table.mother)}
    record.note_attendance(actor=table.actor, meeting=meeting, there=there, now=NOW)
    for topic, text in ((Topic.PICTURE, "rust en korte taken helpen"), (Topic.PARENTS, "Minder strijd thuis.")):
        record.save_note(actor=table.actor, meeting=meeting, topic=topic, base=0, text=text, now=NOW)
    record.add_goal(actor=table.actor, meeting=meeting, what="leest in mei weer mee met de groep", now=NOW)
    followup.record_agreement(
        actor=table.actor,
        meeting=meeting,
        owner=seat_of(meeting, table.ib),
        what=what,
        due=at(24).date(),
        now=NOW,
    )
    followup.plan_evaluation(
        actor=table.actor, meeting=meeting, on=at(15, month=12).date(), method="met de ouders", now=NOW
    )


def fixed(table, meeting):
    """Composed and fixed: version 1."""
    report = services.compose(actor=table.actor, meeting=meeting, now=NOW)
    return services.fix(actor=table.actor, meeting=meeting, revision=report.revision, now=NOW)
