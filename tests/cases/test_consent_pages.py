"""The pages of consent: the school's tab, and what parents and pupil see and can do behind their link."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from planning.cases import services, texts
from planning.cases.models import (
    Answer,
    ConsentDecision,
    ConsentRequest,
    ConsentSettings,
    Dispute,
    OtherGround,
    Party,
    PartyKind,
    Purpose,
    Task,
)
from planning.people.languages import switch_languages
from planning.people.roles import Role
from tests.cases.story import seen
from tests.factories import make_actor, make_staff

MOST_BYTES = 40_000
REASON = "De school heeft dit zo besproken."


@pytest.fixture
def ib(story):
    client = Client()
    client.force_login(story.ib.user)
    return client


@pytest.fixture
def base(story):
    return f"/casussen/{story.case.pk}/toestemming/"


# --- The school -------------------------------------------------------------------------------------------------------
def test_the_tab_says_who_said_what_and_what_is_missing(story, ib, base):
    story.say(story.request_of("mirte", Purpose.INVOLVE), Answer.YES)
    page = ib.get(base).content.decode()
    for words in ("Joost Peeters", "wacht op antwoord", "telefoon", "De geboortemaand is niet bekend", "anoniem"):
        assert words in page


def count_of(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_tab_costs_the_same_with_one_party_and_with_three(story, ib, base):
    story.all_say(Answer.YES)
    before = count_of(ib, base)
    for _ in range(2):
        person = make_staff(story.swv, Role.GW)
        services.add_involved(actor=story.actor, case=story.case, person=person, role=Role.GW, now=story.now)
    story.now += dt.timedelta(days=1)
    questions = [services.Question(Purpose.INVOLVE, row) for row in story.case.involved.all()]
    services.ask_consent(actor=story.actor, case=story.case, questions=questions, now=story.now)
    assert count_of(ib, base) == before


def test_the_list_of_cases_asks_the_gate_once_for_all(story, ib):
    story.all_say(Answer.YES)
    before = count_of(ib, "/casussen/")
    for _ in range(3):
        story.another_case()
    assert count_of(ib, "/casussen/") == before


def test_asking_with_nothing_ticked_or_a_day_to_come_says_so_and_loses_nothing(story, ib, base):
    answer = ib.post(f"{base}vragen/", {})
    assert (answer.status_code, "Kruis eerst aan" in answer.content.decode()) == (422, True)
    tomorrow = f"{story.today + dt.timedelta(days=1):%Y-%m-%d}"
    answer = ib.post(f"{base}vragen/", {"vraag": "sot", "explained_on": tomorrow})
    assert (answer.status_code, "nog niet geweest" in answer.content.decode()) == (422, True)
    assert not ConsentRequest.objects.exists()
    answer = ib.post(f"{base}vragen/", {"vraag": "sot", "explained_on": f"{story.today:%Y-%m-%d}", "scope": "health"})
    assert answer.status_code == 302
    row = ConsentRequest.objects.first()
    assert (row.explained_on, row.scope) == (story.today, ["health"])


def test_a_form_on_paper_is_entered_with_who_saw_it(story, ib, base):
    request = story.request_of("mirte", Purpose.SOT)
    form = ib.get(f"{base}formulier/{request.giver_id}/").content.decode()
    for words in ("Waar is dit gesprek voor?", "Handtekening", "☐", "Ik wil een tolk"):
        assert words in form
    fill = f"{base}invullen/{request.giver_id}/"
    assert ib.get(fill).content.decode().count("checked") == 0, "nothing is chosen beforehand"
    for wrong in (
        {},
        {"means": "paper"},
        {"means": "link", f"vraag-{request.pk}": "yes"},
        {"means": "paper", "vraag-x": "yes"},
    ):
        assert ib.post(fill, wrong).status_code == 422
    assert not ConsentDecision.objects.exists()
    data = {"means": "paper", "witness": "Meester Wim", f"vraag-{request.pk}": "yes"}
    assert ib.post(fill, data).status_code == 302
    row = ConsentDecision.objects.get()
    assert (row.means, row.witness, row.entered_by_id) == ("paper", "Meester Wim", story.ib.pk)


def test_the_answers_of_one_form_are_all_kept_or_none(story):
    mine, other = story.request_of("mirte", Purpose.SOT), story.request_of("kees", Purpose.SOT)
    with pytest.raises(services.NotYours):
        services.record_form(
            actor=story.actor,
            giver=mine.giver,
            answers={mine.pk: Answer.YES, other.pk: Answer.YES},
            means="paper",
            now=story.later(),
        )
    assert not ConsentDecision.objects.exists()


def test_grounds_and_disputes_behind_the_door(story, ib, base):
    address = f"{base}grond/{story.involved.pk}/"
    good = {
        "kind": "legal_task",
        "law": "leerplicht",
        "until": f"{story.today + dt.timedelta(days=9):%Y-%m-%d}",
        "reason": REASON,
    }
    for wrong in (
        {"kind": ""},
        {"law": ""},
        {"until": "2020-01-01"},
        {"until": "morgen"},
        {"reason": " "},
        {"kind": "zomaar"},
    ):
        assert ib.post(address, {**good, **wrong}).status_code == 422, wrong
    assert not OtherGround.objects.exists()
    assert ib.post(address, good).status_code == 302
    assert "wettelijke taak" in ib.get(base).content.decode()
    end = f"{base}grond/{OtherGround.objects.get().pk}/einde/"
    assert "Weet u het zeker?" in ib.get(end).content.decode()
    assert OtherGround.objects.get().ended_at is None
    assert [ib.post(end).status_code for _ in range(2)] == [302, 302]
    assert ib.post(f"{base}oneens/", {"about": "niets", "reason": REASON}).status_code == 422
    assert ib.post(f"{base}oneens/", {"about": "alles", "reason": REASON}).status_code == 302
    page = ib.get(base).content.decode()
    assert "Geblokkeerd:" in page
    lift = f"{base}oneens/{Dispute.objects.get().pk}/opheffen/"
    assert ib.post(lift, {"reason": "ja"}).status_code == 422
    assert ib.post(lift, {"reason": REASON}).status_code == 302
    assert "Geblokkeerd:" not in ib.get(base).content.decode()


def test_a_colleague_without_the_right_and_a_closed_case(story, base, ib):
    teacher = make_staff(story.swv, Role.TEACHER, story.school, account=True)
    client = Client()
    client.force_login(teacher.user)
    for path in ("", "bewijs/", "oneens/", f"grond/{story.involved.pk}/"):
        assert client.get(base + path).status_code == 403
    assert client.get(f"/casussen/toestemming-regels/{story.school.pk}/").status_code == 403
    services.close_case(actor=story.actor, case=story.case, reason="verhuisd", now=story.now)
    assert ib.get(base).status_code == 200
    assert "Vraag toestemming</button>" not in ib.get(base).content.decode()
    assert ib.post(f"{base}oneens/", {"about": "alles", "reason": REASON}).status_code == 422


def test_the_rules_of_a_school(story, ib):
    address = f"/casussen/toestemming-regels/{story.school.pk}/"
    page = ib.get(address).content.decode()
    assert "Alle ouders met gezag" in page
    good = {"who": "one", "from_twelve": "both", "tell_other_guardian": "ja", "months": "6", "renew_weeks": "3"}
    for wrong in ({"who": ""}, {"months": "99"}, {"renew_weeks": "0"}, {"renew_weeks": "veel"}, {"from_twelve": "x"}):
        assert ib.post(address, {**good, **wrong}).status_code == 422, wrong
    assert ib.post(address, good).status_code == 302
    row = ConsentSettings.objects.get()
    assert (row.one_is_enough, row.from_twelve, row.tell_other_guardian, row.months, row.renew_weeks) == (
        *(True, "both", True, 6, 3),
    )
    assert (row.changed_by_id, row.changed_at is not None) == (story.ib.pk, True)
    assert ib.get("/casussen/toestemming-regels/").status_code == 403, "the SWV's rules are the coordinator's"


# --- Parents and pupil ------------------------------------------------------------------------------------------------
def test_the_page_of_a_parent_is_light_and_says_first_what_it_is_for(story):
    story.ask()
    client, page = story.enter("mirte")
    html = client.get(page).content.decode()
    assert len(html.encode()) < MOST_BYTES
    assert "checked" not in html
    assert "<script" not in html
    assert html.index("Waar is dit gesprek voor?") < html.index("Ja, dat mag")
    english = client.get(f"{page}?taal=en").content.decode()
    assert "youth professional" in english
    assert "how learning is going" in english
    assert "What is this conversation for?" in english


def test_a_yes_in_arabic_is_kept_in_the_words_on_the_screen_with_the_dutch_beside_them(story):
    """C2: the text, its language and the exact words; U4: who is at the table with the parent reads the Dutch."""
    boss = make_actor(make_staff(story.swv, Role.COORDINATOR))
    switch_languages(actor=boss, codes=["ar"], now=story.now)
    story.ask()
    client, page = story.enter("mirte")
    shown = client.get(f"{page}?taal=ar").content.decode()
    assert (
        '<h3>لماذا هذا اللقاء؟ <span class="dutch" lang="nl" dir="ltr">Waar is dit gesprek voor?</span></h3>' in shown
    )
    assert len(shown.encode()) < MOST_BYTES
    sot = story.request_of("mirte", Purpose.SOT)
    answer = {f"vraag-{sot.pk}": "yes", "typed_name": "Mirte"} | seen(shown)
    assert client.post(f"{page}?taal=ar", answer).status_code == 303
    decision = ConsentDecision.objects.get()
    assert (decision.text.language, decision.text.purpose) == ("ar", Purpose.SOT)
    assert decision.shown.startswith("# لماذا هذا اللقاء؟")
    assert "\u2068De Linde\u2069" in decision.shown
    assert Party.objects.get(pk=sot.giver_id).language == "ar"


def test_a_question_in_words_of_before_is_put_in_english_where_a_language_lacks_them():
    assert texts.language_of(Purpose.SOT, "guardian", 1, "ar") == "en"
    assert texts.language_of(Purpose.SOT, "guardian", 2, "ar") == "ar"
    assert texts.language_of(Purpose.SOT, "guardian", 2, "fr") == "nl"


def test_the_paper_form_has_the_dutch_beside_it(story, ib, base):
    story.ask()
    party = story.request_of("mirte", Purpose.SOT).giver
    Party.objects.filter(pk=party.pk).update(language="tr")
    html = ib.get(f"{base}formulier/{party.pk}/").content.decode()
    assert "Evet, olabilir" in html
    assert '<span class="dutch" lang="nl" dir="ltr">Waar is dit gesprek voor?</span>' in html


def test_one_question_may_be_answered_and_another_left_open(story):
    story.ask()
    client, page = story.enter("mirte")
    shown = client.get(page).content.decode()
    sot = story.request_of("mirte", Purpose.SOT)
    assert client.post(page, {f"vraag-{sot.pk}": "no"} | seen(shown)).status_code == 303
    assert list(ConsentDecision.objects.values_list("request", "answer")) == [(sot.pk, "no")]
    assert client.post(page, seen(shown)).status_code == 422


def test_call_me_and_an_interpreter_are_work_for_who_asked_and_no_answer(story):
    story.ask()
    client, page = story.enter("mirte")
    for _ in range(2):
        assert client.post(page, {"hulp": "ja", "bel": "ja", "tolk": "ja"}).status_code == 303
    assert client.post(page, {"hulp": "ja"}).status_code == 303
    assert sorted(Task.objects.values_list("code", flat=True)) == ["consent_call_me", "consent_interpreter"]
    assert set(Task.objects.values_list("person", flat=True)) == {story.ib.pk}
    assert not ConsentDecision.objects.exists()


def test_the_parents_read_of_a_legal_task_and_never_of_safety(story):
    story.ask()
    other = make_staff(story.swv, Role.LPA, None, "Lotte Leer")
    involved = services.add_involved(actor=story.actor, case=story.case, person=other, role=Role.LPA, now=story.now)
    until = story.today + dt.timedelta(days=5)
    common = {
        "actor": story.actor,
        "case": story.case,
        "reason": "Geheim: zie dossier",
        "until": until,
        "now": story.now,
    }
    services.set_other_ground(involved=involved, kind="legal_task", law="leerplicht", **common)
    services.set_other_ground(involved=story.involved, kind="safety", **common)
    client, page = story.enter("mirte")
    html = client.get(page).content.decode()
    assert "Lotte Leer, leerplichtambtenaar" in html
    assert "Leerplichtwet" in html
    for secret in ("Geheim", "meldcode", "veiligheid"):
        assert secret not in html.lower()


def test_a_parent_of_a_pupil_of_seventeen_is_told_that_the_child_decides(story):
    story.ask()
    story.case.pupil_birth_month = f"{story.today.year - 17}-01"
    story.case.save(update_fields=["pupil_birth_month"])
    client, page = story.enter("mirte")
    assert "beslist nu zelf" in client.get(page).content.decode()


def test_a_pupil_is_added_with_an_address_and_gets_own_words(story, ib):
    address = f"/casussen/{story.case.pk}/leerling/"
    assert ib.post(address, {"language": "nl", "email": "geen adres"}).status_code == 422
    assert ib.post(address, {"language": "nl", "email": "k@leerling.example"}).status_code == 302
    assert ib.post(address, {"language": "en", "email": "k2@leerling.example"}).status_code == 302
    pupil = Party.objects.get(kind=PartyKind.PUPIL)
    assert (pupil.email, pupil.language) == ("k2@leerling.example", "en")


def test_the_coordinator_finds_the_rules_of_the_swv_at_the_schools(story):
    coordinator = make_staff(story.swv, Role.COORDINATOR, account=True)
    there = reverse("staff:consent-rules-swv")
    for person, found in ((coordinator, True), (story.ib, False)):
        client = Client()
        client.force_login(person.user)
        assert (f'href="{there}"' in client.get(reverse("staff:schools")).content.decode()) is found
        assert client.get(there).status_code == (200 if found else 403)
