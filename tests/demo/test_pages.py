"""What the people of the demo see with the other schools in it: numbers in pictures, and no list that floods."""

import re

import pytest
from django.test import Client

from planning.followup.rules import school_year_began
from planning.insight.rules.months import year_before
from planning.insight.selectors import numbers
from planning.insight.selectors.counting import Measure
from planning.insight.selectors.needs import needs_of
from planning.people import selectors as people
from planning.people.models import User
from planning.people.roles import Role
from scheduler.demo.cast import LOGINS
from tests.factories import make_actor
from tests.insight.test_pages import words

MOST_TODAY = 8
MOST_ROWS = {"/": 30, "/casussen/": 25, "/casussen/beeld/": 30, "/mijn-scholen/": 60}  # other lists are of a whole year
MOST_OF_A_YEAR = 260
# Which lists each of these people has.
LISTS = {
    "gw": ("/", "/casussen/", "/mijn-scholen/", "/opvolging-per-school/", "/cijfers/"),
    "tc": ("/", "/casussen/", "/mijn-scholen/", "/opvolging-per-school/", "/cijfers/"),
    "jp": ("/", "/casussen/", "/mijn-scholen/"),
    "oc": ("/", "/casussen/", "/casussen/beeld/", "/overleggen/", "/overleggen/?toon=geweest", "/opvolging/"),
    "coordinator": ("/", "/mijn-scholen/", "/opvolging-per-school/", "/cijfers/", "/jaarplanning/"),
    "directeur": ("/", "/mijn-school/"),
    "fg": ("/", "/privacy/"),
}


def user(name):
    return User.objects.get(email=f"{name}@demo.example")


def page(name, path):
    client = Client()
    client.force_login(user(name))
    answer = client.get(path)
    assert answer.status_code == 200, (name, path)
    return answer.content.decode()


@pytest.mark.parametrize("year", ["2026", "2025"])
def test_the_numbers_are_pictures_and_some_stay_hidden(told, year):
    html = page("gw", f"/cijfers/?jaar={year}")
    text = words(html)
    assert html.count('class="pillar"') > 20
    assert html.count("pillar--hidden") > 5
    assert ("pillar-before" in html) == (year == "2026")
    assert "weken Bij de helft duurde het zo lang of korter." in text
    schools = re.findall(r'<th scope="row">([^<]+)</th><td class="num" data-label="Signalen"', html)
    assert 3 <= len(schools) < len(people.schools())
    assert re.search(r"\d+ scholen met te weinig om te tonen", text)


def test_last_year_says_how_long_it_took_and_how_much_was_on_time(told):
    began = year_before(school_year_began(told.now.date()))
    year, _before = numbers.numbers_of(began, today=told.now.date(), threshold=5, schools=people.schools())
    for measure in numbers.TOOK:
        assert year.took[measure][None].median in range(2, 16)
    assert year.share_on_time in range(60, 96)
    assert year.running(Measure.SIGNALS, None).value > 80
    assert None in {cell for cells in year.of[Measure.SIGNALS].cells.values() for cell in cells}


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in LISTS.items() for path in paths])
def test_no_list_floods(told, name, path):
    html = page(name, path).partition("<main")[2]
    rows = html.count("<li>") + html.count("<tr>")
    assert rows < MOST_ROWS.get(path, MOST_OF_A_YEAR)


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.email.partition("@")[0])
def test_today_has_little_more_to_do(told, login):
    actor = make_actor(user(login.email.partition("@")[0]).persons.get(), today=told.now.date())
    assert needs_of(actor, now=told.now).count <= MOST_TODAY


def test_who_sits_at_the_table_elsewhere_reads_whom_it_is_about(told):
    gw = make_actor(user("gw").persons.get(), today=told.now.date())
    assert (Role.GW, None) in gw.roles
    assert len(re.findall(r'<span class="line">[\w-]+ \w\. <small', page("gw", "/mijn-scholen/"))) > 3
