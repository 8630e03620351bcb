"""At the table: one code, each seat once, and nothing to read before that (R86)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from planning.people.access import NotAllowed
from planning.polls import selectors, services
from planning.polls.models import PollAnswer, PollState, TableSeat
from tests.factories import make_actor
from tests.meetings.table import CANARY, NOW, seat_of
from tests.polls.test_services import ask


@pytest.fixture
def poll(table):
    return ask(table, settles_itself=True)


@pytest.fixture
def round_(table, poll):
    return services.open_table(actor=table.actor, poll_id=poll.pk, now=NOW)


def test_the_code_is_found_however_it_is_typed(round_):
    typed = f" {round_.code[:3].lower()}-{round_.code[3:].lower()} "
    assert services.find_table(typed, now=NOW).pk == round_.pk


@pytest.mark.parametrize("code", ["", "ABC", "\x00\x00", "A" * 400, "<script>"])
def test_a_code_that_is_none_is_refused(round_, code):
    with pytest.raises(services.CodeUnknown):
        services.find_table(code, now=NOW)


def test_the_code_dies_with_the_round_the_poll_and_time(table, poll, round_):
    with pytest.raises(services.CodeUnknown):
        services.find_table(round_.code, now=NOW + dt.timedelta(hours=1))
    services.close_table(actor=table.actor, poll_id=poll.pk, now=NOW)
    with pytest.raises(services.CodeUnknown):
        services.find_table(round_.code, now=NOW)
    again = services.open_table(actor=table.actor, poll_id=poll.pk, now=NOW)
    assert again.code != round_.code
    services.cancel_poll(actor=table.actor, poll_id=poll.pk, now=NOW)
    with pytest.raises(services.CodeUnknown):
        services.find_table(again.code, now=NOW)


def test_only_who_manages_the_meeting_opens_a_table(table, poll):
    with pytest.raises(NotAllowed):
        services.open_table(actor=make_actor(table.jp, today=NOW.date()), poll_id=poll.pk, now=NOW)


def test_each_seat_is_taken_once_and_can_be_freed(table, poll, round_):
    seat = seat_of(poll.meeting, table.mother)
    assert services.take_seat(code=round_.code, participant_id=seat.pk, now=NOW)
    with pytest.raises(services.SeatTaken):
        services.take_seat(code=round_.code, participant_id=seat.pk, now=NOW)
    services.free_seat(actor=table.actor, poll_id=poll.pk, participant_id=seat.pk, now=NOW)
    assert services.take_seat(code=round_.code, participant_id=seat.pk, now=NOW)
    assert TableSeat.objects.count() == 1
    assert [chair.taken for chair in selectors.chairs(round_, now=NOW)].count(True) == 1


def test_somebody_of_another_meeting_has_no_seat(table, round_):
    other = table.meeting(table.ib)
    with pytest.raises(services.NotAsked):
        services.take_seat(code=round_.code, participant_id=seat_of(other, table.mother).pk, now=NOW)


def test_from_the_code_to_an_answer_without_a_script(table, poll, round_):
    client = Client()
    asked = client.get("/tafel/").content.decode()
    assert 'name="code"' in asked
    seats = client.get("/tafel/", {"code": round_.code.lower()}).content.decode()
    for word in (CANARY, "Marie", "Gerda", "Moeder", "2026"):
        assert word not in seats
    assert "(MM)" in seats
    seat = seat_of(poll.meeting, table.mother)
    answer = client.post("/tafel/", {"code": round_.code, "plek": str(seat.pk)})
    assert answer.status_code == 303
    page = client.get(answer["Location"])
    names = list(dict.fromkeys(re.findall(r'name="(optie-[0-9a-f-]+)"', page.content.decode())))
    done = client.post(answer["Location"], dict.fromkeys(names, "yes"))
    assert done.status_code == 303
    assert PollAnswer.objects.filter(participant=seat, choice="yes").count() == 3
    assert client.post("/tafel/", {"code": round_.code, "plek": str(seat.pk)}).status_code == 409


@pytest.mark.parametrize("plek", ["", "x", "0" * 36, "\x00"])
def test_a_seat_that_is_none_is_said(round_, plek):
    answer = Client().post("/tafel/", {"code": round_.code, "plek": plek})
    assert answer.status_code == 404
    assert "niet (meer) gevraagd" in answer.content.decode()


def test_guessing_is_slowed_down(round_):
    client = Client()
    for _ in range(20):
        assert client.get("/tafel/", {"code": "ZZZZZZ"}).status_code == 404
    assert client.get("/tafel/", {"code": "ZZZZZZ"}).status_code == 429
    assert client.get("/tafel/", {"code": round_.code}).status_code == 429


def test_everybody_at_the_table_makes_the_date(table, poll, round_):
    for who in (table.mother, table.father, table.ib, table.gw, table.jp):
        seat = seat_of(poll.meeting, who)
        services.take_seat(code=round_.code, participant_id=seat.pk, now=NOW)
        options = [row.pk for row in poll.options.all()]
        services.answer_poll(
            poll_id=poll.pk, participant_id=seat.pk, answers=dict.fromkeys(options, "yes"), note=None, now=NOW
        )
    poll.refresh_from_db()
    assert poll.state == PollState.SETTLED
