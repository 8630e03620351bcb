"""Meetings in a real calendar: held softly, turned into the meeting, moved, gone; and one route per person."""

from __future__ import annotations

import datetime as dt

import pytest

from planning.calendars import selectors, services
from planning.calendars.models import AccountState, CalendarAccount, CalendarChange, Wish
from planning.meetings import services as meetings
from planning.meetings.models import InvitedBy, Meeting
from planning.meetings.services import calendars as meeting_calendars
from planning.polls import services as polls
from planning.polls.models import PollOption
from tests.calendars.diary import LATER, connected, diary, times
from tests.factories import make_actor
from tests.integrations.radicale import of_the_server
from tests.meetings.table import NOW, at, letters, seat_of

pytestmark = pytest.mark.django_db
STARTS = [at(24), at(26), at(26, 14)]


def ask(table, starts=STARTS):
    meeting = table.meeting(table.ib, table.gw, table.jp)
    return polls.open_poll(
        actor=table.actor, meeting=meeting, options=starts, deadline=at(20), settles_itself=False, now=NOW
    )


def as_gw(table):
    return make_actor(table.gw, today=NOW.date())


def settle(table, poll, start, now=NOW):
    option = PollOption.objects.get(poll=poll, start=start)
    return polls.settle(poll_id=poll.pk, option_id=option.pk, by=table.actor.by, now=now)


def test_options_are_held_softly_in_the_connected_calendar_only(connected_gw, server):
    ask(connected_gw)
    services.sweep(now=NOW)
    found = diary(server)
    assert times(found) == [(start, True) for start in STARTS]
    assert {entry.title[:17] for entry in found} == {"Onder voorbehoud:"}
    assert CalendarChange.objects.count() == 3


def test_the_option_that_wins_becomes_the_meeting_and_the_others_go(connected_gw, server):
    poll = ask(connected_gw)
    services.sweep(now=NOW)
    was = CalendarChange.objects.get(start=STARTS[1])
    settle(connected_gw, poll, STARTS[1])
    services.sweep(now=NOW)
    assert times(diary(server)) == [(STARTS[1], False)]
    is_now = CalendarChange.objects.exclude(wish=Wish.GONE).get()
    assert (is_now.pk, is_now.uid, is_now.ref) == (was.pk, was.uid, was.ref)


def test_a_poll_that_stops_leaves_nothing(connected_gw, server):
    poll = ask(connected_gw)
    services.sweep(now=NOW)
    polls.cancel_poll(actor=connected_gw.actor, poll_id=poll.pk, now=NOW)
    services.sweep(now=NOW)
    assert diary(server) == []


def test_a_hold_that_was_never_written_needs_no_server_to_go(connected_gw, server):
    poll = ask(connected_gw)
    polls.cancel_poll(actor=connected_gw.actor, poll_id=poll.pk, now=NOW)
    server.seen.clear()
    services.sweep(now=NOW)
    assert server.seen == []


def test_a_moved_meeting_stands_at_its_new_time_only(connected_gw, server):
    meeting = settle(connected_gw, ask(connected_gw), STARTS[0])
    services.sweep(now=NOW)
    meetings.move_meeting(actor=connected_gw.actor, meeting=meeting, start=at(27), now=NOW)
    services.sweep(now=NOW)
    assert times(diary(server)) == [(at(27), False)]


def test_a_cancelled_meeting_is_gone(connected_gw, server):
    meeting = settle(connected_gw, ask(connected_gw), STARTS[0])
    services.sweep(now=NOW)
    meetings.cancel_meeting(actor=connected_gw.actor, meeting=meeting, now=NOW)
    services.sweep(now=NOW)
    assert diary(server) == []


def test_who_is_taken_off_the_list_keeps_nothing(connected_gw, server):
    meeting = settle(connected_gw, ask(connected_gw), STARTS[0])
    services.sweep(now=NOW)
    meetings.remove_participant(actor=connected_gw.actor, participant=seat_of(meeting, connected_gw.gw), now=NOW)
    services.sweep(now=NOW)
    assert diary(server) == []


def test_one_route_per_person(connected_gw):
    meeting = settle(connected_gw, ask(connected_gw), STARTS[0])
    with_part = {row.address: body.calendar is not None for row, body in letters("invitation")}
    assert with_part.pop(connected_gw.gw.email) is False
    assert set(with_part.values()) == {True}
    meetings.move_meeting(actor=connected_gw.actor, meeting=meeting, start=at(27), now=NOW)
    meetings.cancel_meeting(actor=connected_gw.actor, meeting=meeting, now=NOW)
    for template in ("invitation_update", "invitation_cancel"):
        found = {row.address: body.calendar is not None for row, body in letters(template)}
        assert found.pop(connected_gw.gw.email) is False
        assert set(found.values()) == {True}


def test_who_was_invited_by_mail_stays_with_the_mail(table, server, settings):
    settings.CALENDAR_INSIDE = [server.url]
    meeting = settle(table, ask(table), STARTS[0])
    connected(table.gw, server)
    meeting_calendars.mend(now=NOW)
    meetings.move_meeting(actor=table.actor, meeting=meeting, start=at(27), now=NOW)
    services.sweep(now=NOW)
    assert diary(server) == []
    assert seat_of(meeting, table.gw).invited_by == InvitedBy.MAIL
    moved = {row.address: body.calendar is not None for row, body in letters("invitation_update")}
    assert moved[table.gw.email] is True


def test_a_calendar_that_does_not_work_is_not_relied_on_for_a_new_meeting(connected_gw):
    CalendarAccount.objects.update(state=AccountState.BROKEN)
    meeting = settle(connected_gw, ask(connected_gw), STARTS[0])
    assert seat_of(meeting, connected_gw.gw).invited_by == InvitedBy.MAIL


def test_who_connects_later_gets_the_options_that_are_open(table, server, settings):
    settings.CALENDAR_INSIDE = [server.url]
    ask(table)
    connected(table.gw, server)
    assert meeting_calendars.mend(now=NOW) == 1
    assert meeting_calendars.mend(now=NOW) == 0
    services.sweep(now=NOW)
    assert times(diary(server)) == [(start, True) for start in STARTS]


def test_an_option_whose_time_has_passed_is_let_go_of(connected_gw, server):
    ask(connected_gw)
    services.sweep(now=NOW)
    passed = at(25)
    meeting_calendars.mend(now=passed)
    services.sweep(now=passed)
    assert times(diary(server)) == [(start, True) for start in STARTS[1:]]


def test_what_is_erased_goes_from_the_calendar_too_also_long_afterwards(connected_gw, server):
    meeting = settle(connected_gw, ask(connected_gw), STARTS[0])
    services.sweep(now=NOW)
    Meeting.objects.filter(pk=meeting.pk).delete()
    later = NOW + dt.timedelta(days=300)
    assert meeting_calendars.mend(now=later) == 1
    services.sweep(now=later)
    assert diary(server) == []


def test_what_was_long_ago_is_its_owners_own(connected_gw, server):
    settle(connected_gw, ask(connected_gw), STARTS[0])
    services.sweep(now=NOW)
    later = NOW + dt.timedelta(days=500)
    meeting_calendars.mend(now=later)
    services.sweep(now=later)
    assert times(diary(server)) == [(STARTS[0], False)]
    assert not CalendarChange.objects.exists()


def test_what_its_owner_changed_or_removed_is_put_right_with_the_next_change(connected_gw, server):
    meeting = settle(connected_gw, ask(connected_gw), STARTS[0])
    services.sweep(now=NOW)
    path = CalendarChange.objects.get(wish=Wish.MEETING).ref.removeprefix(server.url)
    assert server.as_owner("DELETE", path).status_code == 200
    meetings.move_meeting(actor=connected_gw.actor, meeting=meeting, start=at(27), now=NOW)
    services.sweep(now=NOW)
    assert times(diary(server)) == [(at(27), False)]


def test_a_server_that_is_away_is_left_alone_and_asked_again(connected_gw, server):
    ask(connected_gw)
    server.door = of_the_server("503 Later", Retry_After="600")
    services.sweep(now=NOW)
    account = CalendarAccount.objects.get()
    assert (account.trouble, account.state) == ("busy", AccountState.CONNECTED)
    assert account.open_until >= NOW + dt.timedelta(minutes=10)
    server.seen.clear()
    services.sweep(now=NOW)
    assert server.seen == []
    server.door = lambda environ: None
    services.sweep(now=NOW + LATER)
    assert times(diary(server)) == [(start, True) for start in STARTS]
    account.refresh_from_db()
    assert (account.trouble, account.failures, account.open_until) == ("", 0, None)


def test_a_password_that_stopped_working_is_said_and_heals(connected_gw, server):
    ask(connected_gw)
    CalendarAccount.objects.update(password="fout")
    broken = CalendarAccount.objects.get()
    broken.password = "fout"
    broken.save()
    services.sweep(now=NOW)
    broken.refresh_from_db()
    assert (broken.state, broken.trouble) == (AccountState.BROKEN, "refused")
    connected(connected_gw.gw, server)
    services.sweep(now=NOW + LATER)
    assert len(diary(server)) == 3


def test_disconnecting_removes_what_we_wrote_and_forgets_the_credentials(connected_gw, server):
    ask(connected_gw)
    settle(connected_gw, ask(connected_gw, [at(25)]), at(25))
    services.sweep(now=NOW)
    assert len(diary(server)) == 4
    account = CalendarAccount.objects.get()
    actor = as_gw(connected_gw)
    assert services.disconnect(actor=actor, account_id=account.pk, now=NOW) == 4
    assert selectors.written_into() == frozenset()
    services.sweep(now=NOW)
    assert diary(server) == []
    assert not CalendarAccount.objects.exists()
    assert not CalendarChange.objects.exists()


def test_disconnecting_from_a_server_that_is_away_waits_a_week_and_no_longer(connected_gw, server):
    ask(connected_gw)
    services.sweep(now=NOW)
    server.door = of_the_server("502 Bad Gateway")
    services.disconnect(actor=as_gw(connected_gw), account_id=CalendarAccount.objects.get().pk, now=NOW)
    services.sweep(now=NOW)
    assert CalendarAccount.objects.get().state == AccountState.LEAVING
    services.sweep(now=NOW + dt.timedelta(days=8))
    assert not CalendarAccount.objects.exists()


def test_another_calendar_of_the_same_account_gets_what_stood_in_the_first(connected_gw, server):
    ask(connected_gw)
    services.sweep(now=NOW)
    server.as_owner("MKCALENDAR", "/gw/ander/")
    account = CalendarAccount.objects.get()
    among = services.calendars_of(account, now=NOW)
    other = next(one for one in among if one.id.endswith("/ander/"))
    services.choose(
        actor=as_gw(connected_gw),
        account_id=account.pk,
        calendar=other.id,
        among=among,
        now=NOW,
    )
    services.sweep(now=NOW)
    assert diary(server) == []
    assert server.as_owner("PROPFIND", "/gw/ander/").text.count(".ics</href>") == 3
