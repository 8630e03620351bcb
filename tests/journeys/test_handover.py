"""From what was said at the table to LDOS and the OPP, as the casusregisseur and the IB do it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django_scopes import scope
from docx import Document
from playwright.sync_api import Page
from pypdf import PdfReader

from planning.handover.models import OppLine, OzaVersion
from scheduler.demo.cast import PASSWORD
from tests.browser import clean, shows
from tests.handover.conftest import Done
from tests.meetings.table import CANARY

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def done(live_server, settings):
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    made = Done()
    made.table.ib.user.set_password(PASSWORD)
    made.table.ib.user.save()
    with scope(swv=made.table.swv.pk):
        yield made


def take_along(page: Page, link: str) -> bytes:
    """The file behind a link, as it was saved on disk."""
    with page.expect_download() as found:
        page.click(link)
    name = found.value.suggested_filename
    assert CANARY not in name
    return Path(found.value.path()).read_bytes()


def show_who_i_am(page: Page, link: str) -> None:
    """The first file asks for the password once more (S17), and leads back to the page."""
    page.click(link)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/casussen/**")


def look(page: Page, picture, name: str) -> None:
    picture(page, name, whole=True)
    clean(page)


def test_i_fill_in_what_is_missing_and_put_it_in_ldos(done, log_in, picture):
    case, email = done.table.case, done.table.ib.email
    ib = log_in(email)
    ib.goto(f"/casussen/{case.pk}/dossier/")
    ib.click("a:has-text('Deskundigenadvies OZA')")
    assert ib.input_value("#save_beeld") == "Met rust en korte taken lukt er veel."
    look(ib, picture, "29-oza")
    ib.click("button:has-text('Zet klaar voor LDOS')")
    shows(ib, "text=Daarna kan het OZA naar LDOS")
    for key, text in (
        ("vraagstelling", "Welke hulp past bij het lezen?"),
        ("schoolloopbaan", "Sinds groep 1 op De Linde."),
        ("gedaan", "Een vaste plek en een dagplanning."),
    ):
        ib.fill(f"#prepare_{key}", text)
    ib.click("button:has-text('Zet klaar voor LDOS')")
    shows(ib, "text=Versie 1")

    # Both files say what was filled in.
    show_who_i_am(ib, "a:has-text('PDF')")
    paper = PdfReader(io.BytesIO(take_along(ib, "a:has-text('PDF')")))
    assert "Sinds groep 1 op De Linde." in " ".join(page.extract_text() for page in paper.pages)
    table = take_along(ib, "a:has-text('CSV')").decode("utf-8-sig")
    rows = {row[0]: row[2] for row in csv.reader(io.StringIO(table, newline=""), delimiter=";")}
    assert rows["gedaan"] == "Een vaste plek en een dagplanning."

    ib.fill("#upload_receipt", "R-2026-17")
    ib.fill("#upload_on", "2026-01-01")
    ib.click("button:has-text('Leg de ontvangst vast')")
    shows(ib, "text=ligt voor de stap")
    with scope(swv=case.swv_id):
        day = OzaVersion.objects.get().upload.prepared_on.isoformat()
    ib.fill("#upload_on", day)
    ib.click("button:has-text('Leg de ontvangst vast')")
    shows(ib, "text=R-2026-17")
    look(ib, picture, "30-oza-ontvangst")
    phone = log_in(email, width=320)
    phone.goto(f"/casussen/{case.pk}/oza/")
    look(phone, picture, "31-oza-klein")


def test_i_take_the_agreements_over_in_the_opp(done, log_in, picture):
    case, email = done.table.case, done.table.ib.email
    ib = log_in(email)
    ib.goto(f"/casussen/{case.pk}/dossier/")
    ib.click("a:has-text('Voor het OPP')")
    look(ib, picture, "32-opp")
    assert "Elke avond samen lezen." in ib.input_value("#opp-text")
    show_who_i_am(ib, "a:has-text('DOCX')")
    word = Document(io.BytesIO(take_along(ib, "a:has-text('DOCX')")))
    assert any(one.text == "Zo is de leerling gehoord" for one in word.paragraphs)
    ib.locator("form:has(#take_on) label:has-text('Elke avond samen lezen')").click()
    with scope(swv=case.swv_id):
        day = done.meeting.created_at.date().isoformat()
    ib.fill("#take_on", day)
    ib.locator("form:has(#take_on) button").click()
    shows(ib, ".rows >> text=in het OPP,")
    with scope(swv=case.swv_id):
        assert OppLine.objects.get().belongs
    phone = log_in(email, width=320)
    phone.goto(f"/casussen/{case.pk}/opp/")
    look(phone, picture, "33-opp-klein")
