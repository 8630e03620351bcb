"""What an IB finds on Vandaag afterwards: a meeting that is over, a lost letter, and a parent who stays silent."""

import datetime as dt

import pytest
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import expect

from notifications.outbox.models import LetterState, OutgoingLetter
from planning.cases import services as cases
from planning.meetings.models import Meeting, MeetingState
from tests.browser import axe, too_wide
from tests.meetings.table import lay

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [320, 1280])
def test_one_click_each(page_at, live_server, settings, tmp_path, width):
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    now = timezone.now()
    table = lay()
    with scope(swv=table.swv.pk):
        meeting = table.meeting(table.ib, table.gw)
        Meeting.objects.filter(pk=meeting.pk).update(
            state=MeetingState.PLANNED, start=(now - dt.timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
        )
        letter = OutgoingLetter.objects.filter(template="consent_ask").first()
        OutgoingLetter.objects.filter(pk=letter.pk).update(
            state=LetterState.FAILED, last_word="550 5.1.1 User unknown", attempts=1
        )
        cases.add_task(case=table.case, person_id=table.ib.pk, code="letter_failed", object_key=str(letter.pk), now=now)
        cases.add_task(case=table.case, person_id=table.ib.pk, code="consent_silent", object_key="x", now=now)

    page = page_at(width)
    page.goto("/account/login/")
    page.fill("input[name=login]", table.ib.email)
    page.fill("input[name=password]", "een-lang-wachtwoord")
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/")

    def clean(name: str) -> None:
        page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)
        assert axe(page) == []
        assert too_wide(page) == 0

    clean("vandaag")
    page.click("a:has-text('Een brief kwam niet aan')")
    clean("post")
    page.click("main button:has-text('Verstuur opnieuw')")
    expect(page.locator("text=We proberen het opnieuw.")).to_have_count(1)
    page.goto("/")
    expect(page.locator("text=Een brief kwam niet aan")).to_have_count(0)
    page.click("main button:has-text('Nee, niet doorgegaan')")
    clean("niet-doorgegaan")
    page.click("text=Plan dit overleg opnieuw")
    expect(page.locator("text=Prik een datum")).to_have_count(1)
    page.go_back()
    page.click("text=Toch doorgegaan")
    expect(page.locator("h1:has-text('Afspraken en evaluatie')")).to_have_count(1)
