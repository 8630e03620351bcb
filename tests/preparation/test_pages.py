"""The pages: a parent step by step, a partner with the seven questions, the school side by side."""

import pytest
from django.test import Client

from planning.cases.models import PartyKind, PupilWord
from planning.meetings import services as meetings
from planning.people.languages import switch_languages
from planning.people.models import User
from planning.people.roles import Role
from planning.preparation.models import Preparation
from tests.factories import make_actor, make_staff
from tests.guests import Guest
from tests.meetings.table import CANARY, NOW, at, letters, link_in, seat_of

pytestmark = pytest.mark.django_db


def enter(address):
    _row, body = letters("invitation", address=address)[-1]
    client = Guest()
    return client, client.get(link_in(body))["Location"]


def prepare(address):
    client, path = enter(address)
    return client, path.replace("uitnodiging/", "voorbereiding/")


def test_the_invitation_shows_the_way(table, hia):
    client, path = enter("marie@ouders.example")
    assert "Bereid u voor" in client.get(path).content.decode()


def test_a_parent_goes_through_three_steps_and_finds_the_words_back(table, hia):
    client, path = prepare("marie@ouders.example")
    first = client.get(path).content.decode()
    assert "Wat gaat goed?" in first
    assert "Stap 1 van 3" in first
    assert "<script" not in first
    answer = client.post(path, {"good": "Gym.", "better": "De ochtend."})
    assert (answer.status_code, "stap=2" in answer["Location"]) == (303, True)
    answer = client.post(answer["Location"], {"ask": "", "point_1": "Rust", "point_2": "", "point_3": "Eén gezicht"})
    assert "stap=3" in answer["Location"]
    answer = client.post(answer["Location"], {"whom": "Oma"})
    done = client.get(answer["Location"]).content.decode()
    for words in ("Het is bewaard", "Gym.", "<li>", "Rust", "Eén gezicht", "Oma"):
        assert words in done
    assert ">De ochtend.</textarea>" in client.get(path).content.decode().replace("\n", "")
    assert Preparation.objects.get().participant == seat_of(hia, table.mother)


def test_a_partner_gets_the_seven_questions_and_no_pupil(table, hia):
    client, path = prepare(table.jp.email)
    text = client.get(path).content.decode()
    assert "Wat kan ik doen?" in text
    assert "Wat gaat goed?" not in text
    assert CANARY not in text


def test_too_long_comes_back_with_the_words(table, hia):
    client, path = prepare("marie@ouders.example")
    answer = client.post(path, {"good": "x" * 3001})
    assert answer.status_code == 422
    assert "Dat is te lang" in answer.content.decode()
    assert client.get(f"{path}?stap=99").status_code == 200
    assert client.get(f"{path}?stap=-1²").status_code == 200


def test_afterwards_the_words_can_be_read_and_not_changed(table, hia):
    client, path = prepare("marie@ouders.example")
    client.post(path, {"good": "Gym."})
    hia.state = "held"
    hia.save(update_fields=["state"])
    text = client.get(path).content.decode()
    assert "niets meer veranderen" in text
    assert "Gym." in text
    assert "<textarea" not in text
    assert client.post(path, {"good": "Anders."}).status_code == 422


def test_in_arabic_with_the_dutch_below(table, hia):
    boss = make_actor(make_staff(table.swv, Role.COORDINATOR), today=NOW.date())
    switch_languages(actor=boss, codes=["ar"], now=NOW)
    client, path = prepare("marie@ouders.example")
    text = client.get(f"{path}?taal=ar").content.decode()
    assert "ما الذي يمكن أن يكون أفضل؟" in text
    assert "Wat kan beter?" in text
    assert 'dir="rtl"' in text


def test_a_pupil_at_the_table_gets_the_own_page(table, hia):
    client, path = prepare("marie@ouders.example")
    table.mother.kind = PartyKind.PUPIL
    table.mother.save(update_fields=["kind"])
    assert "Wat wil jij vertellen?" in client.get(path).content.decode()
    answer = client.post(path, {"tell": "Het is druk."})
    assert answer.status_code == 303
    assert "Het is bewaard" in client.get(answer["Location"]).content.decode()
    assert str(PupilWord.objects.get().tell) == "Het is druk."
    assert Preparation.objects.count() == 0


def test_the_school_sees_who_did_and_who_did_not_and_reminds(table, hia):
    guest, path = prepare("marie@ouders.example")
    guest.post(path, {"good": "Gym met plezier."})
    ib = Client()
    ib.force_login(table.ib.user)
    assert "Bekijk de voorbereiding" in ib.get(f"/overleggen/{hia.pk}/").content.decode()
    page = f"/overleggen/{hia.pk}/voorbereiding/"
    text = ib.get(page).content.decode()
    for words in ("Gym met plezier.", "Nog niet voorbereid", "Ferhat de Vader", "Stuur een herinnering"):
        assert words in text
    answer = ib.post(f"{page}herinner/", follow=True)
    assert "3 mensen krijgen een herinnering." in answer.content.decode()
    assert "Niemand kreeg een brief" in ib.post(f"{page}herinner/", follow=True).content.decode()
    answer = ib.post(f"{page}mijn/", {"can": "Voorzitten."}, follow=True)
    assert "Uw voorbereiding is bewaard." in answer.content.decode()
    assert "Voorzitten." in answer.content.decode()


def test_at_the_table_with_an_account_one_reads_and_answers_and_may_not_remind(table, hia):
    table.jp.user = User.objects.create_user("jp@test.example", "een-lang-wachtwoord")
    table.jp.save(update_fields=["user"])
    jp = Client()
    jp.force_login(table.jp.user)
    page = f"/overleggen/{hia.pk}/voorbereiding/"
    assert "Stuur een herinnering" not in jp.get(page).content.decode()
    assert jp.post(f"{page}mijn/", {"can": "x" * 3001}).status_code == 422
    assert jp.post(f"{page}mijn/", {"can": "Meedenken."}).status_code == 302
    assert jp.post(f"{page}herinner/").status_code == 403
    table.lpa.user = User.objects.create_user("lpa@test.example", "een-lang-wachtwoord")
    table.lpa.save(update_fields=["user"])
    lpa = Client()
    lpa.force_login(table.lpa.user)
    assert lpa.get(page).status_code == 404
    assert lpa.get(f"{page}mijn/").status_code == 404


def test_the_ib_calls_a_parent_and_writes_it_down(table, hia):
    ib = Client()
    ib.force_login(table.ib.user)
    page = f"/overleggen/{hia.pk}/voorbereiding/"
    seat = seat_of(hia, table.mother)
    path = f"{page}bellen/{seat.pk}/"
    assert path in ib.get(page).content.decode()
    assert "Wat zegt Marie de Moeder?" in ib.get(path).content.decode()
    assert ib.post(path, {"good": "x" * 3001}).status_code == 422
    four = "Een\nTwee\nDrie\nVier"
    assert ib.post(path, {"good": "Hij lacht.", "points": four, "read_back": "on"})["Location"] == page
    text = ib.get(page).content.decode()
    assert "opgeschreven door Ingrid Ib, en voorgelezen" in " ".join(text.split())
    assert "Vier" not in text
    assert ib.get(f"{page}bellen/{seat_of(hia, table.jp).pk}/").status_code == 404
    client, own = prepare("marie@ouders.example")
    assert "Hij lacht." in client.get(own).content.decode()
    client.post(own, {"good": "Hij lacht vaak."})
    refused = ib.post(path, {"good": "Anders."})
    assert refused.status_code == 422
    assert "zelf al iets geschreven" in refused.content.decode()


def test_a_parent_reads_the_own_words_of_the_time_before(table, hia):
    client, path = prepare("marie@ouders.example")
    client.post(path, {"good": "Gym."})
    draft = table.meeting(table.ib)
    meetings.fix_date(meeting=draft, start=at(27), by=table.actor.by, now=NOW)
    client, path = prepare("marie@ouders.example")
    text = client.get(path).content.decode()
    assert "Vorige keer schreef u" in text
    assert "Gym." in text
    assert "Gym.</textarea>" not in text
