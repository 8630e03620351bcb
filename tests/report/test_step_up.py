"""The door of the code, as a reader of the minutes meets it: in words, without a script, and what goes wrong (S4)."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.links import services as links
from notifications.links.models import DoorCode
from notifications.outbox.models import OutgoingLetter
from planning.cases.models import Party, PartyKind
from planning.people.access import NotAllowed
from planning.people.guests import ask_code
from planning.people.models import AuditEvent
from planning.people.roles import Role
from planning.privacy.models import AccessEntry
from planning.report import services
from tests.factories import make_actor, make_staff
from tests.guests import newest_code
from tests.meetings.table import CANARY, NOW, letters, link_in
from tests.report.conftest import fixed
from tests.words import words

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def at_time(monkeypatch):
    """`at_time(NOW + MINUTE)`: the house's clock."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def reader(table, recorded):
    """A browser that followed the mother's link: the door, and where it leads."""
    return send_to(table, recorded, table.mother)


def send_to(table, meeting, party, template="report_ready"):
    fixed(table, meeting)
    services.send(actor=table.actor, meeting=meeting, to=[party.pk], now=NOW)
    ((_row, body),) = letters(template)
    client = Client()
    page = client.get(link_in(body))["Location"]
    answer = client.get(page)
    assert (answer.status_code, answer.content) == (303, b"")
    return client, page, answer["Location"]


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def test_from_the_mail_to_the_minutes(reader):
    client, page, door = reader
    assert door == f"{page.removesuffix('notulen/')}code/?naar=notulen%2F"
    first = client.get(door).content.decode()
    assert "U bent: MM" in words(first)
    assert "m•••@o•••.example" in first
    assert "Stuur de code" in first
    assert "<script" not in first
    assert 'name="code"' not in first
    assert not DoorCode.objects.exists(), "looking sends nothing"
    sent = client.post(door, {"stuur": "1"})
    assert sent.status_code == 303
    second = client.get(sent["Location"]).content.decode()
    assert 'inputmode="numeric" autocomplete="one-time-code"' in second
    assert CANARY not in first + second
    code = newest_code()
    opened = client.post(sent["Location"], {"code": f" {code[:3]} {code[3:]}"})
    assert opened["Location"] == f"{page}?taal=nl"
    cookie = opened.cookies["deur"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (page.removesuffix("notulen/"), True, "Lax")
    assert "Kort, voor u als ouder" in words(client.get(opened["Location"]).content.decode())
    ((_row, body),) = letters("door_code")
    assert CANARY not in body.text
    assert code in body.text


def test_the_cookie_is_for_https_only_where_the_house_is(reader, settings):
    settings.SECURE = True
    client, _page, door = reader
    client.post(door, {"stuur": "1"})
    assert client.post(door, {"code": newest_code()}).cookies["deur"]["secure"]


def test_a_wrong_code_is_said_in_words_and_counted(reader):
    client, page, door = reader
    client.post(door, {"stuur": "1"})
    code = newest_code()
    said = []
    for typed in ("12", wrong(code), wrong(code), wrong(code), wrong(code), wrong(code), code):
        answer = client.post(door, {"code": typed})
        assert answer.status_code == 422
        said.append(words(answer.content.decode()))
    assert "Dat zijn geen zes cijfers" in said[0]
    for number, text in zip(("4 keer", "3 keer", "2 keer", "één keer"), said[1:5], strict=True):
        assert "Deze code klopt niet" in text
        assert f"Het kan nog {number}." in text
    assert all("Deze code is te vaak verkeerd getypt" in text and "Stuur de code" in text for text in said[5:])
    assert client.get(page).status_code == 303
    assert "deur" not in client.cookies


def test_a_code_that_is_old_and_a_new_one_too_soon(reader, at_time):
    client, _page, door = reader
    client.post(door, {"stuur": "1"})
    soon = client.post(door, {"stuur": "1"})
    assert soon.status_code == 429
    assert "Over één minuut kan het weer." in words(soon.content.decode())
    assert 'name="code"' in soon.content.decode(), "the one that went can still be typed"
    code = newest_code()
    at_time(NOW + 11 * MINUTE)
    assert "Deze code is te oud" in words(client.post(door, {"code": code}).content.decode())
    assert "Stuur de code" in words(client.get(door).content.decode())
    assert client.post(door, {"stuur": "1"}).status_code == 303
    assert client.post(door, {"code": newest_code()}).status_code == 303


def test_after_an_hour_one_reads_no_more_but_what_was_being_written_is_kept(reader, at_time):
    client, page, door = reader
    client.post(door, {"stuur": "1"})
    client.post(door, {"code": newest_code()})
    at_time(NOW + 61 * MINUTE)
    assert client.get(page).status_code == 303
    done = client.post(page, {"text": "Ik zie dat anders."})
    assert done["Location"] == f"{page}?klaar=gezegd&taal=nl"
    assert "code/" in client.get(done["Location"])["Location"]
    at_time(NOW + 241 * MINUTE)
    assert "code/" in client.post(page, {"text": "Nog iets."})["Location"]


def test_another_browser_has_to_ask_itself(reader):
    client, page, door = reader
    client.post(door, {"stuur": "1"})
    client.post(door, {"code": newest_code()})
    other = Client()
    other.cookies["link"] = client.cookies["link"].value
    assert "code/" in other.get(page)["Location"]


def test_a_code_is_typed_where_it_was_asked_for(reader):
    """Who has the same link neither types it nor spends its tries."""
    client, page, door = reader
    client.post(door, {"stuur": "1"})
    other = Client()
    other.cookies["link"] = client.cookies["link"].value
    assert 'name="code"' not in other.get(door).content.decode()
    for _ in range(6):
        said = other.post(door, {"code": newest_code()})
        assert (said.status_code, "Deze code werkt niet meer" in words(said.content.decode())) == (422, True)
    assert client.post(door, {"code": newest_code()}).status_code == 303
    assert client.get(page).status_code == 200
    assert client.cookies["vraag"]["path"] == page.removesuffix("notulen/")
    assert client.cookies["vraag"]["httponly"]


def test_a_link_that_somebody_else_has_is_changed_for_a_new_one(reader, at_time):
    """Asked for again and again: the page and the letter say so, and one press ends what the other has."""
    client, _page, door = reader
    other = Client()
    other.cookies["link"] = client.cookies["link"].value
    for number in range(4):
        assert "Stuur een nieuwe link" not in client.get(door).content.decode() or number == 3
        at_time(NOW + 2 * number * MINUTE)
        other.post(door, {"stuur": "1"})
    assert client.post(door, {"stuur": "1"}).status_code == 429
    shown = words(client.get(door).content.decode())
    assert "Heeft iemand anders deze link?" in shown
    sent = client.post(door, {"nieuw": "1"})
    assert sent.status_code == 200
    assert "De nieuwe link is gestuurd naar m•••@o•••.example" in words(sent.content.decode())
    assert [one.get(door).status_code for one in (client, other)] == [404, 404]
    ((row, body),) = letters("new_link")
    assert (row.address, CANARY in body.text) == ("marie@ouders.example", False)
    assert "De oude link werkt niet meer" in body.text
    assert AuditEvent.objects.get(action="link.renew").actor_kind == "guest"
    fresh = Client()
    there = fresh.get(fresh.get(link_in(body))["Location"])["Location"]
    fresh.post(there, {"stuur": "1"})
    fresh.post(there, {"code": newest_code(there.split("/")[2])})
    assert "Kort, voor u als ouder" in words(fresh.get(fresh.get(link_in(body))["Location"]).content.decode())


def test_without_a_sign_of_somebody_else_there_is_no_new_link(reader):
    client, _page, door = reader
    assert client.post(door, {"nieuw": "1"}).status_code == 200
    assert letters("new_link") == []
    assert "Stuur een nieuwe link" not in client.get(door).content.decode()


def test_a_file_is_fetched_from_its_page_after_the_code(reader):
    client, page, door = reader
    assert client.get(f"{page}verslag.pdf")["Location"] == door


@pytest.mark.parametrize(
    "there",
    ["//elders.example/", "../../overleggen/", "https://elders.example/", "code/", "x", "notulen/../../x", "%00", "а/"],
)
def test_the_door_leads_nowhere_else(reader, there):
    client, page, door = reader
    here = door.partition("?")[0]
    client.post(here, {"stuur": "1"})
    answer = client.post(f"{here}?naar={there}", {"code": newest_code()})
    assert answer["Location"] == f"{page}?taal=nl"


def test_the_language_goes_along(table, recorded):
    client, page, door = send_to(table, recorded, table.father)
    text = words(client.get(door).content.decode())
    assert "A code first" in text
    assert "Eerst een code" in text
    client.post(door, {"stuur": "1"})
    assert OutgoingLetter.objects.get(template="door_code").language == "en"
    answer = client.post(f"{door}&taal=nl", {"code": newest_code()})
    assert answer["Location"] == f"{page}?taal=nl"


def test_who_has_no_address_any_more_is_told_to_call(table, reader):
    client, _page, door = reader
    Party.objects.filter(pk=table.mother.pk).update(email=None)
    page = words(client.get(door).content.decode())
    assert "De school kent geen e-mailadres." in page
    assert "Bel de school." in page
    assert client.post(door, {"stuur": "1"}).status_code == 200
    assert not DoorCode.objects.exists()


def test_it_goes_to_the_address_that_is_known_now(table, reader):
    client, _page, door = reader
    mother = Party.objects.get(pk=table.mother.pk)
    mother.email = "nieuw@ouders.example"
    mother.save(update_fields=["email"])
    client.post(door, {"stuur": "1"})
    assert OutgoingLetter.objects.get(template="door_code").address == "nieuw@ouders.example"


def test_a_pupil_is_spoken_to_as_je_and_has_no_name_in_the_letter(table, recorded):
    pupil = table.father
    pupil.kind, pupil.name, pupil.language = PartyKind.PUPIL, CANARY, "nl"
    pupil.save(update_fields=["kind", "name", "language"])
    client, _page, door = send_to(table, recorded, pupil, "report_pupil")
    page = words(client.get(door).content.decode())
    assert "Jij bent:" in page
    assert CANARY not in page
    client.post(door, {"stuur": "1"})
    ((row, body),) = letters("door_code")
    assert CANARY not in body.text + row.subject
    assert "Hallo," in body.text


def test_the_log_says_who_came_to_the_door_and_not_that_they_read(reader):
    client, _page, door = reader
    assert not AccessEntry.objects.filter(page="guest:report").exists(), "the minutes were not shown"
    client.get(door)
    assert AccessEntry.objects.filter(page="guest:code", actor_kind="guest").count() == 1


def test_an_open_door_costs_one_query(reader):
    client, page, door = reader
    client.post(door, {"stuur": "1"})
    client.post(door, {"code": newest_code()})
    client.get(page)
    with CaptureQueriesContext(connection) as seen:
        client.get(page)
    asked = [row["sql"] for row in seen.captured_queries if "links_doorcode" in row["sql"]]
    assert len(asked) == 1


def test_a_link_that_is_dead_has_no_door(table, reader):
    client, _page, door = reader
    links.revoke(tenant_id=table.swv.pk, purpose="report", now=NOW)
    assert client.get(door).status_code == 404
    assert client.post(door, {"stuur": "1"}).status_code == 404


def test_the_coordinator_switches_it_and_that_is_written_down(table, reader):
    client, page, _door = reader
    with pytest.raises(NotAllowed):
        ask_code(actor=table.actor, on=False, now=NOW)
    coordinator = make_actor(make_staff(table.swv, Role.COORDINATOR))
    ask_code(actor=coordinator, on=False, now=NOW)
    ask_code(actor=coordinator, on=False, now=NOW)
    assert client.get(page).status_code == 200
    ask_code(actor=coordinator, on=True, now=NOW)
    assert client.get(page).status_code == 303
    assert list(AuditEvent.objects.filter(action__startswith="guest_code").values_list("action", flat=True)) == [
        "guest_code.off",
        "guest_code.on",
    ]
