"""The pages of people and schools in a browser: readable on a phone, by a screen reader, and without JavaScript."""

import datetime as dt
import io
import os
from pathlib import Path

import pytest
from django.utils import timezone
from django_scopes import scope
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from planning.people import importing
from planning.people.models import Absence, Deputy, FreeDay
from planning.people.roles import Role
from tests.browser import axe, too_wide
from tests.factories import make_person, make_school, make_staff, make_swv

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASSWORD = "een-lang-wachtwoord"


@pytest.fixture
def boss():
    return make_staff(make_swv(), Role.COORDINATOR, name="Marjan de Wit", account=True)


@pytest.fixture
def school(boss):
    """A school with somebody in every corner of its page."""
    made = make_school(boss.swv, "Basisschool De Linde")
    ib = make_staff(boss.swv, Role.IB, made, "Ingrid Smit", phone="06-12345678")
    make_staff(boss.swv, Role.JA, None, "Anna de Wit")
    now, today = timezone.now(), timezone.localdate()
    with scope(swv=boss.swv_id):
        FreeDay.objects.create(swv=boss.swv, school=made, first=today, last=today, kind="studiedag", label="rekenen")
        Absence.objects.create(swv=boss.swv, person=ib, start=now, end=now + dt.timedelta(hours=3))
        Deputy.objects.create(
            swv=boss.swv, person=ib, deputy=make_person(boss.swv, "Bram Vos"), valid_from=today, valid_to=today
        )
    made.ib = ib
    return made


def sign_in(page: Page, email: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_url(lambda url: "/account/login/" not in url)


def picture(page: Page, name: str) -> None:
    """For who wants to look: PICTURES=folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(folder) / f"people-{name}.png"), full_page=True)


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_reads_well(page_at, boss, school, width):
    page = page_at(width)
    sign_in(page, boss.email)
    person = f"/mensen/{school.ib.pk}/"
    for name, path in {
        "list": "/mensen/",
        "person": person,
        "edit": person + "wijzigen/",
        "role": person + "rol/",
        "hours": person + "werktijden/",
        "absence": person + "afwezig/",
        "deputy": person + "vervanger/",
        "schools": "/scholen/",
        "school": f"/scholen/{school.pk}/",
        "school-edit": f"/scholen/{school.pk}/wijzigen/",
        "days": f"/scholen/{school.pk}/dagen/",
        "access": "/toegang/",
        "keys": "/toegang/sleutels/",
        "import": "/mensen/inlezen/",
    }.items():
        page.goto(path)
        picture(page, f"{name}-{width}")
        assert axe(page) == [], path
        assert too_wide(page) == 0, path


def test_a_wrong_form_says_so_and_keeps_what_was_typed(page_at, boss):
    page = page_at(360)
    sign_in(page, boss.email)
    page.goto("/mensen/")
    page.get_by_role("link", name="Nieuwe persoon").click()
    page.get_by_label("Voornaam").fill("Ingrid")
    page.get_by_label("E-mailadres").fill("geen adres")
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.locator("#fouten")).to_contain_text("Schrijf het adres als naam@school.nl.")
    expect(page.get_by_label("Voornaam")).to_have_value("Ingrid")
    picture(page, "wrong-360")
    assert axe(page) == []


def test_somebody_keeps_the_own_hours_without_javascript(page_at, school):
    ib = make_staff(school.swv, Role.IB, school, "Sanne Jansen", account=True, days=())
    page = page_at(360, javascript=False)
    sign_in(page, ib.email)
    page.locator("details.menu summary").click()
    page.get_by_role("link", name="Mijn werktijden en rollen").click()
    page.get_by_role("link", name="Wijzig de werktijden").click()
    group = page.get_by_role("group", name="dinsdag")
    group.get_by_label("van").first.fill("08:15")
    group.get_by_label("tot").first.fill("12:00")
    page.get_by_role("button", name="Bewaar de week").click()
    expect(page.locator(".messages")).to_contain_text("De werktijden zijn bewaard.")
    expect(page.get_by_text("08:15–12:00")).to_be_visible()


def test_a_workbook_is_checked_mended_and_kept(page_at, boss, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    page = page_at(1280)
    sign_in(page, boss.email)
    page.goto("/mensen/inlezen/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download het werkblad").click()
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert Path(download.value.path()).read_bytes()[:2] == importing.empty_workbook()[:2]
    book["Organisaties"].append(["Stichting Kinderkracht", "bestuur"])
    school = ["12AB00", "De Linde", "PO", "Stichting Kinderkracht", "Oost", "", "Breda", 51.5, 4.5, ""]
    book["Scholen"].append(school)
    book.save(tmp_path / "swv.xlsx")
    page.get_by_label("Ingevuld werkblad").set_input_files(tmp_path / "swv.xlsx")
    page.get_by_role("button", name="Controleer").click()
    expect(page.get_by_role("row", name="Vakantieregio")).to_contain_text("Oost")
    assert axe(page) == []
    picture(page, "import-wrong-1280")
    book["Scholen"]["E2"] = "Zuid"
    book.save(tmp_path / "swv.xlsx")
    page.get_by_label("Ingevuld werkblad").set_input_files(tmp_path / "swv.xlsx")
    page.get_by_role("button", name="Controleer").click()
    expect(page.get_by_role("heading", name="Alles klopt")).to_be_visible()
    picture(page, "import-right-1280")
    page.get_by_role("button", name="Bewaar dit").click()
    expect(page.locator(".messages")).to_contain_text("Alles staat erin.")
    page.goto("/scholen/")
    expect(page.get_by_role("link", name="De Linde")).to_be_visible()
