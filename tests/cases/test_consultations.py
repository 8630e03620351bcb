"""A short question without a pupil: warned of names, answered or planned, closed, linked to nobody (R31, R43)."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.cases import selectors, services
from planning.cases.identifying import suspicious
from planning.cases.models import Consultation, ConsultationOutcome, ConsultationState, Topic
from planning.people.access import NotAllowed
from planning.people.roles import Role
from tests.factories import make_actor, make_staff

pytestmark = pytest.mark.django_db
SAFE = "Een leerling loopt weg als het druk wordt. Wat kan de leerkracht doen?"


@pytest.fixture
def gw(story):
    return make_staff(story.swv, Role.GW, None, "Gerda Gw", account=True)


def ask(story, expert, question=SAFE, *, actor=None, moments="", checked=False):
    return services.ask_expert(
        actor=actor or story.actor,
        school=story.school,
        expert=expert,
        asked=services.ShortQuestion(topic=Topic.BEHAVIOUR, question=question, moments=moments),
        checked=checked,
        now=story.now,
    )


def test_nothing_links_a_consultation_to_a_pupil():
    """No key from it to a case, a signal or a party, and none of any table to it."""
    allowed = {"people.SWV", "people.School", "people.Person"}
    out = {field.related_model._meta.label for field in Consultation._meta.get_fields() if field.is_relation}
    assert out == allowed
    into = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is Consultation
    ]
    assert into == []


def test_the_question_warns_and_the_writer_decides(story, gw):
    for field, text in (("question", "Fenna heeft moeite."), ("moments", "als Fenna thuis is")):
        with pytest.raises(services.LooksLikeAChild) as warned:
            ask(story, gw, **{"question": text} if field == "question" else {"moments": text})
        assert warned.value.words == ("Fenna",)
        assert field in warned.value.fields
    assert not Consultation.objects.exists()
    assert ask(story, gw, "We lezen Nijntje voor.", checked=True).state == ConsultationState.ASKED


def test_the_expert_answers_and_who_asked_closes(story, gw):
    row, expert = ask(story, gw), make_actor(gw, today=story.today)
    letter = OutgoingLetter.objects.get(template="consultation_asked")
    text = Body.from_json(str(letter.body)).text
    assert (letter.address, SAFE in text, f"/meedenken/{row.pk}/" in text) == (gw.email, False, True)
    with pytest.raises(services.LooksLikeAChild):
        services.answer_consultation(
            actor=expert, consultation=row, answer="Kijk bij Fenna.", checked=False, now=story.now
        )
    row = services.answer_consultation(
        actor=expert, consultation=row, answer="Geef een vaste plek.", checked=False, now=story.now
    )
    assert OutgoingLetter.objects.filter(template="consultation_answered", address=story.ib.email).count() == 1
    with pytest.raises(NotAllowed):
        services.close_consultation(actor=expert, consultation=row, outcome=ConsultationOutcome.NOTHING, now=story.now)
    row = services.close_consultation(
        actor=story.actor, consultation=row, outcome=ConsultationOutcome.SIGNAL, now=story.now
    )
    assert (row.state, row.closed_by_id, row.closed_at) == ("closed", story.ib.pk, story.now)
    with pytest.raises(services.NotNowConsultation):
        services.answer_consultation(actor=expert, consultation=row, answer="Nog iets.", checked=False, now=story.now)


def test_the_expert_plans_a_moment_that_is_still_to_come(story, gw):
    row, expert = ask(story, gw), make_actor(gw, today=story.today)
    with pytest.raises(services.AskSomething):
        services.plan_consultation(actor=expert, consultation=row, start=story.now, place="", now=story.now)
    start = story.now + dt.timedelta(days=2)
    row = services.plan_consultation(actor=expert, consultation=row, start=start, place="Ik bel.", now=story.now)
    assert (row.state, row.planned_at) == (ConsultationState.PLANNED, start)


def test_only_the_two_read_it(story, gw):
    row = ask(story, gw)
    teacher = make_staff(story.swv, Role.TEACHER, story.school, account=True)
    colleague = make_actor(make_staff(story.swv, Role.IB, story.school), today=story.today)
    assert selectors.visible_consultation(colleague, row.pk) is None
    mine = ask(story, gw, actor=make_actor(teacher, today=story.today))  # a teacher asks too (R31)
    assert set(selectors.visible_consultations(make_actor(gw, today=story.today))) == {row, mine}
    client = Client()
    client.force_login(teacher.user)
    assert client.get(f"/meedenken/{row.pk}/").status_code == 404
    assert client.get(f"/meedenken/{mine.pk}/").status_code == 200


def test_who_may_not_ask_or_be_asked(story, gw):
    with pytest.raises(services.AskSomething):
        ask(story, story.ib)
    with pytest.raises(services.AskSomething):
        ask(story, gw, " ")
    for role in (Role.JP, Role.DIRECTOR, Role.VC):
        with pytest.raises(NotAllowed):
            ask(story, gw, actor=make_actor(make_staff(story.swv, role, story.school), today=story.today))


def test_the_database_keeps_an_end_whole(story, gw):
    row = ask(story, gw)
    for broken in ({"state": "closed"}, {"outcome": "nothing"}, {"state": "planned"}, {"answered_at": story.now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consultation.objects.filter(pk=row.pk).update(**broken)


def test_the_pages(story, gw, django_assert_num_queries):
    client = Client()
    client.force_login(story.ib.user)
    form = {"school": str(story.school.pk), "expert": str(gw.pk), "topic": "learning", "moments": ""}
    warned = client.post("/meedenken/nieuw/", {**form, "question": "Fenna leest niet. Ze zit in groep 4."})
    text = warned.content.decode()
    assert warned.status_code == 422
    assert "“Fenna”" in text
    assert "groep 4" in text
    assert 'name="checked"' in text
    assert 'name="checked"' not in client.get("/meedenken/nieuw/").content.decode()
    sent = client.post("/meedenken/nieuw/", {**form, "question": "Fenna is een boek.", "checked": "on"})
    assert sent.status_code == 302
    expert = Client()
    expert.force_login(gw.user)
    page = expert.get(sent["Location"]).content.decode()
    assert "Fenna is een boek." in page
    assert "Verstuur het antwoord" in page
    assert "aan u gevraagd" in expert.get("/meedenken/").content.decode().lower()
    assert client.post(f"{sent['Location']}antwoord/", {"answer": "x"}).status_code == 403
    assert expert.post(f"{sent['Location']}moment/", {"day": "2020-01-01", "time": "9:00"}).status_code == 422


@given(st.sampled_from(["Vink", "Merel", "Zwaluw"]), st.sampled_from(["{0} is stil", "Wat doen we met {0}?"]))
def test_what_the_form_lets_through_names_nobody(name, text):
    assert name in suspicious(text.format(name))


def test_a_pupil_of_the_school_is_found_however_the_name_is_written(story, gw):
    for text in ("wat kan ik met k a n a r i e?", "bel mirte even", "een kanarie-achtig probleem"):
        with pytest.raises(services.LooksLikeAChild):
            ask(story, gw, text)
    teacher = make_actor(make_staff(story.swv, Role.TEACHER, story.school), today=story.today)
    # Who sees no cases is not told by a warning who has one.
    assert ask(story, gw, "wat kan ik met k a n a r i e?", actor=teacher).state == ConsultationState.ASKED


def test_the_place_of_a_talk_names_nobody_either(story, gw):
    row = ask(story, gw)
    browser = Client()
    browser.force_login(gw.user)
    day = (story.today + dt.timedelta(days=3)).isoformat()
    form = {"day": day, "time": "10:00", "place": "bij Fenna thuis"}
    refused = browser.post(f"/meedenken/{row.pk}/moment/", form)
    assert refused.status_code == 422
    assert "“Fenna”" in refused.content.decode()
    row.refresh_from_db()
    assert row.planned_at is None
    assert browser.post(f"/meedenken/{row.pk}/moment/", {**form, "checked": "on"}).status_code == 302
