"""The invitation behind a personal link, and the calendar feed."""

import icalendar
import pytest
from django.test import Client
from django_scopes import scopes_disabled

from planning.meetings import services
from planning.meetings.models import PartStat, Reply
from planning.people.audit import By
from tests.guests import Guest
from tests.meetings.table import CANARY, NOW, at, lay, letters, link_in, seat_of
from tests.meetings.test_dates import fixed
from tests.meetings.test_replies import said
from tests.trust.walk import snapshot
from tests.words import without_tokens


def enter(address, template="invitation"):
    _row, body = letters(template, address=address)[-1]
    client = Guest()
    answer = client.get(link_in(body))
    assert answer.status_code == 303
    return client, answer["Location"]


def test_a_parent_sees_when_and_where_and_nobody_else(table):
    fixed(table)
    client, path = enter("marie@ouders.example")
    text = client.get(path).content.decode()
    assert "dinsdag 17 november 2026, 10.00–11.00 uur" in text
    assert "De Linde, Dorpsstraat 1, Roosendaal" in text
    assert " checked" not in text
    assert "<script" not in text
    for word in (CANARY, "HIA", "Gerda", "Ferhat", "Joost"):
        assert word not in without_tokens(text)


def test_a_parent_answers_and_changes_it(table):
    meeting = fixed(table)
    client, path = enter("marie@ouders.example")
    for partstat in ("ACCEPTED", "DECLINED"):
        answer = client.post(path, {"antwoord": partstat, "versie": "0"})
        assert answer.status_code == 303
        assert "Uw antwoord is bewaard" in client.get(answer["Location"]).content.decode()
    assert Reply.objects.count() == 2
    assert said(meeting, table.mother) == PartStat.DECLINED
    assert "nee, ik kan niet" in client.get(path).content.decode()


@pytest.mark.parametrize(
    "post",
    [
        {},
        {"antwoord": "ACCEPTED"},
        {"versie": "0"},
        {"antwoord": "X", "versie": "0"},
        {"antwoord": "ACCEPTED", "versie": "x"},
    ],
)
def test_a_wrong_form_is_refused_in_words(table, post):
    fixed(table)
    client, path = enter("marie@ouders.example")
    answer = client.post(path, post)
    assert answer.status_code == 422
    assert "Kies of u komt." in answer.content.decode()
    assert Reply.objects.count() == 0


def test_an_answer_to_a_page_that_is_too_old_is_refused(table):
    meeting = fixed(table)
    client, path = enter("marie@ouders.example")
    services.move_meeting(actor=table.actor, meeting=meeting, start=at(18), now=NOW)
    answer = client.post(path, {"antwoord": "ACCEPTED", "versie": "0"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "De datum is intussen veranderd" in text
    assert "woensdag 18 november 2026" in text
    assert 'name="versie" value="1"' in text


def test_a_cancelled_meeting_says_so(table):
    services.cancel_meeting(actor=table.actor, meeting=fixed(table), now=NOW)
    client, path = enter("marie@ouders.example")
    text = client.get(path).content.decode()
    assert "Het gesprek gaat niet door" in text
    assert "<form" not in text
    assert client.get(path + "overleg.ics").status_code == 404


def test_the_calendar_file_is_neutral_and_has_no_attendees(table):
    meeting = fixed(table)
    client, path = enter("ferhat@ouders.example")
    answer = client.get(path + "overleg.ics")
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (event["UID"], event["SUMMARY"]) == (meeting.uid, f"Overleg De Linde – {meeting.reference}")
    assert "ATTENDEE" not in event
    assert "Will you come?" in client.get(path).content.decode()


def test_looking_changes_nothing(table):
    fixed(table)
    client, path = enter("marie@ouders.example")
    feed = services.feed_address_for(table.gw, NOW).split("testserver")[-1]
    address = "/agenda/" + feed.rsplit("/", 1)[-1]
    before = snapshot()
    for _ in (1, 2):
        for one in (path, path + "overleg.ics", address):
            assert client.get(one).status_code == 200
            client.head(one)
    assert snapshot() == before


def test_one_link_opens_only_its_own_page(table):
    fixed(table)
    mine, my_path = enter("marie@ouders.example")
    _theirs, their_path = enter("ferhat@ouders.example")
    assert mine.get(my_path).status_code == 200
    assert mine.get(their_path).status_code == 404
    assert mine.get(my_path.replace("uitnodiging", "datum")).status_code == 404


def test_a_feed_shows_all_of_one_person_and_stays_the_same(table):
    first = fixed(table)
    other = lay(table.swv, gw=table.gw, name="De Eik")
    second = other.meeting(other.ib, table.gw)
    services.fix_date(meeting=second, start=at(19), by=By.system(), now=NOW)
    fixed(table, table.jp, start=at(20))
    path = "/agenda/" + services.feed_address_for(table.gw, NOW).rsplit("/", 1)[-1]
    answer = Client().get(path)
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert [event["UID"] for event in events] == [first.uid, second.uid]
    assert {str(event["SUMMARY"])[:8] for event in events} == {"Overleg "}
    assert CANARY not in answer.content.decode()
    assert Client().get(path).content == answer.content
    assert Client().get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304
    services.cancel_meeting(actor=table.actor, meeting=first, now=NOW)
    assert [event["UID"] for event in icalendar.Calendar.from_ical(Client().get(path).content).walk("VEVENT")] == [
        second.uid
    ]


def test_a_renewed_feed_kills_the_old_one_and_a_second_one_does_not(table):
    paths = ["/agenda/" + services.feed_address_for(table.gw, NOW).rsplit("/", 1)[-1] for _ in (1, 2)]
    assert [Client().get(path).status_code for path in paths] == [200, 200]
    fresh = "/agenda/" + services.renew_feed_address(person=table.gw, now=NOW).rsplit("/", 1)[-1]
    said = ["deze agenda is gestopt" in Client().get(path).content.decode() for path in (*paths, fresh)]
    assert said == [True, True, False]


def test_a_feed_gone_wild_is_asked_to_wait(table):
    path = "/agenda/" + services.feed_address_for(table.gw, NOW).rsplit("/", 1)[-1]
    codes = [Client().get(path).status_code for _ in range(31)]
    assert codes == [200] * 30 + [429]
    assert Client().get("/agenda/" + "a" * 43 + ".ics").status_code == 404


def test_a_poll_or_invitation_token_is_no_feed(table):
    fixed(table)
    _row, body = letters("invitation", address=table.gw.email)[0]
    token = link_in(body).rsplit("/", 1)[-1]
    assert Client().get(f"/agenda/{token}.ics").status_code == 404


def test_without_a_scope_nothing_is_readable(table):
    meeting = fixed(table)
    with scopes_disabled():
        assert seat_of(meeting, table.gw).swv_id == table.swv.pk
