"""Every calendar object that we make, read back by icalendar and by vobject: the same instants and the same words.

The year round, over both clock changes; and the one VTIMEZONE that we ship, at every school day of the year.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from integrations.feeds.build import calendar_file
from integrations.imip.build import cancellation, invitation
from integrations.imip.timezone import europe_amsterdam
from integrations.types import CalendarEvent, Mailbox

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
ORGANISER, PARENT = Mailbox("De Linde", "planning@tafel.example"), Mailbox("Samira", "samira@ouders.example")
FIRST = dt.date(2026, 8, 1)
DAYS = [FIRST + dt.timedelta(days=number) for number in range(365)]
WORDS = st.text(max_size=80)
STARTS = st.builds(
    lambda day, hour, minute: dt.datetime.combine(day, dt.time(hour, minute), AMSTERDAM),
    st.sampled_from(DAYS),
    st.integers(7, 20),
    st.sampled_from([0, 5, 15, 30, 45, 59]),
)


def event_at(number: int, start: dt.datetime, *, summary: str = "Overleg", place: str = "") -> CalendarEvent:
    return CalendarEvent(
        uid=f"{number}@tafel.example", sequence=1, start=start, end=start + dt.timedelta(minutes=75), summary=summary,
        location=place,
    )  # fmt: skip


def agree(ics: bytes, *events: CalendarEvent) -> None:
    """Both parsers read these events, and the same."""
    ours = sorted(Calendar.from_ical(ics).events, key=lambda one: str(one["UID"]))
    theirs = sorted(vobject.readOne(ics.decode()).vevent_list, key=lambda one: one.uid.value)
    wanted = sorted(events, key=lambda one: one.uid)
    assert [(str(one["UID"]), one.start, one.end) for one in ours] == [(e.uid, e.start, e.end) for e in wanted]
    assert [(o.uid.value, o.dtstart.value, o.dtend.value) for o in theirs] == [(e.uid, e.start, e.end) for e in wanted]
    assert [str(one["SUMMARY"]) for one in ours] == [one.summary.value for one in theirs]
    places = [one.contents["location"][0].value if "location" in one.contents else "" for one in theirs]
    assert [str(one.get("LOCATION", "")) for one in ours] == places


@given(start=STARTS, summary=WORDS, place=WORDS)
def test_a_letter_of_each_kind(start, summary, place):
    event = event_at(1, start, summary=summary, place=place)
    agree(invitation(event, organiser=ORGANISER, attendee=PARENT, now=NOW), event)
    agree(cancellation(event, organiser=ORGANISER, attendee=PARENT, now=NOW), event)


@given(starts=st.lists(STARTS, min_size=1, max_size=12), summary=WORDS, name=WORDS)
def test_a_year_in_one_file(starts, summary, name):
    events = [event_at(number, start, summary=summary) for number, start in enumerate(starts)]
    agree(calendar_file(events, name=name, now=NOW), *events)
    agree(calendar_file(events, name=name, now=NOW, refresh=dt.timedelta(hours=4)), *events)


def test_nine_o_clock_on_every_day_of_a_school_year():
    events = [event_at(n, dt.datetime.combine(day, dt.time(9), AMSTERDAM)) for n, day in enumerate(DAYS)]
    ics = calendar_file(events, name="Het hele jaar", now=NOW)
    agree(ics, *events)
    local = [one.dtstart.value.astimezone(AMSTERDAM).hour for one in vobject.readOne(ics.decode()).vevent_list]
    assert local == [9] * 365


@pytest.mark.parametrize("reader", ["icalendar", "vobject"])
def test_the_time_zone_that_we_ship_is_right_on_every_day(reader):
    text = europe_amsterdam().to_ical().decode()
    if reader == "icalendar":
        zone = europe_amsterdam().to_tz(lookup_tzid=False)
    else:
        zone = vobject.readOne(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{text}END:VCALENDAR\r\n").vtimezone.gettzinfo()
    for day in DAYS:
        for hour in (0, 7, 9, 17, 23):
            wall = dt.datetime.combine(day, dt.time(hour))
            assert wall.replace(tzinfo=zone).utcoffset() == wall.replace(tzinfo=AMSTERDAM).utcoffset(), wall
