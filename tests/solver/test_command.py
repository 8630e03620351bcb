"""`manage.py solve_yearplan`: files in and out, and a clear word for files that are wrong."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from planning.yearplan.solver.check import check
from planning.yearplan.solver.plan import Plan
from tests.solver.making import read, two_schools


def run(source: Path, output: Path, *more: str) -> str:
    out = StringIO()
    call_command("solve_yearplan", str(source), "--output", str(output), *more, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture
def instance_file(tmp_path: Path) -> Path:
    path = tmp_path / "instance.json"
    path.write_text(json.dumps(two_schools()), encoding="utf-8")
    return path


def test_it_writes_a_legal_plan(instance_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "plan.json"
    said = run(instance_file, output, "--time-limit", "0.5", "--workers", "1")
    data = json.loads(output.read_text(encoding="utf-8"))
    assert data["format"] == "aan-tafel/yearplan/1"
    assert check(read(two_schools()), Plan.from_json(data)).broken == ()
    assert said.startswith("4 geplaatst, 0 niet; score 4, ondergrens 4")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "is geen geldige JSON"),
        (b"\xff\xfe", "is geen geldige JSON"),
        (b"[" * 100_000, "is geen geldige JSON"),
        (b"[]", "onjuist veld / wrong field: instance: must be an object"),
        (b"{}", "onjuist veld / wrong field: format: is missing"),
    ],
)
def test_a_file_that_is_no_instance(content: bytes, words: str, tmp_path: Path) -> None:
    source = tmp_path / "instance.json"
    source.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        run(source, tmp_path / "plan.json")
    assert not (tmp_path / "plan.json").exists()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="kan niet gelezen worden"):
        run(tmp_path / "none.json", tmp_path / "plan.json")


def test_an_output_that_cannot_be_written(instance_file: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="deze map bestaat niet"):
        run(instance_file, tmp_path / "nowhere" / "plan.json")
    with pytest.raises(CommandError, match="kan niet geschreven worden"):
        run(instance_file, tmp_path, "--time-limit", "0.1")


@pytest.mark.parametrize(
    "options", [("--time-limit", "-1"), ("--time-limit", "nan"), ("--time-limit", "lang"), ("--workers", "0")]
)
def test_limits_that_are_none(options: tuple[str, str], instance_file: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        run(instance_file, tmp_path / "plan.json", *options)
