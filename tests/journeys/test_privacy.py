"""The privacy pages as their users go through them: the IB gives a copy, the officer looks at the log and signs."""

import zipfile

import pytest
from django_scopes import scope

from planning.cases.models import Case
from scheduler.demo.cast import PASSWORD
from tests.browser import axe, too_wide

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(whole_story):
    return whole_story


def looked_at(page, picture, name, *, whole=True):
    assert axe(page) == []
    assert too_wide(page) == 0
    if name:
        picture(page, name, whole=whole)


def test_a_parent_asks_for_a_copy_and_who_looked(told, log_in, picture, tmp_path):
    with scope(swv=told.pk):
        case = next(row for row in Case.objects.all() if str(row.pupil_name) == "Elouan")
    page = log_in("ib@demo.example")
    page.goto(f"/casussen/{case.pk}/")
    page.get_by_role("link", name="Privacy").first.click()
    page.get_by_role("heading", name="Deze casus is bevroren").wait_for()
    looked_at(page, picture, "60-privacy-casus")
    page.get_by_role("link", name="Nadine Marchal").click()
    looked_at(page, picture, "61-privacy-kopie")
    page.get_by_role("button", name="Maak de kopie").click()
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit] >> nth=0")
    with page.expect_download() as file:
        page.get_by_role("button", name="Maak de kopie").click()
    with zipfile.ZipFile(file.value.path()) as archive:
        html = archive.read(next(name for name in archive.namelist() if name.endswith(".html"))).decode()
    assert "Elouan" in html
    assert "Molenaar" not in html
    paper = tmp_path / "kopie.html"
    paper.write_text(html)
    at_home = page.context.new_page()
    at_home.goto(f"file://{paper}")
    assert too_wide(at_home) == 0
    assert axe(at_home) == []


def test_the_officer_keeps_an_eye_on_everything(told, log_in, picture):
    page = log_in("fg@demo.example")
    page.get_by_role("link", name="Privacy").first.click()
    looked_at(page, picture, "63-privacy-overzicht")
    page.get_by_role("link", name="Wie keek er").click()
    looked_at(page, picture, "64-privacy-inzagelog", whole=False)
    page.locator("details", has_text="Teken af").first.locator("summary").click()
    page.get_by_label("Wat viel op?").first.fill("Niets.")
    page.get_by_role("button", name="Ik heb deze maand nagekeken").first.click()
    page.get_by_text("De controle is afgetekend. De log is heel.").wait_for()
    page.get_by_role("link", name="Bewaren en verwijderen").click()
    looked_at(page, picture, "65-privacy-bewaren")
    page.get_by_role("link", name="Verslag 1").click()
    looked_at(page, picture, "")
    small = log_in("fg@demo.example", width=320)
    for path in ("/privacy/", "/privacy/inzagelog/", "/privacy/bewaren/"):
        small.goto(path)
        looked_at(small, picture, "")
