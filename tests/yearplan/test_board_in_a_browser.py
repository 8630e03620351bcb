"""The year page by hand in a real browser: by mouse, by finger and by keyboard, and what it draws."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import Page, expect

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.people.models import WorkingHours
from planning.yearplan import rules, services
from planning.yearplan.models import PlannedMeeting
from tests.browser import axe, too_wide
from tests.yearplan.region import NOW, YEAR, make_region

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def region(monkeypatch):
    """The small SWV with a solved plan, in June 2026."""
    monkeypatch.setattr(timezone, "now", lambda: NOW + dt.timedelta(hours=1))
    made = make_region()
    with scope(swv=made.swv.pk):
        made.plan = services.create_plan(actor=made.actor("coordinator"), school_year=YEAR, now=NOW)
        services.start_solving(actor=made.actor("coordinator"), plan=made.plan, time_limit=1, now=NOW)  # solves at once
        yield made


def look(page: Page, name: str, *, whole: bool = True) -> None:
    """For who wants to look: PICTURES=folder. A `whole` page is laid out anew for it, so not while something moves."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(folder) / f"board-{name}.png"), full_page=whole)


def sign_in(page: Page, region, name: str, to: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mailadres").fill(region.people[name].user.email)
    page.get_by_label("Wachtwoord").fill("geheim-genoeg")
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_url(lambda url: "/account/login/" not in url)
    page.goto(reverse(f"staff:{to}", kwargs={"plan_id": region.plan.pk}))


def meeting(region, number=2, school=0):
    return PlannedMeeting.objects.get(series__plan=region.plan, series__school=region.schools[school], number=number)


def mark(page: Page, planned: PlannedMeeting):
    return page.locator(f'a.day[data-planned="{planned.pk}"]')


def free_day(page: Page):
    """The first day that can, once the days are there."""
    day = page.locator(".plan-day--can").first
    expect(day).to_be_visible()
    return day


def start_of(day):
    return rules.to_utc(dt.datetime.fromisoformat(day.get_attribute("data-start")))


def centre(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_by_mouse_every_day_says_whether_it_can_and_a_drop_moves(page_at, region):
    page, planned = page_at(1280), meeting(region)
    sign_in(page, region, "coordinator", "plan-year")
    look(page, "year-1280")
    total = int(page.locator("#hand-score").get_attribute("data-total"))
    page.mouse.move(*centre(mark(page, planned)))
    page.mouse.down()
    x, y = centre(mark(page, planned))
    page.mouse.move(x + 10, y + 10, steps=3)
    day = free_day(page)
    wanted = start_of(day)
    expect(page.get_by_role("status")).to_contain_text("School 0, overleg 2")
    blocked = page.locator('.plan-day--cannot[data-say*="studiedag"]')
    page.mouse.move(*centre(blocked.first), steps=4)
    expect(page.get_by_role("status")).to_contain_text("De school is dicht: studiedag")
    look(page, "held-1280", whole=False)
    page.mouse.move(*centre(day), steps=4)
    expect(page.get_by_role("status")).to_contain_text("kan.")
    page.mouse.up()
    expect(page.get_by_role("status")).to_contain_text("staat nu op")
    expect(page.locator(".plan-days")).to_have_count(0)
    planned.refresh_from_db()
    assert planned.start == wanted
    expect(mark(page, planned)).to_be_focused()
    look(page, "moved-1280")
    assert int(page.locator("#hand-score").get_attribute("data-total")) != total
    page.get_by_role("button", name="Maak ongedaan").click()
    expect(page.get_by_role("status")).to_have_text("Ongedaan gemaakt.")
    planned.refresh_from_db()
    assert planned.start != wanted
    assert int(page.locator("#hand-score").get_attribute("data-total")) == total
    expect(page.get_by_role("button", name="Maak ongedaan")).to_have_count(0)


def test_a_drop_where_it_cannot_moves_nothing_and_says_why(page_at, region):
    page, planned = page_at(1280), meeting(region)
    before = planned.start
    sign_in(page, region, "coordinator", "plan-year")
    page.mouse.move(*centre(mark(page, planned)))
    page.mouse.down()
    x, y = centre(mark(page, planned))
    page.mouse.move(x + 10, y + 10, steps=3)
    free_day(page)
    page.mouse.move(*centre(page.locator('.plan-day--cannot[data-say*="te dicht"]').first), steps=3)
    page.mouse.up()
    expect(page.get_by_role("status")).to_contain_text("te dicht op overleg")
    page.keyboard.press("Escape")
    expect(page.get_by_role("status")).to_contain_text("Er is niets veranderd")
    planned.refresh_from_db()
    assert planned.start == before


def test_by_keyboard_alone(page_at, region):
    page, planned = page_at(1280), meeting(region)
    sign_in(page, region, "ib0", "plan-year")
    mark(page, planned).focus()
    page.keyboard.press("Space")
    here = page.locator(".plan-day--here")
    expect(here).to_be_focused()
    assert axe(page) == []
    day = free_day(page)
    wanted = start_of(day)
    for _ in range(60):
        page.keyboard.press("ArrowLeft")
    for _ in range(240):
        if page.evaluate("document.activeElement.dataset.state") == "can":
            break
        page.keyboard.press("ArrowDown")
    wanted = rules.to_utc(dt.datetime.fromisoformat(page.evaluate("document.activeElement.dataset.start")))
    expect(page.get_by_role("status")).to_contain_text("kan.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("staat nu op")
    expect(mark(page, planned)).to_be_focused()
    planned.refresh_from_db()
    assert planned.start == wanted
    page.keyboard.press("Enter")
    expect(page.locator(".plan-day--here")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".plan-days")).to_have_count(0)
    expect(mark(page, planned)).to_be_focused()
    other = page.locator("a.day[data-planned]")
    assert other.count() == meeting(region).series.count, "an IB moves only the own school's"


def test_by_finger_on_a_phone(chromium, live_server, region):
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="nl-NL"
    )
    page, planned = context.new_page(), meeting(region)
    sign_in(page, region, "coordinator", "plan-year")
    look(page, "year-360")
    assert too_wide(page) == 0
    mark(page, planned).scroll_into_view_if_needed()
    touch = context.new_cdp_session(page)

    def finger(kind, x=None, y=None):
        points = [] if x is None else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    x, y = centre(mark(page, planned))
    finger("touchStart", x, y)
    finger("touchMove", x + 8, y + 8)
    day = page.locator(".plan-day--can")
    expect(day.first).to_be_attached()
    look(page, "held-360", whole=False)
    finger("touchMove", 200, 300)  # away from the edges, where the page goes on by itself
    shown = [at for at in range(day.count()) if 170 < centre(day.nth(at))[0] < 280]
    target = day.nth(shown[0])
    wanted = start_of(target)
    finger("touchMove", *centre(target))
    look(page, "finger-360", whole=False)
    finger("touchEnd")
    expect(page.get_by_role("status")).to_contain_text("staat nu op")
    planned.refresh_from_db()
    assert planned.start == wanted
    mark(page, planned).tap()
    expect(page.locator(".plan-day--here")).to_have_count(1)
    page.get_by_role("button", name="Zet de hele school vast").tap()
    expect(page.get_by_role("status")).to_contain_text("blijven staan")
    assert set(planned.series.planned.values_list("pinned", flat=True)) == {True}
    context.close()


def test_two_people_at_once_hear_of_each_other(page_at, region):
    page, planned = page_at(1280), meeting(region)
    sign_in(page, region, "coordinator", "plan-year")
    mark(page, planned).click()
    day = free_day(page)
    elsewhere = page.locator(".plan-day--can").nth(3)
    services.move_planned(actor=region.actor("gw"), planned=planned, start=start_of(elsewhere), now=NOW)
    day.click()
    expect(page.get_by_role("status")).to_contain_text("Iemand anders heeft dit overleg net veranderd")
    moved = rules.to_local(PlannedMeeting.objects.get(pk=planned.pk).start)
    expect(mark(page, planned)).to_contain_text(str(moved.day))


def test_what_is_published_moves_with_a_reason_that_the_letter_tells(page_at, region):
    services.publish_plan(actor=region.actor("coordinator"), plan=region.plan, without="toch", now=NOW)
    page, planned = page_at(1280), meeting(region)
    before = planned.start
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, region, "coordinator", "plan-year")
    mark(page, planned).click()
    day = free_day(page)
    day.click()
    expect(page.get_by_role("status")).to_contain_text("Kies eerst waarom het verschuift")
    planned.refresh_from_db()
    assert planned.start == before
    look(page, "why-1280", whole=False)
    page.get_by_label("Waarom verschuift het?").select_option("free_day")
    day.click()
    expect(page.get_by_role("status")).to_contain_text("staat nu op")
    planned.refresh_from_db()
    assert planned.start != before
    letters = OutgoingLetter.objects.filter(template="planned_meeting_moved")
    assert letters.exists()
    assert all("Waarom: er is een vrije dag" in Body.from_json(str(row.body)).text for row in letters)
    page.goto(reverse("staff:plan-date", args=(region.plan.pk, planned.series_id, planned.number)))
    page.locator(".plan-times button").first.click()
    expect(page.get_by_text("Kies waarom het overleg verschuift.").first).to_be_visible()
    look(page, "why-date-1280")
    assert axe(page) == []


def test_two_schools_swap_by_a_drag_onto_each_other(page_at, region):
    from tests.yearplan.test_by_hand import swappable

    one, two = swappable(region.plan)
    page = page_at(1280)
    sign_in(page, region, "coordinator", "plan-year")
    x, y = centre(mark(page, one))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y + 10, steps=3)
    free_day(page)
    page.mouse.move(*centre(mark(page, two)), steps=5)
    page.mouse.up()
    expect(page.get_by_role("status")).to_contain_text("hebben gewisseld")
    starts = (one.start, two.start)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (two.start, one.start) == starts


def test_the_year_page_is_readable_by_all(page_at, region):
    page = page_at(1280)
    sign_in(page, region, "coordinator", "plan-year")
    assert axe(page) == []
    mark(page, meeting(region)).click()
    free_day(page)
    assert axe(page) == []


def test_without_a_script_undo_is_a_button_and_a_date_a_page(page_at, region):
    planned = meeting(region)
    before = planned.start
    page = page_at(1280)
    sign_in(page, region, "coordinator", "plan-year")
    mark(page, planned).click()
    free_day(page).click()
    expect(page.get_by_role("status")).to_contain_text("staat nu op")
    plain = page_at(1280, javascript=False)
    sign_in(plain, region, "coordinator", "plan-year")
    plain.get_by_role("button", name="Maak ongedaan").click()
    expect(plain.get_by_text("Ongedaan gemaakt.")).to_be_visible()
    planned.refresh_from_db()
    assert planned.start == before
    mark(plain, planned).click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("School 0")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pictures_are_readable_on_any_screen(page_at, region, width):
    run = region.plan.runs.get()
    run.curve = [[second, 26, 300 - 190 * (1 - 0.8**second), 100 - 90 * 0.7**second] for second in range(25)]
    run.score, run.bound = 111, 100
    run.save()
    WorkingHours.objects.filter(person=region.people["jp"]).exclude(weekday__in=[1, 3]).delete()
    second = meeting(region, number=1, school=1)
    second.start = meeting(region, number=1).start + dt.timedelta(hours=4)
    second.save()
    page = page_at(width)
    sign_in(page, region, "coordinator", "plan-year")
    look(page, f"year-{width}")
    expect(page.get_by_text("Kerstvakantie")).to_be_attached()
    of = {"plan_id": region.plan.pk}
    addresses = {
        "heat": reverse("staff:plan-heat", kwargs=of),
        "month": reverse("staff:plan-month", kwargs=of) + "?maand=2026-11",
        "person": reverse("staff:plan-person", kwargs={**of, "person_id": region.people["jp"].pk}),
        "run": reverse("staff:plan-run", kwargs={**of, "run_id": region.plan.runs.get().pk}),
    }
    for name, address in addresses.items():
        page.goto(address)
        look(page, f"{name}-{width}")
        assert too_wide(page) == 0, name
        assert axe(page) == [], name
