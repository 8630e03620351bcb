"""Languages of guests: switched by the coordinator, followed by pages and letters, remembered on an answer."""

import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from notifications.languages import CODES
from planning.cases import services as cases
from planning.cases.models import Party
from planning.people import guests, languages
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from scheduler import reviewing
from tests.factories import make_actor, make_staff
from tests.meetings.table import NOW, letters, link_in
from tests.polls.test_services import ask
from tests.trust.walk import snapshot

MOTHER = "marie@ouders.example"


def switch(table, *codes):
    boss = make_actor(make_staff(table.swv, Role.COORDINATOR))
    return languages.switch_languages(actor=boss, codes=codes, now=NOW)


def speaks(table, language):
    Party.objects.filter(pk=table.mother.pk).update(language=language)


def opened(template="poll_invite", address=MOTHER):
    """A client behind the link in the newest of these letters, with the path of the page and the letter."""
    _row, body = letters(template, address=address)[-1]
    client = Client()
    return client, client.get(link_in(body))["Location"], body


def languages_on(page):
    return re.findall(r'hreflang="(\w+)"', page.content.decode())


# --- Switching --------------------------------------------------------------------------------------------------------
def test_dutch_and_english_are_on_until_somebody_switches_more_on(table):
    assert [one.code for one in languages.switched_on(table.swv.pk)] == ["nl", "en"]
    assert [one.code for one in switch(table, "so", "ar")] == ["nl", "en", "ar", "so"]
    assert [one.code for one in switch(table, "so")] == ["nl", "en", "so"]
    told = AuditEvent.objects.filter(action__startswith="languages.").order_by("at", "pk")
    assert sorted((row.action, row.detail["language"]) for row in told) == [
        ("languages.off", "ar"),
        ("languages.on", "ar"),
        ("languages.on", "so"),
    ]


def test_only_the_coordinator_switches_and_only_what_is_in_the_list(table):
    with pytest.raises(NotAllowed):
        languages.switch_languages(actor=table.actor, codes=["ar"], now=NOW)
    with pytest.raises(languages.UnknownLanguage):
        switch(table, "ar", "xx")


def test_another_setting_of_the_swv_stays(table):
    table.swv.settings = {"travel": {"minutes": 20}}
    table.swv.save()
    switch(table, "ar")
    table.swv.refresh_from_db()
    assert table.swv.settings == {"travel": {"minutes": 20}, "guest_languages": ["ar"]}


# --- What a reader gets -----------------------------------------------------------------------------------------------
def test_a_letter_and_its_page_are_in_the_readers_language_with_the_dutch(table):
    switch(table, "ar", "tr")
    speaks(table, "ar")
    ask(table)
    client, path, body = opened()
    assert "اختيار يوم ووقت للقاء في المدرسة" in body.text
    assert body.text.index("تحية طيبة") < body.text.index("Beste Marie")
    page = client.get(path)
    html = page.content.decode()
    assert '<html lang="ar" dir="rtl">' in html
    assert "الثلاثاء 17 نوفمبر / تشرين الثاني 2026، من 10:00 إلى 11:00" in html
    assert '<span class="dutch" lang="nl" dir="ltr">dinsdag 17 november 2026, 10.00–11.00 uur</span>' in html
    assert languages_on(page) == ["nl", "en", "ar", "tr"]


def test_a_language_that_is_off_is_not_offered_and_its_reader_gets_english_and_dutch(table):
    speaks(table, "so")
    ask(table)
    client, path, body = opened()
    assert body.text.index("Dear Marie") < body.text.index("Beste Marie")
    for address in (path, f"{path}?taal=so", f"{path}?taal=xx"):
        page = client.get(address)
        assert '<html lang="en"' in page.content.decode()
        assert languages_on(page) == ["nl", "en"]


def test_an_error_is_said_in_both_languages(table):
    switch(table, "pl")
    speaks(table, "pl")
    ask(table)
    client, path, _body = opened()
    html = client.post(path, {}).content.decode()
    assert "Prosimy wybrać: tak, w razie potrzeby albo nie." in html
    assert '<span class="dutch" lang="nl" dir="ltr">Kies ja, als het moet of nee.</span>' in html


# --- What was chosen on the page --------------------------------------------------------------------------------------
def test_looking_in_another_language_changes_nothing(table):
    switch(table, "uk")
    ask(table)
    client, path, _body = opened()
    client.get(path)
    before = snapshot()
    assert '<html lang="uk"' in client.get(f"{path}?taal=uk").content.decode()
    assert snapshot() == before


def test_who_answers_in_a_chosen_language_gets_the_next_letters_in_it(table):
    switch(table, "uk")
    ask(table)
    client, path, _body = opened()
    filled = dict.fromkeys(re.findall(r'name="(optie-[0-9a-f-]+)"', client.get(path).content.decode()), "yes")
    answer = client.post(f"{path}?taal=uk", filled)
    assert answer.status_code == 303
    assert "Дякуємо" in client.get(answer["Location"]).content.decode()
    assert Party.objects.get(pk=table.mother.pk).language == "uk"
    told = AuditEvent.objects.get(action="case.language")
    assert (told.actor_kind, told.detail) == ("guest", {"language": "uk"})
    client.post(f"{path}?taal=uk", filled)
    assert AuditEvent.objects.filter(action="case.language").count() == 1


def test_an_answer_without_a_choice_or_with_a_mistake_leaves_the_language(table):
    switch(table, "uk")
    ask(table)
    client, path, _body = opened()
    client.post(f"{path}?taal=uk", {})
    client.post(f"{path}?taal=ti", {})
    filled = dict.fromkeys(re.findall(r'name="(optie-[0-9a-f-]+)"', client.get(path).content.decode()), "yes")
    assert client.post(path, filled).status_code == 303
    assert Party.objects.get(pk=table.mother.pk).language == "nl"


def test_nobody_elses_language_changes(table):
    other = make_staff(table.swv, Role.IB)
    assert cases.remember_language(party_id=other.pk, language="ar", by=table.actor.by, now=NOW) is None
    assert not Party.objects.filter(language="ar").exists()


# --- The staff's pages ------------------------------------------------------------------------------------------------
@pytest.fixture
def coordinator(table):
    client = Client()
    client.force_login(make_staff(table.swv, Role.COORDINATOR, account=True).user)
    return client


def test_the_coordinator_sees_and_switches(table, coordinator):
    speaks(table, "tr")
    page = coordinator.get("/talen/").content.decode()
    assert page.count("nog niet nagekeken") == len(CODES) - 1
    assert 'value="ar" id="taal-ar"' in page
    answer = coordinator.post("/talen/", {"taal": ["ar", "tr"]}, follow=True).content.decode()
    assert 'id="taal-ar" checked' in answer
    with scope(swv=table.swv.pk):
        assert [one.code for one in languages.switched_on_here()] == ["nl", "en", "ar", "tr"]
    assert coordinator.post("/talen/", {"taal": "xx"}).status_code == 422


def test_the_coordinator_switches_the_code_of_guests(table, coordinator):
    assert 'id="code-aan" checked' in coordinator.get("/talen/").content.decode()
    off = coordinator.post("/talen/", {"doe": "code"}, follow=True).content.decode()
    assert "Bewaard. Het geldt meteen voor alle scholen." in off
    assert 'id="code-aan" checked' not in off
    assert not guests.asks_code(table.swv.pk)
    assert 'id="taal-ar" checked' not in off, "the languages stay as they were"
    assert (
        'id="code-aan" checked'
        in coordinator.post("/talen/", {"doe": "code", "aan": "1"}, follow=True).content.decode()
    )
    ib = Client()
    ib.force_login(make_staff(table.swv, Role.IB, account=True).user)
    assert ib.post("/talen/", {"doe": "code"}).status_code == 403
    assert guests.asks_code(table.swv.pk)


def test_every_text_can_be_read_beside_its_dutch(coordinator):
    page = coordinator.get("/talen/ti/").content.decode()
    assert "ፍቓድኩም" in page
    assert "Uw toestemming" in page
    assert coordinator.get("/talen/nl/").status_code == 404
    assert coordinator.get("/talen/xx/").status_code == 404


def test_an_ib_may_not_switch(table):
    client = Client()
    client.force_login(make_staff(table.swv, Role.IB, account=True).user)
    assert client.get("/talen/").status_code == 403


def test_the_ib_chooses_from_all_languages_and_sees_which_are_off(table):
    switch(table, "ar")
    client = Client()
    client.force_login(make_staff(table.swv, Role.IB, table.school, account=True).user)
    page = client.get("/casussen/nieuw/").content.decode()
    assert "Arabisch – العربية</option>" in page
    assert "Somalisch – Soomaali (staat uit: Engels en Nederlands)</option>" in page


def test_a_review_is_kept_by_a_command(tmp_path, monkeypatch, capsys):
    file = tmp_path / "reviewed.toml"
    file.write_text(reviewing.REVIEWED.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(reviewing, "REVIEWED", file)
    call_command("review_language", "uk", by="Olena Shevchuk", on=timezone.localdate())
    assert reviewing.digest("uk") in capsys.readouterr().out
    found = {row.language.code: row for row in reviewing.reviews(file)}["uk"]
    assert (found.state, found.by) == ("reviewed", "Olena Shevchuk")


# --- A link that is no more -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("accepts", "language", "said"),
    [
        ("ar-SY,ar;q=0.9,en;q=0.8", "ar", "هذه الصفحة غير موجودة"),
        ("fr,ti;q=0.5", "ti", "እዚ ገጽ (ድሕሪ ሕጂ) የለን"),
        ("fr", "nl", ""),
        ("", "nl", ""),
        ("*" * 5000, "nl", ""),
    ],
)
def test_a_dead_link_is_told_in_the_language_of_the_browser_with_the_dutch(db, accepts, language, said):
    answer = Client().get(f"/u/{'a' * 43}", headers={"accept-language": accepts})
    html = answer.content.decode()
    assert answer.status_code == 404
    assert f'<html lang="{language}"' in html
    assert said in html
    assert "Deze pagina is er niet (meer)" in html


def test_staff_read_dutch_whatever_their_browser_says(coordinator):
    html = coordinator.get("/casussen/niets/", headers={"accept-language": "ar"}).content.decode()
    assert '<html lang="nl"' in html
