"""An abbreviation explains itself where it first stands, by pointer, keyboard and touch, and on paper (R156)."""

from __future__ import annotations

import cProfile
import re

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from scheduler.design.abbreviations import MEANING, explain, meanings
from tests.words import words

WORDS = {
    "GW": "gedragswetenschapper",
    "IB": "intern begeleider",
    "M@ZL": "Medisch @dviseren",
    "SO": "speciaal onderwijs",
}


def button(short: str) -> str:
    return f'popovertarget="afk-{re.sub("[^A-Za-z0-9]", "-", short)}" title="{WORDS[short]}">{short}</button>'


def body(html: str) -> str:
    return explain(html, WORDS).partition('<div class="abbr-foot">')[0]


def test_the_first_time_is_a_button_and_then_it_is_a_word():
    page = explain("<p>De GW en de GW.</p>", WORDS)
    assert page.count('class="abbr"') == 1
    assert button("GW") in page
    assert '<span popover id="afk-GW" class="abbr-card"><b>GW</b> gedragswetenschapper</span>' in page
    assert "Afkortingen op deze pagina" in page
    assert words(page).startswith(" De GW en de GW.")


@pytest.mark.parametrize("tag", ["a", "button"])
def test_the_name_of_a_link_or_button_stays_and_the_foot_tells(tag):
    html = f"<{tag}>Vraag de <b>GW</b></{tag}>"
    page = explain(html + "<p>De GW</p>", WORDS)
    assert page.startswith(html)
    assert button("GW") in page.partition("<p>")[2]  # the first that can be a button, is one
    assert "<dt>GW</dt>" in explain(html, WORDS)


@pytest.mark.parametrize("tag", ["label", "summary"])
def test_inside_what_can_be_pressed_it_is_no_second_button(tag):
    page = explain(f"<{tag}>Vraag de <b>GW</b></{tag}><p>De GW</p>", WORDS)
    assert '<abbr title="gedragswetenschapper">GW</abbr>' in page
    assert button("GW") in page.partition("<p>")[2]  # the first that can be a button, is one


@pytest.mark.parametrize(
    "html",
    [
        "<textarea>GW</textarea>",
        "<svg><text>GW</text></svg>",
        '<span aria-hidden="true">GW</span>',
        "<code>GW</code>",
        "<script>GW</script>",
        "<!-- GW -->",
        '<input value="GW"><td data-label="GW">x</td>',
        "<p>GWS, gw, NGW, GW2, SOMS</p>",
    ],
)
def test_what_nobody_reads_as_an_abbreviation_stays(html):
    assert explain(html, WORDS) == html


def test_a_choice_in_a_list_is_told_at_the_foot():
    page = explain("<select><option>GW</option></select>", WORDS)
    assert page.startswith("<select><option>GW</option></select>")
    assert "<dt>GW</dt>" in page


@pytest.mark.parametrize(
    ("html", "short"),
    [
        ("<p>de IB&#x27;er</p>", "IB"),
        ("<p>(GW)</p>", "GW"),
        ("<h1>GW</h1>", "GW"),
        ("<p>M@ZL</p>", "M@ZL"),
        ("<td>IB/GW</td>", "IB"),
        ("<p><span><span>x</span></span>GW</p>", "GW"),
        ("<p><br>GW</p>", "GW"),
        ('<h2><abbr title="anders">GW</abbr></h2>', "GW"),
        ('<p aria-hidden="true">IB</p> <p>GW</p>', "GW"),
        ('<div><td aria-hidden="true"><p>x</p></td> </div><p>GW</p>', "GW"),
        ("<svg><g></g></svg><p>GW</p>", "GW"),
        ('<p title="a > b">GW</p>', "GW"),
    ],
)
def test_it_is_found_as_people_write_it(html, short):
    assert button(short) in body(html)


@given(st.text(alphabet="GWIB &<>/ap\"'", max_size=40))
def test_whatever_the_page_its_words_stay_the_same(text):
    html = f"<p>{text}</p>"
    assert words(body(html)) == words(html)


def test_a_meaning_is_text_and_never_markup():
    page = explain("<p>GW</p>", {"GW": '"><script>x</script>'})
    assert "<script>" not in page


def test_a_page_without_any_stays_as_it_was():
    assert explain("<p>Niets.</p>", WORDS) == "<p>Niets.</p>"


def test_the_tag_and_who_gets_none():
    template = Template("{% load design %}{% explained when=yes %}<p>De GW</p>{% endexplained %}")
    assert "abbr" in template.render(Context({"yes": True}))
    assert template.render(Context({"yes": False})) == "<p>De GW</p>"
    assert template.render(Context({})) == "<p>De GW</p>"


def test_the_house_explains_in_its_own_words_and_the_routes_fill_in():
    known = meanings()
    assert known["GW"] == MEANING["GW"]
    assert known["KAT" if "KAT" in known else "BO"]  # only routes know it
    assert {"CT", "GW", "JP", "HIA", "OZA", "M@ZL"} <= set(known)


def test_twice_the_page_is_twice_the_work():
    """Counted in calls: no test is about time."""
    row = "<tr><td><a href='/x/'>Casus 2BX</a></td><td>De IB en de GW</td><td>Stap 3: SOT</td></tr>\n"
    known = meanings()
    explain(row, known)  # what is worked out once
    counted = []
    for rows in (1200, 2400):
        with cProfile.Profile() as work:
            explain("<table>" + row * rows + "</table>", known)
        counted.append(sum(entry.callcount for entry in work.getstats()))
    assert counted[1] < 2.1 * counted[0]
    assert counted[0] < 1200 * 100
