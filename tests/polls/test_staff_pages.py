"""The pages of a poll for staff: fixing knowingly, aiming, more moments, revoking, the table, and all own polls."""

from __future__ import annotations

import pytest
from django.test import Client

from planning.meetings import services as meetings
from planning.meetings.models import MeetingState
from planning.people.models import User
from planning.polls.models import PollAnswer, PollState, TableRound
from tests.meetings.table import CANARY, NOW, at, seat_of
from tests.polls.test_services import ask, everybody, say
from tests.words import words


@pytest.fixture
def ib(table):
    client = Client()
    client.force_login(table.ib.user)
    return client


@pytest.fixture
def gw(table):
    table.gw.user = User.objects.create_user("gw@example.org", "een-lang-wachtwoord")
    table.gw.save(update_fields=["user"])
    client = Client()
    client.force_login(table.gw.user)
    return client


def test_a_date_that_not_everybody_can_is_fixed_after_a_page_that_says_so(table, ib):
    poll = ask(table)
    say(poll, table.gw, "no", "yes", "yes")
    option = poll.options.order_by("start")[0]
    asked = ib.post(f"/prikker/{poll.pk}/vast/{option.pk}/")
    assert asked.status_code == 302
    page = words(ib.get(asked["Location"]).content.decode())
    assert "moeten erbij zijn, maar kunnen dan niet: Gerda Gw" in page
    assert ib.post(asked["Location"], {"toch": "1"}).status_code == 302
    poll.meeting.refresh_from_db()
    assert (poll.meeting.state, poll.meeting.start) == (MeetingState.PLANNED, at(17))


def test_without_the_quorum_there_is_no_button(table, ib):
    poll = ask(table)
    assert ib.post(f"/prikker/{poll.pk}/besluit/", {"besluit": "arrangement"}).status_code == 302
    say(poll, table.gw, "no", "yes", "yes")
    option = poll.options.order_by("start")[0]
    page = ib.get(f"/prikker/{poll.pk}/vast/{option.pk}/").content.decode()
    assert "Ja, zet" not in page
    assert ib.post(f"/prikker/{poll.pk}/vast/{option.pk}/", {"toch": "1"}).status_code == 409
    assert ib.post(f"/prikker/{poll.pk}/besluit/", {"besluit": "regen"}).status_code == 422


def test_more_moments_and_faults_stay_on_the_page(table, ib):
    poll = ask(table)
    page = ib.get(f"/prikker/{poll.pk}/meer/")
    assert page.status_code == 200
    wrong = ib.post(f"/prikker/{poll.pk}/meer/", {"deadline": "gisteren"})
    assert wrong.status_code == 422
    good = ib.post(
        f"/prikker/{poll.pk}/meer/", {"deadline": "2026-11-12", "moment": at(24).isoformat(), "eigen0-day": ""}
    )
    assert good.status_code == 302
    assert poll.options.filter(start=at(24)).exists()


def test_an_urgent_poll_is_asked_from_the_page(table, ib):
    meeting = table.meeting(table.ib, table.gw)
    page = ib.get(f"/prikker/nieuw/{meeting.pk}/?spoed=1").content.decode()
    assert "Antwoord binnen" in words(page)
    done = ib.post(
        f"/prikker/nieuw/{meeting.pk}/?spoed=1", {"moment": at(4, 15).isoformat(), "hours": "4", "decision": ""}
    )
    assert done.status_code == 302
    assert meeting.polls.get().urgent


def test_the_open_page_hears_of_new_answers(table, ib):
    poll = ask(table)
    path = f"/prikker/{poll.pk}/"
    assert f'hx-get="{path}?gezien=0"' in ib.get(path).content.decode()
    assert "ververs" not in ib.get(path + "?gezien=0").content.decode()
    say(poll, table.mother, "yes", "yes", "yes")
    part = words(ib.get(path + "?gezien=0").content.decode())
    assert "1 van 5 antwoordden" in part
    assert "Er zijn nieuwe antwoorden: ververs." in part
    for strange in ("", "x", "9" * 40, "-1"):
        assert ib.get(path, {"gezien": strange}).status_code == 200


def test_a_link_is_revoked_and_the_page_says_so(table, ib):
    poll = ask(table)
    seat = seat_of(poll.meeting, table.mother)
    assert ib.post(f"/prikker/{poll.pk}/intrekken/{seat.pk}/").status_code == 302
    assert "link ingetrokken" in words(ib.get(f"/prikker/{poll.pk}/").content.decode())


def test_all_open_polls_on_one_page_and_only_what_changed_is_kept(table, gw):
    first, second = ask(table), ask(table, table.meeting(table.gw, parents=False))
    today = words(gw.get("/").content.decode())
    assert "2 scholen zoeken een datum met u" in today
    page = gw.get("/prikker/").content.decode()
    assert page.count('type="radio"') == 18
    for word in (CANARY, "Marie"):
        assert word not in page
    answers = {f"optie-{option.pk}": "yes" for option in first.options.all()}
    assert gw.post("/prikker/", answers).status_code == 302
    assert PollAnswer.objects.filter(option__poll=first).count() == 3
    assert not PollAnswer.objects.filter(option__poll=second).exists()
    one = second.options.order_by("start")[0]
    half = gw.post("/prikker/", {**answers, f"optie-{one.pk}": "no"})
    assert half.status_code == 422
    assert "Kies bij elk moment wat u kunt" in half.content.decode()
    assert not PollAnswer.objects.filter(option__poll=second).exists()


def test_many_polls_take_as_many_queries_as_few(table, gw, django_assert_max_num_queries):
    ask(table, table.meeting(table.gw, parents=False))
    with django_assert_max_num_queries(60) as few:
        gw.get("/prikker/")
    for _ in range(4):
        ask(table, table.meeting(table.gw, parents=False))
    with django_assert_max_num_queries(len(few)):
        gw.get("/prikker/")


def test_the_screen_of_the_table_begins_and_stops(table, ib):
    poll = ask(table)
    path = f"/prikker/{poll.pk}/tafel/"
    assert "Begin, en toon de code" in ib.get(path).content.decode()
    ib.post(path)
    code = TableRound.objects.get().code
    page = ib.get(path).content.decode()
    assert code in page
    assert "<svg" in page
    assert CANARY not in page
    part = ib.get(path + "?deel=1").content.decode()
    assert "<html" not in part
    ib.post(path, {"stop": "1"})
    assert code not in ib.get(path).content.decode()


def test_a_freed_seat_can_be_taken_again(table, ib):
    poll = ask(table)
    ib.post(f"/prikker/{poll.pk}/tafel/")
    seat = seat_of(poll.meeting, table.mother)
    code = TableRound.objects.get().code
    assert Client().post("/tafel/", {"code": code, "plek": str(seat.pk)}).status_code == 303
    assert ib.post(f"/prikker/{poll.pk}/tafel/{seat.pk}/").status_code == 302
    assert Client().post("/tafel/", {"code": code, "plek": str(seat.pk)}).status_code == 303


def test_somebody_is_asked_later_from_the_page(table, ib):
    poll = ask(table, table.meeting(table.ib, table.gw))
    page = words(ib.get(f"/overleggen/{poll.meeting_id}/erbij/").content.decode())
    assert "Joost Jp (JP)" in page
    assert "Lotte Lpa" in page.split("Kan nog niet")[1]
    assert ib.post(f"/overleggen/{poll.meeting_id}/erbij/", {"who": f"person:{table.lpa.pk}"}).status_code == 422
    done = ib.post(f"/overleggen/{poll.meeting_id}/erbij/", {"who": f"person:{table.jp.pk}", "required": "on"})
    assert done.status_code == 302
    assert seat_of(poll.meeting, table.jp).required
    meetings.cancel_meeting(actor=table.actor, meeting=poll.meeting, now=NOW)
    poll.refresh_from_db()
    assert poll.state == PollState.CANCELLED
    assert len(everybody(table)) == 5
