"""The screen at the table: saved field by field, also without a script; only for who writes there."""

from __future__ import annotations

import pytest
from django.test import Client

from planning.cases.models import Case
from planning.followup.models import Goal
from planning.minutes.models import Attendance, Note, Record
from planning.people.roles import Role
from planning.privacy.models import AccessEntry
from tests.factories import make_staff
from tests.meetings.table import seat_of
from tests.words import words


@pytest.fixture
def ib(table) -> Client:
    client = Client()
    client.force_login(table.ib.user)
    return client


def at(meeting, rest=""):
    return f"/overleggen/{meeting.pk}/verslag/{rest}"


def save(client, meeting, text, *, base=0, topic="picture", pen="p"):
    form = {"text": text, "base": base, "pen": pen}
    return client.post(at(meeting, f"{topic}/"), form, headers={"accept": "application/json"})


def test_the_page_has_the_order_of_the_conversation(meeting, ib):
    page = words(ib.get(at(meeting)).content.decode())
    order = ["Wie is er?", "Wat gaat goed", "Wat wil de leerling?", "Ons beeld samen", "Wat willen we bereiken?"]
    places = [page.index(one) for one in [*order, "Schrijf eerst een doel op."]]
    assert places == sorted(places)
    assert "Schrijf het verslag" in words(ib.get(f"/overleggen/{meeting.pk}/").content.decode())


def test_a_script_hears_what_stands_there(meeting, ib):
    assert save(ib, meeting, "Rust helpt.").json() == {"text": "Rust helpt.", "revision": 1, "own": 1}
    save(ib, meeting, "Rust helpt. Lezen ook.", base=1, pen="ander")
    answer = save(ib, meeting, "Rust helpt. Buiten gaat goed.", base=1).json()
    assert answer["text"] == "Rust helpt. Lezen ook. Buiten gaat goed."
    assert (answer["revision"], answer["own"]) == (4, 3)
    stand = ib.get(at(meeting, "stand/")).json()
    assert stand["notes"]["picture"] == [4, answer["text"]]
    assert stand["fixed"] is False
    refused = save(ib, meeting, "Hulp", topic="offer")
    assert (refused.status_code, refused.json()) == (
        422,
        {"refused": "Schrijf eerst een doel op. Daarna kijkt u wat erbij past."},
    )


def test_an_open_page_that_knows_all_is_shown_nothing_and_no_row_says_it_looked(meeting, ib):
    save(ib, meeting, "Rust helpt.")
    stamp = ib.get(at(meeting, "stand/")).json()["stand"]
    before = AccessEntry.objects.count()
    again = ib.get(at(meeting, "stand/"), {"stand": stamp})
    assert (again.status_code, again.content, AccessEntry.objects.count()) == (204, b"", before)
    save(ib, meeting, "Rust helpt. Lezen ook.", base=1)
    before = AccessEntry.objects.count()
    assert ib.get(at(meeting, "stand/"), {"stand": stamp}).json()["notes"]["picture"][1] == "Rust helpt. Lezen ook."
    assert AccessEntry.objects.count() == before + 1


def test_without_a_script_each_field_has_its_button(meeting, ib):
    answer = ib.post(at(meeting, "picture/"), {"text": "Rust helpt.", "base": 0})
    assert (answer.status_code, answer["Location"]) == (302, f"{at(meeting)}#picture")
    ib.post(at(meeting, "picture/"), {"text": "Lezen lukt.", "base": 0})
    page = words(ib.get(at(meeting)).content.decode())
    assert "Beide teksten staan er nu." in page
    assert str(Note.objects.get().text) == "Rust helpt. Lezen lukt."
    assert ib.post(at(meeting, "doel/"), {"what": "Leest weer mee"}).status_code == 302
    wrong = ib.post(at(meeting, "doel/"), {"what": " "})
    assert (wrong.status_code, "Schrijf op wat u wilt bereiken." in words(wrong.content.decode())) == (422, True)
    assert "Hulp in de klas" not in words(ib.get(at(meeting)).content.decode())
    ib.post(at(meeting, "offer/"), {"text": "Hulp in de klas", "base": 0})
    early = ib.post(at(meeting, "vast/"))
    assert (early.status_code, "Spreek eerst af wanneer en hoe" in words(early.content.decode())) == (422, True)
    goal = Goal.objects.get()
    kept = ib.post(at(meeting, "doel/weg/"), {"doel": str(goal.pk)})
    assert (kept.status_code, Goal.objects.count()) == (422, 1)


def test_what_is_refused_stands_there_still(meeting, ib):
    long = "Rust helpt. " * 2000
    for path, form in (("picture/", {"text": long, "base": 0}), ("doel/", {"what": long})):
        answer = ib.post(at(meeting, path), form)
        assert answer.status_code == 422
        assert long.strip() in answer.content.decode()
    assert not Note.objects.exclude(text=None).exists()


def test_what_was_refused_goes_on_from_where_it_began_and_takes_nobodys_words(meeting, ib):
    save(ib, meeting, "Zij zag rust.")
    ib.post(at(meeting, "picture/"), {"text": "Zij zag rust. Meer.", "base": 1})
    long = "Rust helpt. " * 2000
    page = ib.post(at(meeting, "picture/"), {"text": long, "base": 0}).content.decode()
    field = page[page.index('data-field="picture"') :]
    assert 'name="base" value="0"' in field[: field.index("</form>")]


def test_who_is_there_is_ticked(table, meeting, ib):
    gw = seat_of(meeting, table.gw)
    ib.post(at(meeting, "aanwezig/"), {"er": [str(gw.pk), "onzin"]})
    assert Attendance.objects.filter(there=True).get().participant == gw
    assert Attendance.objects.count() == 5
    page = ib.get(at(meeting)).content.decode()
    assert page.count(" checked") == 1


def test_what_is_fixed_is_read_only(meeting, ib):
    save(ib, meeting, "Alleen gepraat.")
    assert ib.post(at(meeting, "vast/")).status_code == 302
    page = ib.get(at(meeting)).content.decode()
    assert "Dit verslag staat vast sinds" in words(page)
    assert "<textarea" not in page
    assert "minutes.js" not in page
    assert save(ib, meeting, "Toch meer.", base=1).json() == {
        "refused": "Dit verslag staat vast. Er verandert niets meer in."
    }


def test_before_the_casusregisseur_there_is_nothing_to_type_in(meeting, ib):
    Case.objects.update(casusregisseur=None, casusregisseur_since=None)
    page = ib.get(at(meeting)).content.decode()
    assert "Wijs eerst de casusregisseur aan." in words(page)
    assert "<textarea" not in page
    assert save(ib, meeting, "Toch.").status_code == 422
    assert not Record.objects.exists()


def test_for_who_does_not_write_there_it_is_not_there(table, meeting):
    for role, school in ((Role.TEACHER, table.school), (Role.DIRECTOR, table.school), (Role.COORDINATOR, None)):
        client = Client()
        client.force_login(make_staff(table.swv, role, school, account=True).user)
        assert client.get(at(meeting)).status_code in {403, 404}
        assert save(client, meeting, "Rust helpt.").status_code in {403, 404}
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("onzin/", {"text": "x", "base": 0}),
        ("picture/", {"text": "x"}),
        ("picture/", {"text": "x", "base": "-1"}),
        ("picture/", {"text": "x", "base": "9" * 30}),
        ("picture/", {"text": "x", "base": "٣"}),
        ("doel/weg/", {"doel": "x"}),
    ],
)
def test_what_no_page_sends_is_no_page(meeting, ib, path, form):
    assert ib.post(at(meeting, path), form).status_code == 404
    assert not Record.objects.exists()
