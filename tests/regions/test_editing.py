"""A route's text is changed where it was asked, and nowhere else: comments, order and the other parts stay."""

from __future__ import annotations

import difflib
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.regions import editing, rules
from planning.routes import engine

SHIPPED = {path.stem: path.read_text() for path in sorted(engine.FOLDER.glob("*.toml"))}
PO = SHIPPED["west_brabant_po"]
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60)


def difference(before: str, after: str) -> list[str]:
    rows = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [row for row in rows if not row.startswith(("---", "+++", "@@"))]


def comments(text: str) -> list[str]:
    return [line.partition("#")[2] for line in text.splitlines() if line.startswith("#") or " # " in line]


@pytest.mark.parametrize("text", SHIPPED.values(), ids=list(SHIPPED))
def test_writing_what_stands_there_changes_nothing(text):
    data = tomllib.loads(text)
    for n, step in enumerate(data["steps"]):
        assert editing.write(text, ("steps", n), step) == text
        assert len(difference(text, editing.write(text, ("steps", n), {**step, "happens": "Iets anders."}))) <= 2
    for n, meeting in enumerate(data["meetings"]):
        inner = {key: value for key, value in meeting.items() if key != "preparation"}
        assert editing.write(text, ("meetings", n), inner) == text
    assert editing.write(text, ("tlv",), data["tlv"]) == text


def test_yes_is_not_one():
    assert editing.write("a = 1\n", (), {"a": True}) == "a = true\n"
    assert editing.write("a = [1]\n", (), {"a": ["1"]}) == 'a = ["1"]\n'
    assert editing.write("[a]\nb = 1\nc = 2\n", (), {"a": {"c": 2, "b": 1}}) != "[a]\nb = 1\nc = 2\n"


def test_one_word_is_one_line_and_its_comment_stays():
    after = editing.write(PO, ("meetings", 1, "preparation"), {"days": 9})
    assert difference(PO, after) == ["-days = 7 # (keuze)", "+days = 9 # (keuze)"]


@pytest.mark.parametrize(
    ("place", "values"),
    [
        (("steps", 0), {"title": 'Met "aanhalingstekens" en \\ erin'}),
        (("steps", 0), {"prompts": {"ib": "Nieuw", "tc": "Ook nieuw"}}),
        (("steps", 1), {"prompts": {}}),
        (("steps", 6), {"prompts": {"ib": "Alleen dit"}}),
        (("steps", 2), {"outcomes": [{"key": "een", "label": "Eén", "to": "end"}]}),
        (("steps", 2), {"outcomes": [{"key": f"k{n}", "label": "L", "to": n, "feedback": True} for n in range(1, 6)]}),
        (("steps", 3), {"regie": ["ib"], "tasks": ["Eén.", "Twee."]}),
        (("meetings", 0), {"on_request": None, "until": 4, "questions": []}),
        (("meetings", 2), {"on_request": ["lpa"], "appoints_casusregisseur": True}),
        (("meetings", 0), {"musts": [{"when": "absence", "roles": ["lpa", "vc"]}]}),
        (("meetings", 0), {"quorum": [{"decision": "hia", "roles": ["ib"]}]}),
        (("meetings", 1, "preparation"), {"observation": True, "rules": ["Eén."]}),
        (("abbreviations",), {"M@ZL": "Iets anders", "XYZ": "Iks"}),
        ((), {"title": "Onze route", "sector": "VO"}),
    ],
)
def test_what_is_written_is_read_back_and_nothing_else_changes(place, values):
    before, after = tomllib.loads(PO), editing.write(PO, place, values)
    expected = tomllib.loads(PO)
    target = editing.at(expected, place)
    for key, value in values.items():
        if value is None or value == {}:
            target.pop(key, None)
        else:
            target[key] = value
    assert tomllib.loads(after) == expected
    assert before != expected
    if not {"outcomes", "quorum"} & values.keys():  # the comment at a row goes with the row
        assert comments(after) == comments(PO)


@settings(max_examples=25)
@given(title=TEXTS, tasks=st.lists(TEXTS, max_size=5), prompts=st.dictionaries(st.sampled_from(["ib", "gw"]), TEXTS))
def test_any_text_comes_back_as_it_was_typed(title, tasks, prompts):
    after = editing.write(PO, ("steps", 3), {"title": title, "tasks": tasks, "prompts": prompts})
    step = tomllib.loads(after)["steps"][3]
    assert (step["title"], step["tasks"], step.get("prompts", {})) == (title, tasks, prompts)


@pytest.mark.parametrize("text", SHIPPED.values(), ids=list(SHIPPED))
def test_a_new_step_anywhere_gives_a_route_without_faults(text):
    count = len(tomllib.loads(text)["steps"])
    for after in range(1, count + 1):
        made = editing.add_step(text, after=after, title="Een tussenstap")
        steps = tomllib.loads(made)["steps"]
        assert [row["number"] for row in steps] == list(range(1, count + 2))
        assert steps[after]["title"] == "Een tussenstap"
        assert comments(made) == comments(text)
        back = editing.remove_step(made, after + 1)
        assert [row["title"] for row in tomllib.loads(back)["steps"]] == [
            row["title"] for row in tomllib.loads(text)["steps"]
        ]


def test_a_new_step_is_walked_through_at_once():
    for after in range(1, 7):
        made = editing.add_step(PO, after=after, title="Een tussenstap")
        assert rules.check(made).faults == ()


def test_taking_a_step_out_moves_what_points_behind_it():
    made = tomllib.loads(editing.remove_step(PO, 2))
    assert [row["number"] for row in made["steps"]] == [1, 2, 3, 4, 5, 6]
    assert made["steps"][0]["outcomes"][0]["to"] == 2
    assert [row["step"] for row in made["meetings"]] == [2, 3, 5]
    assert (made["evaluation"]["step"], made["evaluation"]["back_to"], made["closing"]["step"]) == (5, 2, 6)


@pytest.mark.parametrize(("number", "wrong"), [(0, KeyError), (8, KeyError), (-1, KeyError)])
def test_a_step_that_is_not_there_cannot_go(number, wrong):
    with pytest.raises(wrong):
        editing.remove_step(PO, number)
    with pytest.raises(wrong):
        editing.add_step(PO, after=number if number else -1, title="x")


def test_rows_are_added_and_taken_out():
    made = editing.add_row(PO, "decisions", {"key": "nieuw", "title": "Nieuw?"})
    assert tomllib.loads(made)["decisions"][-1] == {"key": "nieuw", "title": "Nieuw?"}
    assert tomllib.loads(editing.remove_row(made, "decisions", 3)) == tomllib.loads(PO)
    alone = editing.remove_row(PO, "circumstances", 0)
    assert "circumstances" not in tomllib.loads(alone)
    assert tomllib.loads(editing.add_row(alone, "circumstances", {"key": "a"}))["circumstances"] == [{"key": "a"}]


@pytest.mark.parametrize("text", ["= =", "steps = 3", 'steps = ["x"]', "[steps]\na = 1", "x = [" * 5000])
def test_a_text_that_is_no_route_says_so_and_nothing_else(text):
    for change in (
        lambda: editing.write(text, ("steps", 0), {"title": "x"}),
        lambda: editing.add_step(text, after=0, title="x"),
        lambda: editing.remove_step(text, 1),
    ):
        with pytest.raises((editing.NotToml, KeyError)):
            change()


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("Er is een HIA nodig", "er-is-een-hia-nodig"),
        ("", "k"),
        ("7 dagen", "k-7-dagen"),
        ("Één! ", "een"),
        ("👩", "k"),
    ],
)
def test_a_name_for_machines(typed, word):
    assert editing.tidy_word(typed) == word
    assert editing.fresh_word(typed, [word]) == f"{word}-2"
