"""Our meeting, moved or removed in somebody's own calendar: noticed, asked, answered, and never in a circle."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from integrations.calendars.seam import own_uid
from planning.calendars import rules, services
from planning.calendars.models import AccountState, Answer, CalendarAccount, CalendarChange, Did, OwnerChange, Wish
from planning.cases.models import Task
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, PartStat, Reply
from planning.meetings.services import calendars as meeting_calendars
from planning.people.models import User
from tests.calendars.diary import LATER, diary, times
from tests.calendars.test_writing import STARTS, ask, settle
from tests.integrations.radicale import ics, of_the_server
from tests.meetings.table import NOW, at, letters, seat_of
from tests.words import words

pytestmark = pytest.mark.django_db
SOON = NOW + LATER
ELSEWHERE = ("DTSTART:20261126T130000Z", "DTEND:20261126T140000Z")  # 14:00 in Amsterdam


@pytest.fixture
def meeting(connected_gw, server):
    """A meeting that stands in the GW's calendar, and was looked at once."""
    found = settle(connected_gw, ask(connected_gw), STARTS[0])
    services.sweep(now=NOW)
    assert services.notice(now=NOW) == 0
    return found


def row():
    return CalendarChange.objects.get(wish=Wish.MEETING)


def path(server):
    return row().ref.removeprefix(server.url)


def moves(server, *lines):
    assert server.as_owner("PUT", path(server), ics(*(lines or ELSEWHERE), uid=own_uid(row().uid))).status_code in {
        201,
        204,
    }


def removes(server):
    assert server.as_owner("DELETE", path(server)).status_code == 200


def question():
    return OwnerChange.objects.get(answer=Answer.OPEN)


def open_tasks():
    return list(Task.objects.filter(code=meeting_calendars.TASK, done_at__isnull=True))


def answer(table, meeting, choice, now=SOON):
    meetings.answer_owner(actor=table.actor, meeting=meeting, question_id=question().pk, choice=choice, now=now)


def test_what_we_write_ourselves_is_no_question(meeting, connected_gw, server):
    meetings.move_meeting(actor=connected_gw.actor, meeting=meeting, start=at(27), now=NOW)
    services.sweep(now=NOW)
    assert services.notice(now=SOON) == 0
    assert not OwnerChange.objects.exists()


def test_a_move_in_the_own_calendar_is_asked_and_changes_nothing(meeting, connected_gw, server):
    moves(server)
    assert services.notice(now=SOON) == 1
    assert (question().did, question().start) == (Did.MOVED, at(26, 14))
    meeting.refresh_from_db()
    assert meeting.start == STARTS[0]
    (task,) = open_tasks()
    assert (task.person, task.object_key) == (meeting.organiser, str(meeting.pk))
    server.seen.clear()
    services.sweep(now=SOON)
    assert server.seen == []  # nothing is put back by itself
    assert services.notice(now=SOON + LATER) == 0
    assert len(open_tasks()) == 1


def test_removing_it_is_asked_and_so_is_marking_it_as_off(meeting, server):
    removes(server)
    assert services.notice(now=SOON) == 1
    assert (question().did, question().start) == (Did.REMOVED, None)


def test_an_alarm_or_a_colour_is_its_owners_own(meeting, server):
    start, end = (moment.astimezone(dt.UTC) for moment in (meeting.start, meeting.end))
    moves(server, f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}", "SUMMARY:Zo heet het bij mij")
    assert services.notice(now=SOON) == 0
    assert not OwnerChange.objects.exists()
    # And its new tag is known, so that our next move is no surprise.
    tag = row().etag
    assert tag
    assert services.notice(now=SOON + LATER) == 0


def test_who_puts_it_back_by_hand_is_asked_nothing_more(meeting, server):
    moves(server)
    services.notice(now=SOON)
    start, end = (moment.astimezone(dt.UTC) for moment in (meeting.start, meeting.end))
    moves(server, f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}")
    assert services.notice(now=SOON + LATER) == 0
    assert OwnerChange.objects.get().answer == Answer.OVER
    meeting_calendars.mend(now=SOON + LATER)
    assert open_tasks() == []


def test_leave_standing_puts_it_back_once_and_never_in_a_circle(meeting, connected_gw, server):
    removes(server)
    services.notice(now=SOON)
    answer(connected_gw, meeting, meetings.Choice.BACK)
    assert open_tasks() == []
    services.sweep(now=SOON)
    assert times(diary(server)) == [(STARTS[0], False)]
    assert services.notice(now=SOON + LATER) == 0
    # Removed again: asked once more, without the offer to put it back.
    removes(server)
    assert services.notice(now=SOON + 2 * LATER) == 1
    assert question().again
    with pytest.raises(services.NotAgain):
        answer(connected_gw, meeting, meetings.Choice.BACK)
    answer(connected_gw, meeting, meetings.Choice.LEAVE)
    for hours in range(3, 30):
        now = SOON + hours * LATER
        assert services.notice(now=now) == 0
        services.sweep(now=now)
        meeting_calendars.mend(now=now)
    assert diary(server) == []


def test_a_calendar_that_keeps_undoing_is_not_asked_about_for_ever(meeting, connected_gw, server):
    """Some other program that moves it each time: after so many questions there are no more."""
    asked = 0
    for number in range(8):
        now = SOON + number * LATER
        moves(server, f"DTSTART:2026112{number % 2 + 6}T13{number:02}00Z", "DURATION:PT1H")
        asked += services.notice(now=now)
        if OwnerChange.objects.filter(answer=Answer.OPEN).exists():
            answer(connected_gw, meeting, meetings.Choice.BACK if number == 0 else meetings.Choice.LEAVE, now=now)
            services.sweep(now=now)
    assert asked == rules.ASK_AT_MOST


def test_moving_the_meeting_there_tells_everybody(meeting, connected_gw, server):
    moves(server)
    services.notice(now=SOON)
    answer(connected_gw, meeting, meetings.Choice.MOVE)
    meeting.refresh_from_db()
    assert meeting.start == at(26, 14)
    assert {body.address for body, _part in letters("invitation_update")} >= {connected_gw.jp.email}
    services.sweep(now=SOON)
    assert times(diary(server)) == [(at(26, 14), False)]
    assert services.notice(now=SOON + LATER) == 0
    assert open_tasks() == []


def test_who_cannot_is_noted_as_an_answer(meeting, connected_gw, server):
    removes(server)
    services.notice(now=SOON)
    answer(connected_gw, meeting, meetings.Choice.DECLINE)
    assert Reply.objects.get().partstat == PartStat.DECLINED
    assert Reply.objects.get().participant == seat_of(meeting, connected_gw.gw)
    services.sweep(now=SOON + LATER)
    assert diary(server) == []


def test_a_meeting_that_moves_or_is_off_needs_no_answer(meeting, connected_gw, server):
    moves(server)
    services.notice(now=SOON)
    meetings.move_meeting(actor=connected_gw.actor, meeting=meeting, start=at(27), now=SOON)
    assert OwnerChange.objects.get().answer == Answer.OVER
    meeting_calendars.mend(now=SOON)
    assert open_tasks() == []
    services.sweep(now=SOON)
    assert times(diary(server)) == [(at(27), False)]


def test_answering_twice_is_refused_and_so_is_moving_nowhere(meeting, connected_gw, server):
    removes(server)
    services.notice(now=SOON)
    asked = question().pk
    with pytest.raises(meetings.NothingToMove):
        answer(connected_gw, meeting, meetings.Choice.MOVE)
    assert question().pk == asked  # nothing was kept of it
    answer(connected_gw, meeting, meetings.Choice.LEAVE)
    with pytest.raises(services.AnsweredAlready):
        meetings.answer_owner(
            actor=connected_gw.actor, meeting=meeting, question_id=asked, choice=meetings.Choice.BACK, now=SOON
        )


def test_a_server_in_trouble_asks_nobody_anything(meeting, server):
    server.door = of_the_server("502 Bad Gateway")
    assert services.notice(now=SOON) == 0
    account = CalendarAccount.objects.get()
    assert (account.trouble, account.open_until is not None) == ("unreachable", True)
    server.door = lambda environ: None
    server.seen.clear()
    assert services.notice(now=SOON) == 0
    assert server.seen == []  # the circuit is open


def test_a_calendar_that_was_thrown_away_is_trouble_and_no_question(meeting, server):
    assert server.as_owner("DELETE", "/gw/werk/").status_code == 200
    assert services.notice(now=SOON) == 0
    assert CalendarAccount.objects.get().state == AccountState.BROKEN
    assert not OwnerChange.objects.exists()


def test_nobody_is_asked_too_often_and_two_beats_ask_once(meeting, server):
    services.notice(now=SOON)
    server.seen.clear()
    assert services.notice(now=SOON + dt.timedelta(minutes=5)) == 0
    assert server.seen == []


def test_what_is_written_while_we_ask_is_looked_at_again(meeting, connected_gw, server, monkeypatch):
    """Our own move arrives between the server's answer and our note of it: no question, and the token stays."""
    moves(server)
    before = CalendarAccount.objects.get().look_token
    keep = services.noticing._keep

    def late(*args, **kwargs):
        meetings.move_meeting(actor=connected_gw.actor, meeting=meeting, start=at(27), now=SOON)
        services.sweep(now=SOON)
        return keep(*args, **kwargs)

    monkeypatch.setattr(services.noticing, "_keep", late)
    assert services.notice(now=SOON) == 0
    assert CalendarAccount.objects.get().look_token == before
    assert not OwnerChange.objects.exists()


# --- On screen --------------------------------------------------------------------------------------------------------


@pytest.fixture
def ib(connected_gw):
    """The organiser's browser."""
    connected_gw.ib.user = connected_gw.ib.user or User.objects.create_user(connected_gw.ib.email, "een-lang-woord-12")
    connected_gw.ib.save()
    client = Client()
    client.force_login(connected_gw.ib.user)
    return client


def text(response):
    return words(response.content.decode())


def test_the_pages_say_who_moved_it_where_and_what_can_be_done(meeting, connected_gw, server, ib, clock):
    moves(server)
    services.notice(now=SOON)
    said = "Gerda Gw heeft het overleg in de eigen agenda verzet naar donderdag 26 november"
    assert said in text(ib.get(f"/overleggen/{meeting.pk}/"))
    assert said in text(ib.get("/overleggen/"))
    shown = text(ib.get(f"/overleggen/{meeting.pk}/eigen-agenda/"))
    assert said in shown
    assert "Er verandert niets tot u kiest." in shown
    wrong = ib.post(f"/overleggen/{meeting.pk}/eigen-agenda/", {"question": question().pk})
    assert wrong.status_code == 422
    assert "Kies wat er gebeurt." in text(wrong)
    done = ib.post(
        f"/overleggen/{meeting.pk}/eigen-agenda/", {"question": question().pk, "choice": "back"}, follow=True
    )
    assert "Genoteerd." in text(done)
    assert said not in text(done)
    again = ib.post(f"/overleggen/{meeting.pk}/eigen-agenda/", {"question": "x", "choice": "back"}, follow=True)
    assert "al op geantwoord" in text(again)


def test_the_pages_ask_as_much_for_many_as_for_one(
    meeting, connected_gw, server, ib, clock, django_assert_max_num_queries
):
    removes(server)
    services.notice(now=SOON)
    first = OwnerChange.objects.get()
    for _number in range(5):
        other = CalendarChange.objects.get(pk=first.change_id)
        other.pk, other.uid, other.wish, other.start = None, f"{_number}@x", Wish.HOLD, at(23, 8 + _number)
        other._state.adding = True
        other.save()
        OwnerChange.objects.create(
            swv_id=first.swv_id, change=other, group=first.group, did=Did.REMOVED, about=first.about, seen_at=SOON
        )
    with django_assert_max_num_queries(40):
        assert text(ib.get("/overleggen/")).count("uit de eigen agenda gehaald") == 6
    assert Meeting.objects.count() == 1


MOMENTS = st.integers(0, 4).map(lambda hours: at(24, 9) + hours * LATER)
STRETCHES = st.tuples(MOMENTS, MOMENTS)


@given(STRETCHES, st.none() | STRETCHES, st.integers(0, 5), st.integers(0, 5))
def test_the_rule_asks_only_about_another_time_and_ends(written, found, answered, put_back):
    step = rules.look(written, found, answered=answered, put_back=min(put_back, answered))
    assert (step == rules.Step.NOTHING) == (found == written)
    if step == rules.Step.ASK:
        assert put_back == 0 or answered == 0
    assert answered < rules.ASK_AT_MOST or step in {rules.Step.NOTHING, rules.Step.QUIET}
