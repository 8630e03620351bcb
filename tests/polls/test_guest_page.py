"""The poll page behind a personal link: small, without a script, and nobody else's answer on it."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from planning.meetings.models import MeetingState
from planning.polls import services
from planning.polls.models import PollAnswer, PollNote
from tests.meetings.table import CANARY, NOW, letters, link_in
from tests.polls.test_services import ask, everybody, say
from tests.trust.walk import snapshot
from tests.words import without_tokens


def enter(poll, address):
    del poll
    ((_row, body),) = letters("poll_invite", address=address)
    client = Client()
    answer = client.get(link_in(body))
    assert answer.status_code == 303
    return client, answer["Location"]


def fields(page):
    return list(dict.fromkeys(re.findall(r'name="(optie-[0-9a-f-]+)"', page.content.decode())))


def test_nothing_is_chosen_beforehand_and_the_page_is_small(table):
    poll = ask(table)
    client, path = enter(poll, "marie@ouders.example")
    page = client.get(path)
    text = page.content.decode()
    assert page.status_code == 200
    assert len(fields(page)) == 3
    assert " checked" not in text
    assert "<script" not in text
    assert len(page.content) < 15_000
    assert "dinsdag 17 november 2026, 10.00–11.00 uur" in text
    assert "U bent: <strong>MM</strong>" in text
    for word in (CANARY, "HIA", "Gerda", "Ferhat", "Joost"):
        assert word not in without_tokens(text)


def test_a_parent_answers_sees_it_back_and_changes_it(table):
    poll = ask(table)
    client, path = enter(poll, "marie@ouders.example")
    first, second, third = fields(client.get(path))
    answer = client.post(path, {first: "yes", second: "ifneeded", third: "no", "opmerking": "Graag <b>vroeg</b>"})
    assert answer.status_code == 303
    thanks = client.get(answer["Location"]).content.decode()
    assert "Dank u wel" in thanks
    assert "als het moet" in thanks
    assert "Graag &lt;b&gt;vroeg&lt;/b&gt;" in thanks
    again = client.get(path).content.decode()
    assert re.findall(r'id="optie-[0-9a-f-]+-(\w+)" value="\w+" required checked', again) == ["yes", "ifneeded", "no"]
    client.post(path, {first: "no", second: "no", third: "yes", "tolk": "on"})
    assert sorted(PollAnswer.objects.values_list("choice", flat=True)) == ["no", "no", "yes"]
    assert PollNote.objects.get().interpreter


def test_a_missing_choice_is_named_and_the_rest_is_kept(table):
    poll = ask(table)
    client, path = enter(poll, "marie@ouders.example")
    first, second, third = fields(client.get(path))
    answer = client.post(path, {first: "yes", third: "no", "opmerking": "kan soms", "bel": "on"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count("Kies ja, als het moet of nee.") == 1
    assert f'href="#{second}-yes"' in text
    assert f'id="{first}-yes" value="yes" required checked' in text
    assert "kan soms" in text
    assert PollAnswer.objects.count() == 0


@pytest.mark.parametrize("choice", ["misschien", "YES", "<script>", "yes\x00"])
def test_a_tampered_choice_is_refused(table, choice):
    poll = ask(table)
    client, path = enter(poll, "marie@ouders.example")
    answer = client.post(path, dict.fromkeys(fields(client.get(path)), choice))
    assert answer.status_code == 422
    assert PollAnswer.objects.count() == 0


def test_another_persons_fields_do_nothing(table):
    poll = ask(table)
    other = ask(table, table.meeting(table.gw, parents=False))
    client, path = enter(poll, "marie@ouders.example")
    mine = dict.fromkeys(fields(client.get(path)), "yes")
    theirs = {f"optie-{option.pk}": "no" for option in other.options.all()}
    assert client.post(path, {**mine, **theirs, "participant_id": "x", "poll_id": str(other.pk)}).status_code == 303
    assert PollAnswer.objects.filter(option__poll=other).count() == 0
    assert set(PollAnswer.objects.values_list("participant__party_id", flat=True)) == {table.mother.pk}


def test_english_for_who_reads_it_and_a_switch(table):
    poll = ask(table)
    client, path = enter(poll, "ferhat@ouders.example")
    english = client.get(path).content.decode()
    assert '<html lang="en"' in english
    assert "When can you come?" in english
    assert "Tuesday 17 November 2026, 10:00–11:00" in english
    assert 'if needed <span class="dutch" lang="nl" dir="ltr">als het moet</span>' in english
    dutch = client.get(path + "?taal=nl").content.decode()
    assert "Wanneer kunt u?" in dutch
    assert "if needed" not in dutch
    assert "When can you come?" in client.get(path + "?taal=xx").content.decode()


def test_looking_twice_or_by_a_scanner_changes_nothing(table):
    poll = ask(table)
    client, path = enter(poll, "marie@ouders.example")
    ((_row, body),) = letters("poll_invite", address="marie@ouders.example")
    before = snapshot()
    for _ in (1, 2):
        for address in (link_in(body), path, path + "?klaar=1"):
            client.get(address)
            client.head(address)
    assert snapshot() == before


def test_after_the_date_is_fixed_the_page_shows_it_and_takes_no_answer(table):
    poll = ask(table)
    client, path = enter(poll, "marie@ouders.example")
    filled = dict.fromkeys(fields(client.get(path)), "yes")
    meeting = services.settle(
        poll_id=poll.pk, option_id=poll.options.order_by("start")[1].pk, by=table.actor.by, now=NOW
    )
    assert meeting.state == MeetingState.PLANNED
    answer = client.post(path, filled)
    assert answer.status_code == 409
    assert PollAnswer.objects.count() == 0
    text = client.get(path).content.decode()
    assert "woensdag 18 november 2026, 13.00–14.00 uur" in text
    assert "<form" not in text


def test_a_stopped_poll_says_so(table):
    poll = ask(table)
    client, path = enter(poll, "marie@ouders.example")
    services.cancel_poll(actor=table.actor, poll_id=poll.pk, now=NOW)
    assert "U hoeft niets meer te doen." in client.get(path).content.decode()


def test_who_lost_the_ground_finds_nothing(table):
    from planning.cases.models import Answer

    poll = ask(table)
    client, path = enter(poll, table.jp.email)
    assert client.get(path).status_code == 200
    table.consent(table.jp, answer=Answer.WITHDRAWN, now=NOW.replace(hour=10))
    assert client.get(path).status_code == 404


def test_an_option_that_was_taken_needs_no_answer(table):
    poll = ask(table)
    client, path = enter(poll, "marie@ouders.example")
    before = fields(client.get(path))
    blocking = ask(table, table.meeting(table.gw, parents=False))
    say(blocking, table.gw, "yes", "yes", "yes")
    services.settle(poll_id=blocking.pk, option_id=blocking.options.order_by("start")[0].pk, by=table.actor.by, now=NOW)
    page = client.get(path)
    assert fields(page) == before[1:]
    assert "Dit moment kan niet meer." in page.content.decode()
    assert client.post(path, dict.fromkeys(before, "yes")).status_code == 303


def test_a_form_that_is_older_than_the_poll_or_made_up_loses_no_answer(table):
    client, path = enter(ask(table), "marie@ouders.example")
    shown = fields(client.get(path))
    odd = {f"optie-{uuid4()}": "yes", "optie-": "yes", "optie-x\x00": "no", "optie-" + "9" * 500: "yes"}
    assert client.post(path, {**dict.fromkeys(shown, "ifneeded"), **odd}).status_code == 303
    assert list(PollAnswer.objects.values_list("choice", flat=True)) == ["ifneeded"] * len(shown)
    refused = client.post(path, dict.fromkeys(shown, "misschien"))
    assert refused.status_code == 422
    assert list(PollAnswer.objects.values_list("choice", flat=True)) == ["ifneeded"] * len(shown)


def test_the_page_takes_few_queries(table, django_assert_num_queries):
    # The link, the case, who is asked, what is offered, the languages, the log of looks: see `bench/poll.py`.
    poll = ask(table)
    for who in everybody(table):
        say(poll, who, "yes", "no", "yes")
    client, path = enter(poll, "marie@ouders.example")
    client.get(path)
    with django_assert_num_queries(6):
        page = client.get(path)
    with django_assert_num_queries(17):
        assert client.post(path, dict.fromkeys(fields(page), "yes")).status_code == 303


def test_the_gate_of_a_professional_is_asked_at_every_look(table, django_assert_num_queries):
    poll = ask(table)
    client, path = enter(poll, table.gw.email)
    client.get(path)
    with django_assert_num_queries(15):
        assert client.get(path).status_code == 200


def test_when_no_date_can_be_any_more_the_page_asks_when_one_usually_can(table):
    poll = ask(table)
    say(poll, table.gw, "no", "no", "no")
    client, path = enter(poll, "marie@ouders.example")
    page = client.get(path).content.decode()
    assert fields(client.get(path)) == []
    assert "De school zoekt andere momenten." in page
    answer = client.post(path, {"dagdeel": ["0-ochtend", "x"], "bel": "on"})
    assert "Dank u wel" in client.get(answer["Location"]).content.decode()
    note = PollNote.objects.get()
    assert (note.parts, note.call_me) == (["0-ochtend"], True)
    assert "De school zoekt andere momenten." in client.get(path).content.decode()
