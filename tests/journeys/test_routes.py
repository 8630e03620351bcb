"""The route pages: a picture of every region's process, readable by all, and on paper one A4 (R154)."""

import os
import re

import pytest
from playwright.sync_api import expect

from planning.routes import engine
from tests.browser import axe, too_wide

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_every_route_is_drawn_and_fits_on_one_sheet(region, log_in, picture):
    page = log_in("ib@demo.example")
    page.goto("/routes/")
    assert axe(page) == []
    for route in {key: engine.get_route(key) for key, _version in engine.routes()}.values():
        page.goto("/routes/")
        page.click(f"main >> text='{route.title}'")
        expect(page.locator(".route-node")).to_have_count(len(route.steps))
        expect(page.locator(".route-step")).to_have_count(len(route.steps))
        assert axe(page) == []
        page.set_viewport_size({"width": 320, "height": 800})
        assert too_wide(page) == 0
        page.set_viewport_size({"width": 1280, "height": 800})
        if route.key == "west-brabant-po":
            picture(page, "17-route", whole=True)
        if folder := os.environ.get("PICTURES"):
            page.emulate_media(media="print")
            page.set_viewport_size({"width": 1070, "height": 740})  # an A4 lying, within its margins
            page.screenshot(path=f"{folder}/{route.key}.png")
            page.emulate_media(media="null")
            page.set_viewport_size({"width": 1280, "height": 800})
        paper = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1, route.key


def test_an_unknown_route_is_not_found_and_a_stranger_logs_in_first(region, log_in, page_at):
    page = log_in("ib@demo.example")
    assert page.goto("/routes/nergens/").status == 404
    stranger = page_at(1280)
    stranger.goto("/routes/west-brabant-po/")
    assert "/account/login/" in stranger.url
