"""A coordinator begins the year with the spreadsheet that the SWV kept until now."""

import datetime as dt
import io

import pytest
from django_scopes import scopes_disabled
from openpyxl import Workbook
from playwright.sync_api import expect

from planning.people.models import School
from planning.yearplan.models import Series, YearPlan
from tests.browser import axe, too_wide

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def of_last_year(schools, year):
    """As people keep it: a title above it, names in their own dress, real dates beside typed ones."""
    book = Workbook()
    page = book.active
    page.title = "SOT"
    page.append([f"Planning SOT {year}-{year + 1}"])
    page.append(["School", "IB'er", "SOT 1", "SOT 2", "SOT 3", "SOT 4"])
    first = dt.date(year, 9, 28)
    first += dt.timedelta(days=-first.weekday())  # a Monday
    for number, school in enumerate(schools):
        days = [first + dt.timedelta(days=number % 5, weeks=weeks) for weeks in (0, 9, 18, 29)]
        typed = [f"{days[0]:%d-%m-%Y} 13:00-14:30", dt.datetime.combine(days[1], dt.time(13)), f"{days[2]:%d-%m}"]
        page.append([school.name.upper(), "–", *typed, "nog prikken" if number == 2 else f"{days[3]:%d/%m/%Y} 13.00"])
    page.append(["Obs Verdwenen", "–", f"{first:%d-%m-%Y}"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_the_year_begins_with_the_spreadsheet_of_last_year(region, log_in, picture):
    page = log_in("coordinator@demo.example")
    page.goto("/jaarplanning/nieuw/")
    page.click("main button[type=submit]")
    page.click("text=Begin met het ritme van vorig jaar")
    with page.expect_download() as example:
        page.click("text=Download het voorbeeld")
    assert example.value.suggested_filename == "planning-vorig-jaar.xlsx"
    with scopes_disabled():
        plan = YearPlan.objects.get(pk=page.url.split("/")[-3])
        schools = list(School.objects.filter(swv=region).order_by("name")[:6])
    file = of_last_year(schools, plan.school_year - 1)
    page.set_input_files("input[type=file]", {"name": "sot.xlsx", "mimeType": XLSX, "buffer": file})
    page.click("text=Lees het bestand")
    page.wait_for_selector("h2:has-text('We lazen')")  # a file takes a while to send, and to read
    expect(page.locator("h2:has-text('We lazen 6 reeksen overleggen.')")).to_have_count(1)
    expect(page.locator("text=2 cellen begrepen we niet. Die tellen niet mee.")).to_have_count(1)
    expect(page.locator("td:has-text('nog prikken')")).to_have_count(1)
    picture(page, "02-vorig-jaar-uit-excel", whole=True)
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert too_wide(page) == 0
    page.set_viewport_size({"width": 1280, "height": 800})
    page.click("text=Neem dit over")
    expect(page.locator("text=6 reeksen volgen nu vorig jaar.")).to_have_count(1)
    with scopes_disabled():
        taken = Series.objects.filter(plan=plan, school=schools[0], kind="SOT").get()
    assert (taken.count, taken.prefer_weekday, taken.prefer_start, taken.minutes) == (4, 0, "13:00", 90)
