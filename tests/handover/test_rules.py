"""The questions and their answers, without a case: what is missing, what a version says, what a spreadsheet gets."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.ldos.fields import Field, oza_form, to_csv
from planning.handover import rules
from planning.people.roles import Role

FORM = oza_form()
words = st.text(max_size=60)
rows = st.lists(st.tuples(st.text(min_size=1, max_size=10), words, words), max_size=8)


def test_the_form_asks_everything_once_and_says_where_each_question_is_from():
    keys = [field.key for field in FORM.fields]
    assert len(keys) == len(set(keys))
    assert all(field.name and field.source in {"wb", "rivi", "hr", "ours"} for field in FORM.fields)
    assert not any(field.fixed and field.required for field in FORM.fields), "nobody could fill it in"
    assert all(field.known_as for field in FORM.fields if field.fixed)


def field(key="a", **more):
    return Field(key=key, name=key.upper(), source="ours", known_as="known", **more)


def test_what_was_typed_goes_before_what_is_known_also_when_it_was_emptied():
    def one(typed, **more):
        (answer,) = rules.answers([field(**more)], known={"known": "uit de casus"}, typed=typed)
        return answer.text, answer.typed

    assert one({}) == ("uit de casus", False)
    assert one({"a": " zelf "}) == ("zelf", True)
    assert one({"a": ""}) == ("", True)
    assert one({"a": "zelf"}, fixed=True) == ("uit de casus", False)


def test_what_must_be_there_and_is_not():
    fields = [field("a", required=True), field("b", required=True), field("c")]
    found = rules.answers(fields, known={}, typed={"a": "iets", "b": "  "})
    assert rules.missing(fields, found) == ("b",)


@given(rows)
def test_a_version_says_what_was_prepared_and_nothing_else(made):
    sealed = rules.sealed(made, form=1, prepared_by="x", on=dt.date(2026, 11, 3))
    assert rules.opened(sealed) == made
    assert rules.digest(sealed) == rules.digest(rules.sealed(made, form=1, prepared_by="x", on=dt.date(2026, 11, 3)))
    assert rules.digest(sealed) != rules.digest(rules.sealed(made, form=2, prepared_by="x", on=dt.date(2026, 11, 3)))


@given(st.lists(st.tuples(words, words, words), max_size=6))
def test_no_cell_is_a_formula_whatever_is_written(made):
    """S12: opened again, every line is there and none of its cells begins as a formula."""
    text = to_csv(made).decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert found[0] == ["code", "veld", "antwoord"]
    assert len(found) == len(made) + 1
    assert all(not cell.lstrip() or cell.lstrip()[0] not in "=+-@" for row in found for cell in row)


@pytest.mark.parametrize(
    ("role", "serves"), [("", True), (Role.IB, True), (Role.GW, True), (Role.JP, False), (Role.JA, False)]
)
def test_youth_care_has_a_plan_of_its_own(role, serves):
    assert rules.serves_education(role) is serves


@pytest.mark.parametrize(
    ("sent", "seen", "now", "standing"),
    [
        ("a", "a", "a", "same"),
        ("b", "a", "a", "new"),
        ("a", "a", "b", "same"),  # not touched: what somebody else made of it stays
        ("b", "a", "b", "same"),  # both wrote the same
        ("b", "a", "c", "clash"),
        ("", "a", "c", "clash"),  # taken away here, written otherwise there
        ("b", "", "c", "clash"),
        ("b", None, "c", "new"),
        ("a\nb", "a\r\nb ", "c", "same"),
    ],
)
def test_what_becomes_of_an_answer_when_two_fill_in_at_once(sent, seen, now, standing):
    mark = rules.mark(seen) if seen is not None else None
    assert rules.standing(sent=sent, seen=mark, now=now) == standing


@given(st.text(), st.text(), st.text())
def test_nothing_that_somebody_else_wrote_meanwhile_is_ever_replaced_unseen(sent, seen, now):
    clean = [" ".join(text.split()) for text in (sent, seen, now)]
    found = rules.standing(sent=clean[0], seen=rules.mark(clean[1]), now=clean[2])
    assert found != "new" or clean[1] == clean[2]
