"""Every fault the loader can find has a Dutch sentence, with its place in words."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from planning.regions import rules, wording
from planning.routes import engine
from planning.routes.loading import coherence
from tests.routes.test_faults import AGREEMENT, PO, SHAPE

LOADING = Path(coherence.__file__).parent
NAMES = {"fail", "add"}


def sentences() -> set[str]:
    """The first text of every call that notes a fault."""
    found = set()
    for path in LOADING.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in NAMES:
                found |= {
                    arg.value
                    for arg in node.args
                    if isinstance(arg, ast.Constant) and isinstance(arg.value, str) and re.search(r"[ ]", arg.value)
                }
    return found


def test_every_sentence_of_the_loader_has_a_dutch_one_with_the_same_names():
    known = sentences()
    assert len(known) > 35
    assert set(wording.FAULTS) == known
    for said, dutch in wording.FAULTS.items():
        assert set(re.findall(r"{(\w+)}", str(dutch))) <= set(re.findall(r"{(\w+)}", said)), said


@pytest.mark.parametrize(("old", "new", "place", "_where"), [*SHAPE, *AGREEMENT])
def test_a_fault_is_told_without_a_word_of_the_file(old, new, place, _where):
    text = PO.replace(old, new, 1)
    told = wording.tell_all(rules.check(text).faults, text)
    assert told
    for one in told:
        assert one.why
        assert not re.search(r"\{|\[\d|_by\b|\bnone of\b|\bstep\b|\bis no\b", f"{one.where} {one.why}"), one
        assert 1 <= one.line <= len(text.splitlines())
        assert one.where[:1].isupper()
    del place


@pytest.mark.parametrize(
    ("old", "new", "where", "why"),
    [
        ("to = 2", "to = 12", "Stap 1 › uitkomst 1 › waar gaat het heen", "Stap 12 is er niet."),
        ('leader = "gw"', 'leader = "tc"', "Overleg HIA › wie leidt het", "“transfercoach” zit niet bij dit overleg."),
        ("days = 7", "days = 0", "Overleg SOT › voorbereiding › hoeveel dagen vooraf is alles er", "Vul een getal in"),
        ('phase = "INZICHT"\n', "", "Stap 4 › fase", "Vul dit in."),
        (
            'decision = "hia"',
            'decision = "follow-up"',
            "Stap 3 › uitkomst 1 › welk besluit",
            "Doorgaan, terug naar stap",
        ),
        (
            'prompts.lpa = "Denk',
            'prompts.vc = "Denk',
            "Overleg SOT › wat wordt van wie verwacht › verzuimcoördinator",
            "zit niet",
        ),
        (
            'HIA = "Handelings',
            'HIX = "Handelings',
            "Stap 3 › wat is er te doen, regel 4",
            "HIA staat niet bij de afkortingen",
        ),
    ],
)
def test_the_place_and_the_reason_in_the_users_words(old, new, where, why):
    text = PO.replace(old, new, 1)
    told = wording.tell_all(rules.check(text).faults, text)
    assert any(one.where.startswith(where) and why in one.why for one in told), told


def test_a_broken_text_names_its_line():
    text = PO.replace("minutes = 60", "minutes = = 60")
    (one,) = wording.tell_all(rules.check(text).faults, text)
    assert one.line == next(n for n, line in enumerate(text.splitlines(), 1) if "= =" in line)
    assert one.part == ("", None)


def test_every_key_of_every_route_has_a_name_on_screen():
    unnamed = set()

    def walk(data: object, keys: tuple[str, ...]) -> None:
        if isinstance(data, dict):
            for key, value in data.items():
                if keys[-1:] == ("prompts",) or keys == ("abbreviations",):
                    continue
                here = (*keys, key)
                if wording.label(*here) == key and key != "tlv":
                    unnamed.add(".".join(here))
                walk(value, here)
        elif isinstance(data, list):
            for row in data:
                walk(row, keys)

    for path in engine.FOLDER.glob("*.toml"):
        walk(tomllib.loads(path.read_text()), ())
    assert unnamed - {"casusregisseur", "sector"} == set()
