"""Text messages: off by default, a row first, one segment, nothing about a pupil, never twice on purpose."""

import datetime as dt
import uuid

import pytest
from django.db import connection, transaction
from django_scopes import scope, scopes_disabled
from hypothesis import given
from hypothesis import strategies as st

from notifications.languages import CODES
from notifications.outbox.models import OutgoingLetter
from notifications.sms import cm, rules, selectors, services
from notifications.sms.models import SmsState, TextMessage
from notifications.types import Letter, Recipient
from planning.cases.models import Answer
from planning.polls.services import letters as poll_letters
from tests.meetings.table import CANARY, lay, seat_of
from tests.notifications.sms_gateway import TOKEN, answering
from tests.polls.test_services import NOW as POLL_NOW
from tests.polls.test_services import ask

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 3, 10, 0, tzinfo=dt.UTC)
SWV = uuid.UUID(int=7)
URL = "https://aantafel.example/u/" + "a" * 43


@pytest.fixture
def gateway(settings):
    with answering() as server:
        settings.SMS_GATEWAY, settings.SMS_URL, settings.SMS_TOKEN = "cm", server.url, TOKEN
        settings.SMS_SENDER = "Aan tafel"
        yield server


def letter(key="a", *, phone="06-12 34 56 78", school="De Linde", template="poll_invite", languages=("nl",)):
    return Letter(
        tenant_id=SWV,
        key=key,
        template=template,
        recipient=Recipient(key="p1", name="Marie", address=phone, languages=languages),
        context={"school": school, "url": URL, "organiser": "Ingrid", "contact": "Ingrid"},
    )


def post(*args, **more):
    with transaction.atomic():
        return services.post(letter(*args, **more), now=NOW)


def the_one():
    with scopes_disabled():
        return TextMessage.objects.get()


# --- Rules ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0612345678", "+31612345678"),
        ("06-12 34 56 78", "+31612345678"),
        ("+31 (0)6 12345678", "+31612345678"),
        ("0031612345678", "+31612345678"),
        ("+32 470 12 34 56", "+32470123456"),
        ("+49 1512 3456789", "+4915123456789"),
        ("0165-555555", ""),
        ("112", ""),
        ("0612", ""),
        ("", ""),
        ("bel maar", ""),
        ("+31612345678;rm", ""),
        ("\x00", ""),
        ("9" * 400, ""),
    ],
)
def test_numbers(typed, number):
    assert rules.e164(typed) == number


@given(st.text(max_size=60))
def test_whatever_was_typed_gives_a_number_or_nothing(typed):
    found = rules.e164(typed)
    assert found == "" or (found.startswith("+") and found[1:].isascii() and found[1:].isdigit())


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("a" * 160, 1), ("a" * 161, 2), ("€" * 80, 1), ("€" * 81, 2), ("ş" * 70, 1), ("ş" * 71, 2), ("a" * 307, 3)],
)
def test_segments(text, pieces):
    assert rules.segments(text) == pieces


@given(
    st.text(alphabet=st.characters(categories=["L", "N", "Zs"]), min_size=1, max_size=120),
    st.sampled_from(CODES),
)
def test_a_long_name_of_a_school_is_cut_and_the_link_never(school, language):
    for template in rules.TEXTS:
        text, used = rules.written(template, languages=(language, "nl"), context={"school": school, "url": URL})
        assert URL in text
        assert used == language
        if all(letter in rules._GSM for letter in text):
            assert rules.segments(text) == 1


# --- One message ------------------------------------------------------------------------------------------------------
def test_off_by_default_and_for_who_has_no_mobile_phone(settings, gateway):
    assert post(phone="0165-555555") is None
    settings.SMS_GATEWAY = ""
    assert post() is None
    with scopes_disabled():
        assert TextMessage.objects.count() == 0


def test_a_message_goes_out_after_the_commit_and_its_text_is_wiped(gateway, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert post() == post()
        assert gateway.took == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT number, text FROM sms_textmessage")
            assert not any("6123" in value or "aantafel" in value for value in cursor.fetchone())
    (message,) = gateway.took
    row = the_one()
    assert message == {
        "allowedChannels": ["SMS"],
        "from": "Aan tafel",
        "to": [{"number": "0031612345678"}],
        "body": {
            "type": "auto",
            "content": f"De Linde zoekt een datum voor een gesprek. Kies hier wanneer u kunt: {URL}",
        },
        "reference": row.reference,
        "minimumNumberOfMessageParts": 1,
        "maximumNumberOfMessageParts": 4,
    }
    assert (row.state, row.text, row.last_word, row.segments) == (SmsState.SENT, None, "aangenomen, 1 deel", 1)
    assert services.sweep(now=NOW + dt.timedelta(hours=1)) == 0
    assert gateway.asked == 1


def test_what_is_rolled_back_is_not_sent(gateway):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.post(letter(), now=NOW)
        raise ZeroDivisionError
    assert services.sweep(now=NOW) == 0


def test_trouble_of_the_gateway_is_tried_again(gateway):
    post()
    gateway.answers = ["500", 102]  # broken, then no balance
    later = NOW
    for said in ("antwoord 500, code 500", "antwoord 400, code 102"):
        assert services.sweep(now=later) == 0
        row = the_one()
        assert (row.state, row.last_word) == (SmsState.WAITING, said)
        later = row.not_before
    assert services.sweep(now=later) == 1


def test_a_wrong_token_is_no_fault_of_the_message(gateway, settings):
    settings.SMS_TOKEN = "oud"
    post()
    assert services.sweep(now=NOW) == 0
    settings.SMS_TOKEN = TOKEN
    assert services.sweep(now=the_one().not_before) == 1


@pytest.mark.parametrize("code", [303, 304, 402])
def test_a_refusal_for_good_is_visible_and_can_be_tried_again(gateway, code):
    post()
    gateway.answers = [code]
    assert services.sweep(now=NOW) == 0
    row = the_one()
    assert (row.state, row.last_word) == (SmsState.FAILED, f"antwoord 400, code {code}")
    assert services.sweep(now=NOW + dt.timedelta(days=1)) == 0
    with scope(swv=SWV):
        assert [found.state for found in selectors.messages_to(["p1"])] == [SmsState.FAILED]
        assert services.retry(row.pk, now=NOW)
    assert services.sweep(now=NOW) == 1


@pytest.mark.parametrize("answer", ["silent", "hangup", "html"])
def test_without_an_answer_it_is_not_sent_again_unless_somebody_says_so(gateway, monkeypatch, answer):
    monkeypatch.setattr(cm, "ANSWER_SECONDS", 0.5)
    post()
    gateway.answers = [answer]
    assert services.sweep(now=NOW) == 0
    assert the_one().state == SmsState.UNSURE
    for hours in (1, 24):
        assert services.sweep(now=NOW + dt.timedelta(hours=hours)) == 0
    assert gateway.asked == 1
    with scope(swv=SWV):
        assert services.retry(the_one().pk, now=NOW)
    assert services.sweep(now=NOW) == 1


def test_a_gateway_that_is_not_there_is_tried_again(gateway, settings):
    settings.SMS_URL = "http://127.0.0.1:9/v1.0/message"
    post()
    assert services.sweep(now=NOW) == 0
    assert the_one().state == SmsState.WAITING
    for _ in range(rules.MAX_ATTEMPTS):
        services.sweep(now=the_one().not_before)
    assert the_one().state == SmsState.FAILED


def test_a_worker_that_died_leaves_it_unsure(gateway):
    post()
    with scopes_disabled():
        TextMessage.objects.update(state=SmsState.SENDING, claimed_at=NOW)
    assert services.sweep(now=NOW + dt.timedelta(minutes=1)) == 0
    assert services.sweep(now=NOW + rules.STUCK_AFTER + dt.timedelta(minutes=1)) == 0
    assert the_one().state == SmsState.UNSURE
    assert gateway.asked == 0


def test_recalled_and_forgotten(gateway):
    post("poll_invite:7")
    assert services.recall(tenant_id=SWV, key_part=":7", now=NOW) == 1
    assert services.sweep(now=NOW) == 0
    with scope(swv=SWV):
        assert not services.retry(the_one().pk, now=NOW)
    services.sweep(now=NOW + rules.KEEP + dt.timedelta(days=1))
    with scopes_disabled():
        assert TextMessage.objects.count() == 0


# --- An urgent poll ---------------------------------------------------------------------------------------------------
def urgent(poll, who, key="urgent", *, now=POLL_NOW):
    poll.urgent = True
    seat = seat_of(poll.meeting, who)
    return poll_letters.ask(seat, poll=poll, template="poll_urgent", key=key, now=now, rotate=True)


def test_an_urgent_question_goes_by_mail_and_by_text_with_one_link(gateway):
    table = lay()
    with scope(swv=table.swv.pk):
        poll = ask(table)
        assert urgent(poll, table.mother)
        services.sweep(now=NOW)
        (message,) = gateway.took
        text = message["body"]["content"]
        assert text.startswith("De Linde zoekt snel een datum")
        mail = OutgoingLetter.objects.get(key="urgent")
        assert mail.body is None or text.split()[-1] in str(mail.body)
        assert [word for word in (CANARY, "Marie", "HIA", "SOT") if word in text] == []
        (row,) = selectors.messages_with("urgent")
        assert row.segments == 1


def test_every_letter_of_a_poll_has_a_text():
    assert {"poll_urgent", "poll_invite", "poll_more", "poll_reminder"} == set(rules.TEXTS)


def test_a_poll_that_is_not_urgent_is_asked_by_mail_only(gateway):
    table = lay()
    with scope(swv=table.swv.pk):
        ask(table)
        assert TextMessage.objects.count() == 0


def test_who_has_a_phone_only_gets_the_text_only(gateway):
    table = lay()
    with scope(swv=table.swv.pk):
        poll = ask(table)
        table.mother.email = None
        table.mother.save()
        assert urgent(poll, table.mother)
        assert not OutgoingLetter.objects.filter(key="urgent").exists()
        assert urgent(poll, table.father, key="other")  # his number is not known, his address is
        assert OutgoingLetter.objects.filter(key="other").exists()
        assert TextMessage.objects.count() == 1


def test_no_ground_no_text(gateway):
    table = lay()
    with scope(swv=table.swv.pk):
        poll = ask(table)
        table.gw.phone = "0687654321"
        table.gw.save()
        assert urgent(poll, table.gw, key=f"poll_urgent:{seat_of(poll.meeting, table.gw).pk}")
        table.consent(table.gw, answer=Answer.WITHDRAWN, now=POLL_NOW.replace(hour=10))
        assert services.sweep(now=NOW) == 0  # called back
        assert TextMessage.objects.get().state == SmsState.FAILED
        assert not urgent(poll, table.gw, now=POLL_NOW.replace(hour=11))
        assert TextMessage.objects.count() == 1
