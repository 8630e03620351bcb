"""Everybody above asks this room for a route: who asks the engine finds shipped routes only, and breaks on own ones."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BELOW = ("planning/routes/", "planning/regions/", "scheduler/management/")


def test_nobody_above_asks_the_engine_for_a_route():
    found = []
    for path in [*(ROOT / "planning").rglob("*.py"), *(ROOT / "scheduler").rglob("*.py")]:
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(BELOW):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module in {"planning.routes.engine", "planning.routes"}:
                found += [name for one in node.names if one.name in {"get_route", "routes", "engine"}]
    assert found == []
