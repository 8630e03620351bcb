"""The pages of rooms and places, by hand: good input, bad input, and who may not come in."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from planning.meetings.models import Meeting
from planning.people.models import User
from planning.people.roles import Role
from planning.rooms import services as rooms
from planning.rooms.models import Room
from tests.factories import make_staff
from tests.integrations.graph import MAILBOX, graph
from tests.meetings.table import NOW, at, letters
from tests.meetings.test_guest_pages import enter
from tests.meetings.test_staff_pages import keys
from tests.rooms.test_booking import draft, fix
from tests.words import words

__all__ = ["graph"]


def text(answer):
    return words(answer.content.decode())


def test_rooms_are_added_changed_and_retired(table, ib):
    base = f"/scholen/{table.school.pk}/ruimtes/"
    assert "Er zijn nog geen ruimtes" in text(ib.get(base))
    answer = ib.post(base + "nieuw/", {"name": "Spreekkamer 1", "seats": "8", "accessible": "on", "address": ""})
    assert answer["Location"] == base
    room = Room.objects.get()
    assert (room.name, room.seats, room.accessible, room.swv_id) == ("Spreekkamer 1", 8, True, table.swv.pk)
    assert "Spreekkamer 1" in text(ib.get(base))
    wrong = ib.post(base + "nieuw/", {"name": "spreekkamer 1", "seats": "8"})
    assert wrong.status_code == 422
    assert "heeft al een ruimte met deze naam" in text(wrong)
    assert "2 tot 500" in text(ib.post(base + "nieuw/", {"name": "x", "seats": "een"}))
    own = f"/scholen/ruimtes/{room.pk}/"
    ib.post(own + "wijzigen/", {"name": "De Huiskamer", "seats": "6", "address": "Kerkplein 3"})
    assert "De Huiskamer, Kerkplein 3" in text(ib.get(own))
    fix(table, draft(table, Room.objects.get()), at(17))
    assert "1 overleg dat hier al gepland is" in text(ib.get(own + "weg/"))
    assert ib.post(own + "weg/").status_code == 302
    assert "Er zijn nog geen ruimtes" in text(ib.get(base))
    assert "niet meer in gebruik" in text(ib.get(own))
    assert ib.post(own + "wijzigen/", {"name": "x", "seats": "6"}).status_code == 409


def test_the_week_of_a_room(table, room, ib):
    meeting = fix(table, draft(table, room, minutes=90), at(17))
    page = ib.get(f"/scholen/ruimtes/{room.pk}/?week=2026-11-19").content.decode()
    assert re.search(rf'rowspan="3"><a href="/overleggen/{meeting.pk}/">{meeting.reference}</a>', page)
    assert "10.00–11.30 uur" in words(page)
    assert f'/overleggen/{meeting.pk}/"' not in ib.get(f"/scholen/ruimtes/{room.pk}/").content.decode()
    for week in ("x", "2026-13-45", "9999-01-01", "0001-01-01", "2026-W47"):
        assert ib.get(f"/scholen/ruimtes/{room.pk}/", {"week": week}).status_code == 200


def test_a_colleague_elsewhere_sees_that_it_is_taken_and_not_by_what(table, room):
    meeting = fix(table, draft(table, room), at(17))
    table.gw.user = User.objects.create_user(table.gw.email, "een-lang-wachtwoord")
    table.gw.save()
    gw = Client()
    gw.force_login(table.gw.user)
    page = text(gw.get(f"/scholen/ruimtes/{room.pk}/?week=2026-11-17"))
    assert "bezet" in page
    assert meeting.reference not in page
    assert "Neem uit gebruik" not in page
    for path in ("wijzigen/", "weg/"):
        assert gw.get(f"/scholen/ruimtes/{room.pk}/{path}").status_code == 403
    assert gw.post(f"/scholen/ruimtes/{room.pk}/agendalink/").status_code == 403


def test_the_week_asks_the_same_for_one_meeting_and_many(table, room, ib):
    def asked():
        with CaptureQueriesContext(connection) as found:
            ib.get(f"/scholen/ruimtes/{room.pk}/?week=2026-11-17")
        return len(found)

    fix(table, draft(table, room), at(17))
    one = asked()
    for hour in (11, 12, 13):
        fix(table, draft(table, room), at(17, hour))
    assert asked() == one


def test_another_swv_sees_no_room(table, room):
    from tests.factories import make_school, make_swv

    other = make_swv()
    stranger = make_staff(other, Role.IB, make_school(other), account=True)
    client = Client()
    client.force_login(stranger.user)
    for path in (f"/scholen/ruimtes/{room.pk}/", f"/scholen/{table.school.pk}/ruimtes/"):
        assert client.get(path).status_code == 404


def test_the_screen_at_the_door(table, room, ib):
    page = ib.post(f"/scholen/ruimtes/{room.pk}/agendalink/").content.decode()
    (address,) = re.findall(r'<code class="secret">(\S+?)</code>', page)
    path = "/agenda/" + address.rsplit("/", 1)[-1]
    assert Client().get(path).status_code == 200
    assert "3 november 2026, 09:00" in text(ib.get(f"/scholen/ruimtes/{room.pk}/"))
    ib.post(f"/scholen/ruimtes/{room.pk}/weg/")
    assert "deze agenda is gestopt" in Client().get(path).content.decode()


def test_a_room_and_a_link_are_chosen_when_planning(table, room, ib):
    path = f"/overleggen/nieuw/?casus={table.case.pk}&soort=HIA"
    assert "Spreekkamer 1 (8 stoelen, rolstoeltoegankelijk)" in text(ib.get(path))
    people = {"participants": keys(table, table.ib), "required": keys(table, table.ib)}
    filled = {"kind": "HIA", "minutes": "60", "room": str(room.pk), "location": "", "video": "http://x", **people}
    wrong = ib.post(path, filled)
    assert (wrong.status_code, "geen goede videolink" in text(wrong)) == (422, True)
    ib.post(path, {**filled, "video": "https://meet.school.example/a"})
    meeting = Meeting.objects.get()
    assert (meeting.room, meeting.video) == (room, "https://meet.school.example/a")
    page = ib.get(f"/overleggen/{meeting.pk}/").content.decode()
    assert '<a href="https://meet.school.example/a" rel="noreferrer">' in page


def test_a_clash_is_said_where_the_date_is_fixed(table, room, ib):
    fix(table, draft(table, room), at(17))
    second = draft(table, room, who=[(table.gw, "gw")])
    answer = ib.post(f"/overleggen/{second.pk}/datum/", {"day": "2026-11-17", "time": "10:30"})
    assert answer.status_code == 422
    assert "Spreekkamer 1 is dan bezet, van 10.00 tot 11.00 uur." in text(answer)
    assert "Kies een andere ruimte of een ander moment." in text(answer)


def test_another_place_by_hand(table, room, ib):
    meeting = fix(table, draft(table), at(17))
    path = f"/overleggen/{meeting.pk}/plaats/"
    assert "Niemand hoeft opnieuw te antwoorden" in text(ib.get(path))
    assert ib.post(path, {"room": "x"}).status_code == 422
    assert ib.post(path, {"room": str(room.pk)}).status_code == 302
    assert len(letters("invitation_place")) == 2
    wrong = ib.post(path, {"room": "", "location": "Bij Zebedeüs thuis"})
    assert wrong.status_code == 422
    assert "Bij Zebedeüs thuis" in wrong.content.decode()


def test_a_guest_joins_by_video(table, ib):
    fix(table, draft(table, video="https://meet.school.example/a"), at(17))
    client, path = enter("marie@ouders.example")
    page = client.get(path + "?taal=en").content.decode()
    assert 'href="https://meet.school.example/a"' in page
    assert "Join by video" in words(page)


# --- Teams ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def teams(graph, settings, monkeypatch, table):
    """The local double as the Microsoft 365 of this house; the organiser has a mailbox there."""
    from integrations.calendars.microsoft365.client import App
    from planning.calendars import servers

    settings.M365_CLIENT_ID, settings.M365_TEAMS = "c", True
    app = App(
        tenant="t",
        client_id="c",
        secret="s",
        graph=f"{graph.url}/v1.0",
        inside=frozenset({graph.url}),
        token=lambda: "bewijs",
    )
    monkeypatch.setattr(servers, "microsoft_app", lambda: app)
    with scope(swv=table.swv.pk):
        table.ib.email = MAILBOX
        table.ib.save()
    made = {}

    def door(method, path):
        if (method, path) == ("GET", f"/v1.0/users/{MAILBOX}"):
            return 200, {"id": "0000-1111"}, {}
        if (method, path) == ("POST", "/v1.0/users/0000-1111/onlineMeetings/createOrGet"):
            made["n"] = made.get("n", 0) + 1
            return 201, {"id": "m", "joinWebUrl": "https://teams.microsoft.com/l/meetup-join/x"}, {}
        return None

    graph.door = door
    graph.made = made
    return graph


def test_one_click_makes_a_link_for_teams(table, ib, teams):
    meeting = fix(table, draft(table), at(17))
    assert "Maak een link voor Teams" in text(ib.get(f"/overleggen/{meeting.pk}/plaats/"))
    assert ib.post(f"/overleggen/{meeting.pk}/teams/").status_code == 302
    meeting.refresh_from_db()
    assert meeting.video == "https://teams.microsoft.com/l/meetup-join/x"
    ib.post(f"/overleggen/{meeting.pk}/teams/")
    assert len(letters("invitation_place")) == 2  # twice is once
    assert "De Linde" in meeting.location


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((403, {"error": {"code": "Forbidden"}}, {}), "laat ons geen link maken op naam van"),
        ((404, {"error": {"code": "Gone"}}, {}), "laat ons geen link maken op naam van"),
        ((503, {}, {"Retry-After": "9"}), "maakt nu geen link voor Teams"),
        ((200, {"id": "x", "joinWebUrl": "http://teams.example/"}, {}), "maakt nu geen link voor Teams"),
        ((200, {"id": "x", "joinWebUrl": "https://127.0.0.1/"}, {}), "geen goede videolink"),
        ((200, {"id": "x"}, {}), "maakt nu geen link voor Teams"),
    ],
)
def test_what_microsoft_refuses_is_said_and_nothing_is_kept(table, ib, teams, answer, sentence):
    meeting = fix(table, draft(table), at(17))
    good = teams.door
    teams.door = lambda method, path: answer if path.endswith("createOrGet") else good(method, path)
    page = ib.post(f"/overleggen/{meeting.pk}/teams/", follow=True)
    assert sentence in text(page)
    meeting.refresh_from_db()
    assert (meeting.video, letters("invitation_place")) == ("", [])


def test_without_the_setting_there_is_no_teams(table, ib, settings):
    meeting = fix(table, draft(table), at(17))
    assert "Teams" not in text(ib.get(f"/overleggen/{meeting.pk}/plaats/"))
    assert "laat ons geen link maken" in text(ib.post(f"/overleggen/{meeting.pk}/teams/", follow=True))


def test_rooms_are_of_a_school(table, room):
    """A retired one frees its name; the address of a room may be elsewhere."""
    assert rooms.change_room(actor=table.actor, room=room, name="A", seats=3, address=" Kerk  1 ", now=NOW).address == (
        "Kerk 1"
    )
