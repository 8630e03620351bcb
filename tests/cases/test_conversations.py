"""Conversations, asking the SWV for a trajectbegeleider, and the pupil's own page (R52, R53, R60, U11)."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.cases import selectors, services
from planning.cases.models import Case, Comes, Conversation, PupilWord, Purpose, Subject, Task, TrajectRequest
from planning.meetings.models import Meeting
from planning.people.access import NotAllowed
from planning.people.roles import Role
from tests.factories import make_actor, make_staff
from tests.guests import Guest
from tests.words import without_tokens

pytestmark = pytest.mark.django_db
WORDS = {"tell": "Het is te druk.", "goes_well": "Gym", "whom": "Mijn juf", "comes": "partly"}


def talk(story, **more):
    fields = {
        "actor": story.actor,
        "case": story.case,
        "subject": Subject.IMPORTANCE,
        "on": story.today,
        "parties": list(story.case.parties.all()),
        "others": "de tolk",
        "agreed": "Een breed overleg is nodig.",
        "now": story.now,
    }
    return services.record_conversation(**{**fields, **more})


def test_a_conversation_is_kept_with_who_was_there(story):
    row = talk(story)
    assert (row.by_id, row.at, str(row.others), row.parties.count()) == (story.ib.pk, story.now, "de tolk", 2)


@pytest.mark.parametrize(
    ("field", "value"), [("agreed", " "), ("parties", []), ("on", timezone.localdate() + dt.timedelta(days=2))]
)
def test_a_bad_conversation_says_what_is_missing(story, field, value):
    with pytest.raises(services.WrongConversation) as refused:
        talk(story, **{field: value})
    assert set(refused.value.fields) == {field}


def test_a_parent_of_another_case_was_not_there(story):
    other = story.another_case("vreemd")
    with pytest.raises(services.WrongConversation):
        talk(story, parties=list(other.parties.all()))


def test_consent_for_the_big_meeting_is_asked_after_its_purpose_was_explained(story):
    """Where the route says so (R60); the SOT is asked without."""
    Conversation.objects.filter(case=story.case).delete()
    question = services.Question(Purpose.INVOLVE, story.involved)
    with pytest.raises(services.ExplainFirst):
        services.ask_consent(actor=story.actor, case=story.case, questions=[question], now=story.now)
    assert not OutgoingLetter.objects.exists()
    sot = [services.Question(Purpose.SOT)]
    assert services.ask_consent(actor=story.actor, case=story.case, questions=sot, now=story.now)
    talk(story)  # about something else
    with pytest.raises(services.ExplainFirst):
        services.ask_consent(actor=story.actor, case=story.case, questions=[question], now=story.now)
    talk(story, subject=Subject.PURPOSE)
    assert services.ask_consent(actor=story.actor, case=story.case, questions=[question], now=story.now)


def test_a_route_that_does_not_say_so_asks_at_once(story):
    Conversation.objects.filter(case=story.case).delete()
    Case.objects.filter(pk=story.case.pk).update(route="aan-den-ijssel")
    question = services.Question(Purpose.INVOLVE, story.involved)
    assert services.ask_consent(actor=story.actor, case=story.case, questions=[question], now=story.now)


def test_asking_for_a_trajectbegeleider_and_its_answer(story):
    Case.objects.filter(pk=story.case.pk).update(route="twente-noord")
    story.case.refresh_from_db()
    guide = make_staff(story.swv, Role.TRAJECT, None, "Trijntje Traject")
    ask = {"actor": story.actor, "case": story.case, "why": "Onderzoek met ouders.", "now": story.now}
    with pytest.raises(services.WrongRequest):
        services.ask_traject(**ask, person=story.jp)
    services.ask_traject(**ask, person=guide)
    with pytest.raises(services.AlreadyAskedOfSwv):
        services.ask_traject(**ask, person=guide)
    letter = OutgoingLetter.objects.get(template="traject_asked")
    assert "Kanarie" not in Body.from_json(str(letter.body)).text
    answer = {"actor": story.actor, "case": story.case, "answer": "", "now": story.now}
    for bad in ({"granted": True, "guide": None}, {"granted": False, "guide": None}):
        with pytest.raises(services.WrongRequest):
            services.answer_traject(**answer, **bad)
    row = services.answer_traject(**answer, granted=True, guide=guide)
    assert (row.answered_by_id, row.answered_at, row.guide) == (story.ib.pk, story.now, guide)
    assert selectors.circumstances_of(story.case) == {"trajectbegeleider"}  # so the director must be there (R74)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrajectRequest.objects.filter(pk=row.pk).update(answered_at=None)


# --- The pupil --------------------------------------------------------------------------------------------------------
def invite(story, email="kind@ouders.example", language="nl"):
    story.minute += 1
    services.invite_pupil(actor=story.actor, case=story.case, email=email, language=language, now=story.later())


def enter(story):
    letter = OutgoingLetter.objects.filter(template="pupil_ask").order_by("created_at").last()
    path = re.search(rf"{settings.BASE_URL}(/u/\S+)", Body.from_json(str(letter.body)).text)[1]
    client = Guest()
    return client, client.get(path, follow=True).redirect_chain[-1][0]


def test_the_mail_to_the_pupil_names_nobody(story):
    invite(story)
    letter = OutgoingLetter.objects.get(template="pupil_ask")
    body = Body.from_json(str(letter.body))
    assert "Kanarie" not in letter.subject + body.text + body.html
    assert "Hoi," in body.text


def test_the_pupil_tells_by_the_own_link_and_may_change_it(story):
    invite(story)
    client, page = enter(story)
    html = client.get(page).content.decode()
    assert "Kanarie" in html
    for word in ("mirte", "kees", "Joost"):
        assert word not in without_tokens(html)
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {**WORDS, "comes": "misschien"}).status_code == 422
    assert client.post(page, WORDS).status_code == 303
    assert client.post(page, {**WORDS, "tell": "Het gaat beter."}).status_code == 303
    assert [str(row.tell) for row in PupilWord.objects.order_by("at")] == ["Het is te druk.", "Het gaat beter."]
    assert "Het gaat beter." in client.get(page).content.decode()
    assert Task.objects.filter(code="pupil_spoke", person=story.ib).count() == 1
    shown = selectors.begin_page(story.case, actor=story.actor, now=story.now)
    assert str(shown.pupil_word.tell) == "Het gaat beter."


def test_who_has_no_ground_does_not_read_the_pupils_words(story):
    services.say_for_pupil(actor=story.actor, case=story.case, words=services.OwnWords(tell="Geheim"), now=story.now)
    jp = make_actor(story.jp, today=story.today)
    shown = selectors.begin_page(story.case, actor=jp, now=story.now)
    assert (shown.pupil_word, shown.pupil_hidden) == (None, True)


def test_words_filled_in_together_are_marked_as_such(story):
    words = services.OwnWords(tell="Samen", comes=Comes.NO)
    row = services.say_for_pupil(actor=story.actor, case=story.case, words=words, now=story.now)
    assert (row.entered_by_id, row.link_id, row.comes) == (story.ib.pk, None, "no")
    with pytest.raises(services.NothingSaid):
        services.say_for_pupil(actor=story.actor, case=story.case, words=services.OwnWords(), now=story.now)
    with pytest.raises(NotAllowed):
        services.say_for_pupil(
            actor=make_actor(story.jp, today=story.today), case=story.case, words=words, now=story.now
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        PupilWord.objects.filter(pk=row.pk).update(entered_by=None)


def test_after_the_conversation_it_is_too_late(story):
    invite(story)
    client, page = enter(story)
    start = timezone.now() - dt.timedelta(hours=1)
    meeting = Meeting.objects.create(
        swv=story.swv,
        school=story.school,
        case=story.case,
        organiser=story.ib,
        kind="HIA",
        minutes=60,
        reference="ABCDEF",
        uid="x@test",
        state="planned",
        start=start,
    )
    assert client.post(page, WORDS).status_code == 422
    assert "al geweest" in client.get(page).content.decode()
    Meeting.objects.filter(pk=meeting.pk).update(state="cancelled")
    assert client.post(page, WORDS).status_code == 303


def test_a_closed_case_or_another_address_ends_the_link(story):
    invite(story)
    client, page = enter(story)
    invite(story, email="anders@ouders.example")
    assert client.get(page).status_code == 404
    client, page = enter(story)
    services.close_case(actor=story.actor, case=story.case, reason="verhuisd", now=story.now)
    assert client.post(page, WORDS).status_code == 422


def test_a_guardians_link_does_not_open_the_pupils_page(story):
    invite(story)
    story.ask()
    client, page = story.enter("mirte")
    assert client.get(page.replace("toestemming", "leerling")).status_code == 404


@pytest.mark.parametrize("email", ["", "geen-adres"])
def test_a_link_needs_an_address(story, email):
    with pytest.raises((services.NoAddress, services.WrongAddress)):
        invite(story, email=email)
    assert not OutgoingLetter.objects.exists()
