"""`manage.py check_routes`, as a command in a shell."""

import os
import subprocess
import sys
from pathlib import Path

from planning.routes import engine

ROOT = Path(__file__).resolve().parents[2]


def check_routes(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check_routes", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


def test_every_route_is_listed_with_version_steps_and_meetings():
    done = check_routes()
    assert (done.returncode, done.stderr) == (0, "")
    for route in engine.routes().values():
        assert f"{route.key}  versie {route.version}" in done.stdout
        for step in route.steps:
            assert f"    {step.number}. {step.title} ({step.phase})" in done.stdout
    assert "SOT-KLEIN (klein SOT), SOT (groot SOT), HIA" in done.stdout
    assert done.stdout.count("  stappen: ") == 6


def test_faults_of_all_files_exit_1_with_file_and_line(tmp_path):
    good = (engine.FOLDER / "west_brabant_po.toml").read_text()
    (tmp_path / "a.toml").write_text(good.replace("minutes = 60", "minutes = 0").replace("days = 7", "days = []", 1))
    (tmp_path / "b.toml").write_text("version = [")
    (tmp_path / "c.toml").write_text(good)
    (tmp_path / "d.toml").write_text(good)
    done = check_routes("--folder", tmp_path)
    lines = (tmp_path / "a.toml").read_text().splitlines()
    days, minutes = (
        next(n for n, line in enumerate(lines, 1) if line.startswith(x)) for x in ("days = []", "minutes = 0")
    )
    assert done.returncode == 1
    said = done.stderr.splitlines()
    assert f"a.toml:{days}: meetings[0].preparation.days: a number from 1 on is needed" in said[0]
    assert said[1] == f"a.toml:{minutes}: meetings[1].minutes: a number from 1 on is needed"
    assert said[2].startswith("b.toml:1: ")
    assert said[3] == "d.toml:4: version: west-brabant-po version 1 stands in another file as well: c.toml"
    assert "west-brabant-po  versie 1" in done.stdout  # the good one is listed all the same


def test_a_folder_without_routes_is_a_mistake(tmp_path):
    done = check_routes("--folder", tmp_path)
    assert done.returncode == 1
    assert str(tmp_path) in done.stderr
