"""A room is taken by one meeting at a time; another place keeps the time and everybody's answer."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from planning.cases.naming import NamesThePupil
from planning.meetings import selectors, services
from planning.meetings.models import Meeting, RoomPiece
from planning.meetings.services.places import BadLink
from planning.people.access import NotAllowed
from planning.people.roles import Role
from planning.polls.models import Choice, PollOption
from planning.polls.selectors import look_at_options, propose_options
from planning.rooms import services as rooms
from planning.rooms.rules import pieces
from tests.factories import make_actor, make_school, make_staff
from tests.meetings.table import CANARY, NOW, at, letters, seat_of
from tests.polls.test_services import ask, everybody, say
from tests.words import without_tokens


def draft(table, room=None, *, minutes=60, video="", who=None):
    seats = [services.Seat(person=person, role=role) for person, role in who or [(table.ib, "ib")]]
    return services.plan_case_meeting(
        actor=table.actor,
        case=table.case,
        kind="HIA",
        minutes=minutes,
        location="",
        participants=[services.Seat(party=table.mother), *seats],
        room=room,
        video=video,
        now=NOW,
    )


def fix(table, meeting, start):
    return services.fix_date(meeting=meeting, start=start, by=table.actor.by, now=NOW)


def event_in(body):
    return icalendar.Calendar.from_ical(body.calendar.content).walk("VEVENT")[0]


def test_a_room_is_the_place_in_letter_and_calendar(table, room):
    meeting = fix(table, draft(table, room), at(17))
    place = "Spreekkamer 1, De Linde, Dorpsstraat 1, Roosendaal"
    assert meeting.location == place
    _row, body = letters("invitation", address="marie@ouders.example")[0]
    assert place in body.text
    assert str(event_in(body)["LOCATION"]) == place
    assert "ROOM" not in body.calendar.content.decode()  # no attendee of kind ROOM for guests
    assert RoomPiece.objects.count() == 12


def test_nothing_is_taken_without_a_date(table, room):
    draft(table, room)
    assert RoomPiece.objects.count() == 0


@pytest.mark.parametrize(("hour", "minute"), [(10, 0), (9, 30), (10, 59), (10, 30)])
def test_a_taken_room_is_said_in_words_and_nothing_is_kept(table, room, hour, minute):
    fix(table, draft(table, room), at(17))
    second = draft(table, room, who=[(table.gw, "gw")])
    with pytest.raises(services.RoomTaken, match=r"Spreekkamer 1 is dan bezet, van 10.00 tot 11.00 uur") as refusal:
        fix(table, second, at(17, hour, minute))
    assert CANARY not in str(refusal.value)
    second.refresh_from_db()
    assert (second.state, second.start) == ("draft", None)
    assert RoomPiece.objects.count() == 12


def test_what_touches_or_is_elsewhere_fits(table, room):
    fix(table, draft(table, room), at(17))
    fix(table, draft(table, room), at(17, 11))
    fix(table, draft(table, room), at(17, 9))
    other = rooms.add_room(actor=table.actor, school=table.school, name="Spreekkamer 2", seats=4, now=NOW)
    fix(table, draft(table, other, who=[(table.gw, "gw")]), at(17))


def test_the_database_refuses_a_second_one_too(table, room):
    meeting = fix(table, draft(table, room), at(17))
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomPiece.objects.create(swv=table.swv, room=room, meeting=meeting, at=at(17))


def test_moving_and_calling_off_let_go(table, room):
    meeting = fix(table, draft(table, room), at(17))
    services.move_meeting(actor=table.actor, meeting=meeting, start=at(18), now=NOW)
    second = fix(table, draft(table, room), at(17))
    with pytest.raises(services.RoomTaken):
        services.move_meeting(actor=table.actor, meeting=meeting, start=at(17), now=NOW)
    services.cancel_meeting(actor=table.actor, meeting=second, now=NOW)
    services.move_meeting(actor=table.actor, meeting=meeting, start=at(17), now=NOW)
    assert {piece.meeting_id for piece in RoomPiece.objects.all()} == {meeting.pk}


def test_who_moves_within_its_own_time_is_not_in_its_own_way(table, room):
    meeting = fix(table, draft(table, room), at(17))
    services.move_meeting(actor=table.actor, meeting=meeting, start=at(17, 10, 30), now=NOW)
    assert RoomPiece.objects.order_by("at").first().at == at(17, 10, 30)


def test_a_poll_that_settles_itself_takes_the_next_best_when_the_room_is_taken(table, room):
    poll = ask(table, settles_itself=True)
    Meeting.objects.filter(pk=poll.meeting_id).update(room=room)
    first = PollOption.objects.filter(poll=poll).order_by("start").first()
    other = draft(table, room, minutes=60, who=[(table.gw, "gw")])
    Meeting.objects.filter(pk=other.pk).update(start=first.start, state="planned")
    for piece in pieces(first.start, first.end):
        RoomPiece.objects.create(swv=table.swv, room=room, meeting=other, at=piece)
    for who in everybody(table):
        say(poll, who, Choice.YES, Choice.YES, Choice.YES)
    meeting = Meeting.objects.get(pk=poll.meeting_id)
    assert meeting.state == "planned"
    assert meeting.start != first.start


def test_a_poll_proposes_no_moment_at_which_its_room_is_taken(table, room):
    whole = draft(table, who=[(table.ib, "ib")])
    free = {one.start for one in propose_options(whole, now=NOW, count=12).proposals if one.everybody}
    busy = min(free)
    fix(table, draft(table, room, who=[(table.gw, "gw")]), busy)
    meeting = services.change_place(actor=table.actor, meeting=whole, room=room, now=NOW)
    found = propose_options(meeting, now=NOW, count=12).proposals
    assert busy not in {one.start for one in found}
    assert all("Spreekkamer 1" in one.can for one in found)
    (chosen,) = look_at_options(meeting, [busy], now=NOW)
    assert ("Spreekkamer 1", "heeft dan een ander overleg") in chosen.cannot
    assert not chosen.everybody


# --- Another place ------------------------------------------------------------------------------------------------


def test_another_place_keeps_sequence_and_answers(table, room):
    meeting = fix(table, draft(table), at(17))
    services.reply_by_link(participant_id=seat_of(meeting, table.mother).pk, partstat="ACCEPTED", sequence=0, now=NOW)
    before = event_in(letters("invitation", address="marie@ouders.example")[0][1])
    later = NOW + dt.timedelta(hours=1)
    meeting = services.change_place(actor=table.actor, meeting=meeting, room=room, now=later)
    rows = letters("invitation_place")
    assert {row.address for row, _body in rows} == {"marie@ouders.example", table.ib.email}
    (body,) = [body for row, body in rows if row.address == "marie@ouders.example"]
    event = event_in(body)
    assert b"METHOD:REQUEST" in body.calendar.content
    assert (event["UID"], event["SEQUENCE"], event["DTSTART"].dt) == (before["UID"], 0, before["DTSTART"].dt)
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["DTSTAMP"].dt > before["DTSTAMP"].dt
    assert "Spreekkamer 1" in str(event["LOCATION"])
    assert "De tijd blijft hetzelfde" in body.text
    (own,) = [body for row, body in rows if row.address == table.ib.email]
    assert event_in(own)["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"  # who organises it comes
    assert RoomPiece.objects.filter(room=room).count() == 12


def test_the_same_place_again_writes_to_nobody(table, room):
    meeting = fix(table, draft(table, room), at(17))
    services.change_place(actor=table.actor, meeting=meeting, room=room, now=NOW)
    assert letters("invitation_place") == []


def test_a_draft_changes_in_silence(table, room):
    meeting = services.change_place(actor=table.actor, meeting=draft(table), room=room, now=NOW)
    assert (meeting.room, letters("invitation_place")) == (room, [])


def test_a_taken_room_is_refused_when_the_place_changes(table, room):
    fix(table, draft(table, room), at(17))
    meeting = fix(table, draft(table, who=[(table.gw, "gw")]), at(17))
    with pytest.raises(services.RoomTaken):
        services.change_place(actor=table.actor, meeting=meeting, room=room, now=NOW)
    assert letters("invitation_place") == []


def test_a_place_names_nobody_and_a_link_is_a_link(table):
    meeting = fix(table, draft(table), at(17))
    with pytest.raises(NamesThePupil):
        services.change_place(actor=table.actor, meeting=meeting, location=f"Kamer van {CANARY}", now=NOW)
    with pytest.raises(NamesThePupil):
        services.change_place(
            actor=table.actor, meeting=meeting, video="https://meet.school.example/overleg-zebedeus", now=NOW
        )
    for link in ("http://video.example/a", "meet.example", "javascript:alert(1)"):
        with pytest.raises(BadLink):
            services.change_place(actor=table.actor, meeting=meeting, video=link, now=NOW)
    assert letters("invitation_place") == []


def test_a_room_of_another_school_or_a_retired_one_is_refused(table, room):
    other = make_school(table.swv, "De Eik")
    ib = make_actor(make_staff(table.swv, Role.IB, other), today=NOW.date())
    elsewhere = rooms.add_room(actor=ib, school=other, name="Kamer", seats=4, now=NOW)
    meeting = draft(table)
    with pytest.raises(services.RoomElsewhere):
        services.change_place(actor=table.actor, meeting=meeting, room=elsewhere, now=NOW)
    room = rooms.retire_room(actor=table.actor, room=room, now=NOW)
    with pytest.raises(rooms.RoomIsGone):
        services.change_place(actor=table.actor, meeting=meeting, room=room, now=NOW)


def test_nobody_without_the_right_changes_a_place(table):
    meeting = fix(table, draft(table), at(17))
    with pytest.raises(NotAllowed):
        services.change_place(actor=make_actor(table.jp), meeting=meeting, location="Elders", now=NOW)
    with pytest.raises(services.NotNow):
        services.change_place(actor=table.actor, meeting=meeting, location="Elders", now=at(18))


def test_a_video_link_is_in_letter_calendar_and_feed(table, room):
    link = "https://meet.school.example/7F3K"
    meeting = fix(table, draft(table, room, video=link, who=[(table.ib, "ib"), (table.gw, "gw")]), at(17))
    _row, body = letters("invitation", address="marie@ouders.example")[0]
    event = event_in(body)
    assert link in body.text
    assert link in str(event["LOCATION"])
    assert (str(event["CONFERENCE"]), event["CONFERENCE"].params["VALUE"]) == (link, "URI")
    (fed,) = selectors.feed_events(person_id=table.gw.pk, now=NOW)
    assert (fed.uid, fed.conference) == (meeting.uid, link)


def test_only_a_call_has_no_other_place(table):
    meeting = draft(table, video="https://meet.school.example/a")
    assert (meeting.location, meeting.place) == ("", "https://meet.school.example/a")
    again = services.repeat_meeting(meeting=meeting, kind="HIA", by=table.actor.by, now=NOW)
    assert again.video == ""  # a new conversation has a link of its own


def test_a_renamed_room_is_told_to_who_comes(table, room):
    meeting = fix(table, draft(table, room), at(17))
    past = draft(table, room)
    services.cancel_meeting(actor=table.actor, meeting=past, now=NOW)
    rooms.change_room(actor=table.actor, room=room, name="De Huiskamer", seats=9, accessible=True, now=NOW)
    meeting.refresh_from_db()
    assert meeting.location.startswith("De Huiskamer, ")
    assert len(letters("invitation_place")) == 2
    rooms.change_room(actor=table.actor, room=room, name="De Huiskamer", seats=12, now=NOW)
    assert len(letters("invitation_place")) == 2  # more chairs are no other place


def test_a_retired_room_keeps_its_meetings_and_gets_no_new_ones(table, room):
    meeting, waiting = fix(table, draft(table, room), at(17)), draft(table, room)
    rooms.retire_room(actor=table.actor, room=room, now=NOW)
    services.move_meeting(actor=table.actor, meeting=meeting, start=at(18), now=NOW)
    link = "https://meet.school.example/a"
    meeting = services.change_place(actor=table.actor, meeting=meeting, room=room, video=link, now=NOW)
    assert (meeting.room, meeting.video) == (room, link)
    with pytest.raises(rooms.RoomIsGone):
        fix(table, waiting, at(19))
    again = services.repeat_meeting(meeting=meeting, kind="EVALUATIE", by=table.actor.by, now=NOW)
    assert again.room is None


# --- Keeping rooms ------------------------------------------------------------------------------------------------


def test_a_name_is_there_once_and_free_again_after_retiring(table, room):
    with pytest.raises(rooms.RoomNameTwice):
        rooms.add_room(actor=table.actor, school=table.school, name=" spreekkamer  1 ", seats=4, now=NOW)
    rooms.retire_room(actor=table.actor, room=room, now=NOW)
    rooms.add_room(actor=table.actor, school=table.school, name="Spreekkamer 1", seats=4, now=NOW)


@pytest.mark.parametrize(
    "wrong", [{"name": "  "}, {"seats": 1}, {"seats": 501}, {"name": "x" * 61}, {"address": "x" * 91}]
)
def test_a_room_that_is_none_is_refused(table, wrong):
    with pytest.raises(rooms.RoomNotRight):
        rooms.add_room(
            **{"actor": table.actor, "school": table.school, "name": "Kamer", "seats": 4, "now": NOW, **wrong}
        )


def test_who_keeps_the_days_of_a_school_keeps_its_rooms(table, room):
    director = make_actor(make_staff(table.swv, Role.DIRECTOR, table.school), today=NOW.date())
    rooms.change_room(actor=director, room=room, name="Kamer", seats=4, now=NOW)
    for other in (make_actor(table.gw), make_actor(table.jp)):
        with pytest.raises(NotAllowed):
            rooms.retire_room(actor=other, room=room, now=NOW)


# --- The feed of a room ---------------------------------------------------------------------------------------------


def test_the_feed_of_a_room_is_neutral_and_can_be_ended(table, room, client):
    meeting = fix(table, draft(table, room, video="https://meet.school.example/a"), at(17))
    path = "/agenda/" + services.renew_room_feed(actor=table.actor, room=room, now=NOW).rsplit("/", 1)[-1]
    answer = client.get(path)
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["SUMMARY"]) == f"Overleg {meeting.reference}"
    assert str(event["UID"]) != meeting.uid
    text = answer.content.decode()
    for word in (CANARY, "meet.school", "ATTENDEE", "De Linde", "HIA", table.ib.name):
        assert word not in without_tokens(text)
    assert "X-WR-CALNAME:Spreekkamer 1" in text
    assert client.get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304
    services.cancel_meeting(actor=table.actor, meeting=meeting, now=NOW)
    assert "VEVENT" not in client.get(path).content.decode()
    assert services.end_room_feed(actor=table.actor, room=room, now=NOW) == 1
    assert meeting.reference not in client.get(path).content.decode()
    assert "deze agenda is gestopt" in client.get(path).content.decode()
    with pytest.raises(NotAllowed):
        services.renew_room_feed(actor=make_actor(table.jp), room=room, now=NOW)


def test_a_room_feed_asks_the_same_for_one_meeting_and_many(table, room, client):
    fix(table, draft(table, room), at(17))
    path = "/agenda/" + services.renew_room_feed(actor=table.actor, room=room, now=NOW).rsplit("/", 1)[-1]
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    for day in (18, 19, 20):
        fix(table, draft(table, room), at(day))
    client.get(path)
    with CaptureQueriesContext(connection) as four:
        client.get(path)
    assert len(four) == len(one)
