"""What is expected of a role on the pages where it is needed: meeting, invitation of a professional, case (R10)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.meetings.test_dates import fixed
from tests.meetings.test_guest_pages import enter
from tests.words import words

PROMPT = "Leid het gesprek. Begin met de casusregisseur."


@pytest.fixture
def ib(table) -> Client:
    client = Client()
    client.force_login(table.ib.user)
    return client


def test_every_seat_of_a_professional_says_what_is_expected(table, ib):
    meeting = fixed(table)
    text = words(ib.get(f"/overleggen/{meeting.pk}/").content.decode())
    assert PROMPT in text
    assert "Is eerste deskundige bij de beoordeling van de TLV." in text
    assert text.count("Wat wordt verwacht?") == meeting.participants.exclude(role="").count()


def test_a_professional_reads_it_on_the_invitation_with_abbreviations_explained(table):
    fixed(table)
    client, path = enter(table.gw.email)
    html = client.get(path).content.decode()
    assert "Wat wordt van u verwacht?" in html
    assert PROMPT in words(html)
    assert "Leidt het HIA." in words(html)
    assert 'popovertarget="afk-HIA"' in html
    assert len(html.encode()) < 40_000
    english = client.get(f"{path}?taal=en").content.decode()
    assert '<p lang="nl" dir="ltr">' in english  # the words of the route stay Dutch, and say so


def test_a_parent_reads_nothing_of_it(table):
    fixed(table)
    client, path = enter("marie@ouders.example")
    html = client.get(path).content.decode()
    assert not [part for part in ("verwacht", "afkortingen", 'class="abbr', "popover") if part in html]
    assert not {"HIA", "GW"} & set(words(html).split())  # whole words: a token in a form may hold any letters


def test_the_case_page_says_what_the_step_asks_of_the_viewer(table, ib):
    text = words(ib.get(f"/casussen/{table.case.pk}/").content.decode())
    assert "Van u wordt nu verwacht, als intern begeleider" in text
    assert "Steun de leerkracht. Kijk of het past binnen de basisondersteuning van de school." in text
