"""The floors and the furniture, kept by a machine."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("scheduler", "planning", "notifications", "integrations")
FURNITURE = {
    "__init__",
    "apps",
    "models",
    "rules",
    "services",
    "selectors",
    "tasks",
    "signals",
    "receivers",
}
# Files with a name of their own, each because it answers one question of its room.
OWN_NAMES = {
    "calendars": {"servers", "wording"},
    "people": {
        "access",
        "audit",
        "guests",
        "roles",
        "tenancy",
        "keys",
        "languages",
        "webhooks",
        "workbook",
        "importing",
    },
    "cases": {"ages", "gate", "identifying", "leading", "naming", "scopes", "texts", "voices", "ways"},
    "followup": {"drafts", "ending", "family", "goals", "look", "schools"},
    "minutes": {"wording"},
    "polls": {"telling"},
    "preparation": {"wording"},
    "privacy": {"copies", "erasing", "subjects"},
    "report": {"paper", "wording"},
    "regions": {"card", "editing", "wording"},
    "yearplan": {"agendas", "checkpoint", "instance", "kinds", "lastyear", "possible", "problem", "wording"},
}
NAMELESS = {"utils", "helpers", "common", "misc", "tools", "base"}


def sources() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def test_import_contracts_hold():
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


def test_every_file_has_a_name_that_says_what_it_is():
    assert [str(path) for path in sources() if path.stem in NAMELESS] == []


def test_every_file_says_what_it_is():
    silent = [str(path) for path in sources() if ast.get_docstring(ast.parse(path.read_text())) is None]
    assert silent == []


def test_no_file_is_too_large_to_know():
    large = [f"{path}: {n}" for path in sources() if (n := len(path.read_text().splitlines())) > 400]
    assert large == []


@pytest.mark.parametrize(
    "room", sorted(path.name for path in (ROOT / "planning").iterdir() if (path / "apps.py").exists())
)
def test_a_room_has_only_known_furniture(room):
    found = {path.stem for path in (ROOT / "planning" / room).glob("*.py")}
    unknown = found - FURNITURE - OWN_NAMES.get(room, set())
    assert unknown == set(), "name it in OWN_NAMES with its question, or put it where it belongs"


def test_doors_do_not_query_models_themselves():
    """A view makes one call inward; `Model.objects` in a door is a read or write in the wrong room (S6)."""
    doors = [path for path in sources() if path.parts[len(ROOT.parts)] == "scheduler" and "demo" not in path.parts]
    found = []
    for path in doors:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr == "objects":
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    allowed = {"scheduler/management/commands/start.py"}  # is there an SWV at all?
    assert [place for place in found if place.split(":")[0] not in allowed] == []


def test_rules_read_no_clock():
    clocks = []
    for path in sources():
        if path.stem != "rules":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow", "localdate"}:
                clocks.append(f"{path}:{node.lineno}")
    assert clocks == []
