"""The pages of meetings and polls for staff: the whole road by hand, bad input, and who may not come in."""

import re

import pytest
from django.test import Client
from django_scopes import scope

from planning.meetings.models import Hold, Meeting, MeetingState, Participant
from planning.meetings.services import create_planned_meeting
from planning.people.audit import By
from planning.polls.models import DatePoll, PollAnswer, PollState
from tests.meetings.table import NOW, at, lay, letters, seat_of
from tests.meetings.test_dates import fixed
from tests.polls.test_services import ask, everybody, say
from tests.trust.walk import snapshot


@pytest.fixture
def ib(table):
    client = Client()
    client.force_login(table.ib.user)
    return client


def keys(table, *people):
    return [f"party:{table.mother.pk}", *(f"person:{person.pk}" for person in people)]


def test_from_case_to_invitation(table, ib):
    page = ib.get(f"/overleggen/nieuw/?casus={table.case.pk}&soort=HIA").content.decode()
    assert re.search(r"disabled[^>]*>.*?Lotte Lpa.*?Geen toestemming", page, re.S)
    answer = ib.post(
        f"/overleggen/nieuw/?casus={table.case.pk}",
        {
            "kind": "HIA",
            "minutes": "60",
            "location": "",
            "participants": keys(table, table.ib, table.gw, table.jp),
            "required": keys(table, table.ib, table.gw),
        },
    )
    meeting = Meeting.objects.get()
    assert answer["Location"] == f"/overleggen/{meeting.pk}/"
    assert sorted(meeting.participants.values_list("required", flat=True)) == [False, True, True, True]
    assert "Prik een datum" in ib.get(answer["Location"]).content.decode()
    page = ib.get(f"/prikker/nieuw/{meeting.pk}/").content.decode()
    moments = re.findall(r'name="moment" id="m-\d+" value="([^"]+)"', page)
    assert (len(moments), page.count(" checked")) == (8, 5)
    answer = ib.post(
        f"/prikker/nieuw/{meeting.pk}/",
        {"moment": moments[:2], "eigen0-day": "2026-11-25", "eigen0-time": "9.30", "deadline": "2026-11-06"},
    )
    poll = DatePoll.objects.get()
    assert answer["Location"] == f"/prikker/{poll.pk}/"
    assert poll.options.count() == 3
    assert poll.options.filter(start=at(25, 9, 30)).exists()
    for who in (table.mother, table.ib, table.gw):
        say(poll, who, "yes", "no", "yes")
    page = ib.get(f"/prikker/{poll.pk}/").content.decode()
    assert "beste keus" in page
    assert "3 van 4 antwoordden. 2 momenten kunnen nog." in page
    option = poll.options.order_by("start").first()
    answer = ib.post(f"/prikker/{poll.pk}/vast/{option.pk}/")
    assert answer["Location"] == f"/overleggen/{meeting.pk}/"
    meeting.refresh_from_db()
    assert (meeting.state, meeting.start) == (MeetingState.PLANNED, option.start)
    assert len(letters("invitation")) == 4
    assert "Wie komt er" in ib.get(answer["Location"]).content.decode()
    assert str(meeting.pk) in ib.get("/overleggen/").content.decode()


@pytest.mark.parametrize(
    ("post", "sentence"),
    [
        ({"minutes": "60"}, "Kies wie er aan tafel komt."),
        ({"minutes": "3", "participants": ["ib"]}, "Een overleg duurt minstens 5 minuten."),
        ({"minutes": "een uur", "participants": ["ib"]}, "Vul een aantal minuten in"),
        ({"minutes": "60", "participants": ["person:x"]}, "Kies mensen uit de lijst."),
        ({"minutes": "60", "participants": ["lpa"]}, "Voor deze persoon is geen toestemming van de ouders."),
    ],
)
def test_a_wrong_plan_is_refused_in_words_and_keeps_the_input(table, ib, post, sentence):
    short = {"ib": f"person:{table.ib.pk}", "lpa": f"person:{table.lpa.pk}"}
    post = {**post, "kind": "HIA", "location": "Kamer 2"}
    post["participants"] = [short.get(key, key) for key in post.get("participants", [])]
    answer = ib.post(f"/overleggen/nieuw/?casus={table.case.pk}", post)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert 'value="Kamer 2"' in text
    assert Meeting.objects.count() == 0


@pytest.mark.parametrize(
    ("post", "sentence"),
    [
        ({"deadline": "2026-11-06"}, "Kies minstens één moment dat nog komt."),
        ({"moment": ["geen moment", "2026-11-20T10:00"], "deadline": "2026-11-06"}, "Kies minstens één moment"),
        ({"moment": ["2026-11-02T10:00+01:00"], "deadline": "2026-11-06"}, "Kies minstens één moment"),
        ({"moment": ["2026-11-20T10:00+01:00"]}, "Kies tot wanneer mensen kunnen antwoorden."),
        ({"moment": ["2026-11-20T10:00+01:00"], "deadline": "2026-11-30"}, "Kies een uiterste datum"),
        ({"eigen1-day": "2026-11-20", "deadline": "2026-11-06"}, "Vul dag en tijd allebei in."),
        ({"eigen1-day": "morgen", "eigen1-time": "9:30", "deadline": "2026-11-06"}, "Schrijf de dag als"),
    ],
)
def test_a_wrong_question_is_refused_in_words(table, ib, post, sentence):
    meeting = table.meeting(table.ib, table.gw)
    answer = ib.post(f"/prikker/nieuw/{meeting.pk}/", post)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (DatePoll.objects.count(), Hold.objects.count()) == (0, 0)


def test_fixing_by_hand_moving_and_calling_off(table, ib):
    meeting = table.meeting(table.ib, table.gw)
    bad = ib.post(f"/overleggen/{meeting.pk}/datum/", {"day": "2026-11-01", "time": "10:00"})
    assert (bad.status_code, "Kies een moment dat nog komt." in bad.content.decode()) == (422, True)
    assert ib.post(f"/overleggen/{meeting.pk}/datum/", {"day": "17-11-2026", "time": "10:00"}).status_code == 302
    assert ib.post(f"/overleggen/{meeting.pk}/verzet/", {"day": "", "time": "x"}).status_code == 422
    moved = {"day": "2026-11-18", "time": "14.15"}
    page = ib.post(f"/overleggen/{meeting.pk}/verzet/", moved)
    assert (page.status_code, "Kies waarom" in page.content.decode()) == (422, True)
    moved["why"] = "school"
    assert ib.post(f"/overleggen/{meeting.pk}/verzet/", moved).status_code == 302
    meeting.refresh_from_db()
    assert meeting.start == at(18, 14, 15)
    assert "Weet u het zeker?" in ib.get(f"/overleggen/{meeting.pk}/afzeggen/").content.decode()
    assert ib.post(f"/overleggen/{meeting.pk}/afzeggen/").status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED


def test_a_slot_that_was_just_taken_is_said_in_words(table, ib):
    fixed(table)
    poll = ask(table, table.meeting(table.gw))
    option = poll.options.get(start=at(17))
    poll.options.update(closed_at=None)
    answer = ib.post(f"/prikker/{poll.pk}/vast/{option.pk}/", {"toch": "1"})
    assert answer.status_code == 409
    assert "Dit moment is net bezet." in answer.content.decode()
    poll.refresh_from_db()
    assert poll.state == PollState.OPEN


def test_answering_for_a_parent_on_the_phone(table, ib):
    poll = ask(table)
    seat = seat_of(poll.meeting, table.mother)
    first, second, third = (f"optie-{option.pk}" for option in poll.options.order_by("start"))
    path = f"/prikker/{poll.pk}/namens/{seat.pk}/"
    assert ib.get(path).status_code == 200
    assert ib.post(path, {first: "yes"}).status_code == 422
    assert PollAnswer.objects.count() == 0
    assert ib.post(path, {first: "yes", second: "no", third: "ifneeded"}).status_code == 302
    assert "namens ingevuld" in ib.get(f"/prikker/{poll.pk}/").content.decode()


def test_entering_an_answer_taking_off_and_sending_again(table, ib):
    meeting = fixed(table)
    seat = seat_of(meeting, table.jp)
    assert ib.post(f"/overleggen/{meeting.pk}/antwoord/{seat.pk}/", {"partstat": "ACCEPTED"}).status_code == 302
    assert ib.post(f"/overleggen/{meeting.pk}/antwoord/{seat.pk}/", {"partstat": "X"}).status_code == 302
    assert "2 van 5 komen" in ib.get("/overleggen/").content.decode()
    again = ib.post(f"/overleggen/{meeting.pk}/opnieuw/{seat.pk}/", follow=True)
    assert "heeft net al een brief gekregen" in again.content.decode()
    assert ib.post(f"/overleggen/{meeting.pk}/van-de-lijst/{seat.pk}/").status_code == 302
    assert Participant.objects.get(pk=seat.pk).removed_at == NOW
    assert ib.post(f"/overleggen/{meeting.pk}/van-de-lijst/{seat.pk}/").status_code == 404


def pages(meeting, poll, seat):
    return [
        "/overleggen/",
        "/overleggen/?toon=zonder-datum",
        "/overleggen/?toon=geweest",
        "/overleggen/?toon=afgezegd",
        "/overleggen/?toon=onzin",
        "/overleggen/nieuw/",
        f"/overleggen/nieuw/?casus={meeting.case_id}",
        f"/overleggen/{meeting.pk}/",
        f"/overleggen/{meeting.pk}/verzet/",
        f"/overleggen/{meeting.pk}/afzeggen/",
        f"/prikker/nieuw/{meeting.pk}/",
        f"/prikker/{poll.pk}/",
        f"/prikker/{poll.pk}/namens/{seat.pk}/",
        f"/prikker/{poll.pk}/stop/",
    ]


def test_looking_changes_nothing(table, ib):
    poll = ask(table)
    say(poll, table.mother, "yes", "no", "yes")
    fixed(table, table.lpa, kind="SOT", start=at(24))
    paths = pages(poll.meeting, poll, seat_of(poll.meeting, table.mother))
    ib.get("/overleggen/")
    before = snapshot()
    for path in paths:
        assert ib.get(path).status_code == 200, path
        assert ib.head(path).status_code == 200, path
    assert snapshot() == before


def test_another_tenant_and_another_school_find_nothing(table):
    poll = ask(table)
    seat = seat_of(poll.meeting, table.mother)
    stranger, neighbour = lay(), lay(table.swv, name="De Eik")
    for other in (stranger, neighbour):
        client = Client()
        client.force_login(other.ib.user)
        for path in pages(poll.meeting, poll, seat)[6:]:
            assert client.get(path).status_code == 404, path
            assert client.post(path).status_code in {404, 405}, path
        text = client.get("/overleggen/?toon=zonder-datum").content.decode()
        assert poll.meeting.reference not in text
    with scope(swv=table.swv.pk):
        assert DatePoll.objects.get(pk=poll.pk).state == PollState.OPEN


def test_somebody_at_the_table_sees_the_meeting_but_no_buttons(table):
    from planning.people.models import User

    with scope(swv=table.swv.pk):
        table.gw.user = User.objects.create_user("gw@test.example", "een-lang-wachtwoord")
        table.gw.save()
    meeting = fixed(table)
    client = Client()
    client.force_login(table.gw.user)
    text = client.get(f"/overleggen/{meeting.pk}/").content.decode()
    assert "Wie komt er" in text
    assert "Zeg af" not in text
    assert client.post(f"/overleggen/{meeting.pk}/afzeggen/").status_code == 403


def test_lists_take_the_same_queries_for_one_and_many(table, ib, django_assert_num_queries):
    def plan(day):
        from planning.meetings.services import Seat

        create_planned_meeting(
            school=table.school,
            organiser_id=table.ib.pk,
            start=at(day),
            minutes=60,
            members=[Seat(person=table.ib, role="ib"), Seat(person=table.gw, role="gw")],
            by=By.system(),
            now=NOW,
        )

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    plan(17)
    with CaptureQueriesContext(
        connection,
    ) as one:
        ib.get("/overleggen/")
    for day in (18, 19, 20):
        plan(day)
    with CaptureQueriesContext(connection) as many:
        ib.get("/overleggen/")
    assert len(one) == len(many)
    poll = ask(table)
    with CaptureQueriesContext(connection) as few:
        ib.get(f"/prikker/{poll.pk}/")
    for who in everybody(table):
        say(poll, who, "yes", "no", "yes")
    with CaptureQueriesContext(connection) as more:
        ib.get(f"/prikker/{poll.pk}/")
    assert len(few) == len(more)
