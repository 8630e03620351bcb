"""What a meeting left behind: of each one thing at a time is asked, whether it took place or to finish its record."""

import datetime as dt

from planning.insight.selectors import picture
from planning.insight.selectors.needs import needs_of
from planning.meetings.models import Meeting, MeetingState
from planning.minutes.models import Record
from tests.factories import make_actor
from tests.insight.conftest import NOW, TODAY, on

DAY = dt.timedelta(days=1)


def begin_record(region, meeting, day):
    by = meeting.organiser
    return Record.objects.create(swv=region.swv, meeting=meeting, case=meeting.case, begun_by=by, begun_at=on(day))


def asked(who):
    found = needs_of(make_actor(who, today=TODAY), now=NOW)
    return [(need.kind, need.about) for groups in found.parts.values() for group in groups for need in group.needs]


def test_what_was_written_at_the_table_shows_that_it_took_place(region):
    case = region.case("De Linde", TODAY - 60 * DAY)
    silent, noted = (region.meeting(case, TODAY - days * DAY, state=MeetingState.PLANNED) for days in (5, 4))
    begin_record(region, noted, TODAY - 4 * DAY)
    assert asked(region.ib["De Linde"]) == [("confirm", silent), ("record", noted)]
    facts = {fact.about: fact.kind for fact in picture.facts_of([case], now=NOW)[case.pk]}
    assert facts == {silent.pk: "unconfirmed", noted.pk: "record"}


def test_what_was_written_before_it_is_finished_once_it_is_known_that_it_took_place(region):
    ib = region.ib["De Linde"]
    meeting = region.meeting(region.case("De Linde", TODAY - 60 * DAY), TODAY - 3 * DAY, state=MeetingState.PLANNED)
    begin_record(region, meeting, TODAY - 6 * DAY)
    assert asked(ib) == [("confirm", meeting)]
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.HELD)
    assert asked(ib) == [("record", meeting)]
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CANCELLED)
    assert asked(ib) == []


def test_a_sot_of_which_a_point_was_written_down_is_not_asked_about(region):
    ib, case = region.ib["De Linde"], region.case("De Linde", TODAY - 60 * DAY)
    whole = region.meeting(case, TODAY - 3 * DAY, kind="SOT", state=MeetingState.PLANNED)
    Meeting.objects.filter(pk=whole.pk).update(case=None)
    assert asked(ib) == [("confirm", whole)]
    part = region.meeting(case, TODAY - 3 * DAY, kind="SOT", part_of=whole)
    begin_record(region, part, TODAY - 3 * DAY)
    assert asked(ib) == [("record", part)]
