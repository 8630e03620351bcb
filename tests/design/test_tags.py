"""The tags and filters of the house style."""

from __future__ import annotations

import datetime as dt

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from notifications.letters.when import AMSTERDAM
from planning.followup.models import ProgressState
from planning.people.access import Actor, Right
from scheduler.design import navigation, states
from scheduler.design.abbreviations import MEANING

START = dt.datetime(2026, 11, 3, 9, 0, tzinfo=AMSTERDAM)
END = dt.datetime(2026, 11, 3, 10, 30, tzinfo=AMSTERDAM)


def render(source: str, **context: object) -> str:
    return Template("{% load design %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ start|dutch_day }}", "dinsdag 3 november 2026"),
        ("{{ start|day_month }}", "dinsdag 3 november"),
        ("{{ start|short_day }}", "di 3 nov"),
        ("{{ start|clock }}", "9.00 uur"),
        ("{{ start|dutch_when:end }}", "dinsdag 3 november 2026, 9.00–10.30 uur"),
        ("{{ start|dutch_when }}", "dinsdag 3 november 2026, 9.00 uur"),
        ("{{ start|dutch_when:later }}", "dinsdag 3 november 2026, 9.00 uur – woensdag 4 november 2026, 9.00 uur"),
        ("{{ time|clock }}", "8.05 uur"),
        ("{{ naive|clock }}", "14.00 uur"),
        ("{{ midnight|dutch_day }}", "dinsdag 3 november 2026"),
        ("{{ none|dutch_day }}{{ none|clock }}{{ none|dutch_when:none }}{{ none|short_day }}", ""),
    ],
)
def test_dates_as_dutch_people_read_them(source, text):
    context = {
        "start": START.astimezone(dt.UTC),
        "end": END,
        "later": START + dt.timedelta(days=1),
        "time": dt.time(8, 5),
        "naive": dt.datetime(2026, 11, 3, 14, 0),
        "midnight": dt.datetime(2026, 11, 2, 23, 30, tzinfo=dt.UTC),  # half past twelve on the third in Amsterdam
        "none": None,
    }
    assert render(source, **context) == text


def test_every_month_has_its_short_name():
    days = [dt.date(2026, month, 1) for month in range(1, 13)]
    assert render("{% for day in days %}{{ day|short_day }} {% endfor %}", days=days).split()[2::3] == (
        "jan feb mrt apr mei jun jul aug sep okt nov dec".split()
    )


def test_guests_read_dates_in_their_language():
    with translation.override("en"):
        assert render("{{ start|guest_when:end }}", start=START, end=END) == "Tuesday 3 November 2026, 9:00–10:30"
    with translation.override("nl"):
        assert render("{{ start|guest_day }}", start=START) == "dinsdag 3 november 2026"


def test_abbreviations_are_explained_on_the_spot():
    assert render('{% abbr "GW" %}') == f'<abbr title="{MEANING["GW"]}">GW</abbr>'
    assert render('{% abbr "trajectbegeleider" %}') == "trajectbegeleider"
    assert render("{% abbr word %}", word="<b>") == "&lt;b&gt;"


def test_a_badge_has_the_colour_of_its_state_and_the_words_of_its_model():
    assert render("{% badge state %}", state=ProgressState.STUCK) == '<span class="badge badge--warn">loopt vast</span>'
    assert render('{% badge "failed" "niet aangekomen" %}') == '<span class="badge badge--bad">niet aangekomen</span>'
    assert render("{% badge state %}", state="<i>") == '<span class="badge badge--wait">&lt;i&gt;</span>'


def test_tones_are_the_five_that_the_style_sheet_knows():
    assert set(states.TONES.values()) == {"good", "info", "wait", "warn", "bad"}


@pytest.mark.parametrize(("name", "text"), [("Sanne de Wit", "SW"), ("Ibrahim", "I"), ("", "?"), ("  - ", "?")])
def test_initials(name, text):
    assert render("{{ name|initials }}", name=name) == text


class Everything(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals op de deur", error_messages={"required": "Vul uw naam in."})
    answer = forms.ChoiceField(label="Past dit?", choices=[("yes", "ja"), ("no", "nee")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Gelezen")
    note = forms.CharField(label="Opmerking", required=False, widget=forms.Textarea)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_has_label_help_and_error_tied_to_its_input():
    form = Everything({})
    html = render("{% field form.name %}", form=form)
    assert '<label class="field__label" for="id_name">Naam</label>' in html
    assert '<div class="field__help" id="id_name_helptext">Zoals op de deur</div>' in html
    assert '<ul class="field__error" id="id_name_error"><li>Vul uw naam in.</li></ul>' in html
    assert 'aria-invalid="true" aria-describedby="id_name_helptext id_name_error"' in html


def test_choices_are_cards_in_a_fieldset_with_nothing_chosen():
    html = render("{% field form.answer row=True %}", form=Everything())
    assert "<legend>Past dit?</legend>" in html
    assert html.count('<label class="choice"') == 2
    assert 'class="choices choices--row"' in html
    assert "checked" not in html


def test_a_field_says_when_it_may_stay_empty():
    html = render("{% field form.note %}", form=Everything())
    assert '<span class="field__optional">(hoeft niet)</span>' in html


def test_a_hidden_field_shows_nothing_else():
    assert render("{% field form.secret %}", form=Everything()) == (
        '<input type="hidden" name="secret" id="id_secret">'
    )


def test_own_words_replace_those_of_a_form():
    html = render('{% field form.name label="Achternaam" help="" %}', form=Everything())
    assert ">Achternaam</label>" in html
    assert "field__help" not in html


def test_a_form_printed_whole_looks_the_same():
    form = Everything({})
    assert render("{% field form.name %}", form=form) in str(form.as_div()).replace("<div>\n", "")


def test_the_summary_links_to_what_is_wrong():
    form = Everything({"name": "x"})
    form.add_error(None, "Deze datum is al bezet.")
    html = render("{% form_errors form %}", form=form)
    assert "Er kloppen 3 dingen nog niet" in html
    assert "<li>Deze datum is al bezet.</li>" in html
    assert '<a href="#id_answer_0">Past dit?: ' in html
    assert '<a href="#id_agree">Gelezen: ' in html


def test_no_summary_before_anything_was_sent_or_when_all_is_well():
    assert render("{% form_errors form %}", form=Everything()) == ""
    good = Everything({"name": "x", "answer": "yes", "agree": "on"})
    assert render("{% form_errors form %}", form=good) == ""


def test_the_round_table_seats_everybody_and_says_it_in_words():
    html = render('{% round_table people "Twee mensen" %}', people=[("IB", "accepted", "komt"), ("<b>", "no")])
    assert html.count('<circle class="seat ') == 2
    assert 'role="img" aria-label="Twee mensen"' in html
    assert "&lt;b&gt;" in html
    assert 'class="round-table__top"' in render('{% round_table people "Niemand" %}', people=[])


def actor(*rights: Right) -> Actor:
    import uuid

    return Actor(swv_id=uuid.uuid4(), person_id=uuid.uuid4(), name="X", swv_rights=frozenset(rights), school_rights={})


def test_the_menu_shows_only_what_one_may_see():
    assert [item.path for item in navigation.menu_for(actor())] == ["/"]
    assert [item.path for item in navigation.menu_for(actor(Right.SEE_PLAN, Right.SEE_LETTERS))] == [
        "/",
        "/jaarplanning/",
        "/post/",
    ]
    assert len(navigation.menu_for(actor(*Right))) == len(navigation.MAIN)


@pytest.mark.parametrize(
    ("path", "current"),
    [("/", "/"), ("/jaarplanning/2026/", "/jaarplanning/"), ("/opvolging/", "/casussen/"), ("/x/", None)],
)
def test_the_menu_says_where_one_is(path, current):
    request = RequestFactory().get(path)
    html = render("{% main_nav %}", request=request, actor=actor(*Right))
    assert html.count('aria-current="page"') == (1 if current else 0)
    if current:
        assert f'<a href="{current}" aria-current="page">' in html


def test_a_page_link_keeps_the_filters():
    request = RequestFactory().get("/post/?stand=failed&pagina=2")
    assert render("{% page_link 3 %}", request=request) == "?stand=failed&amp;pagina=3"
