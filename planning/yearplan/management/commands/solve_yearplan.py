"""Plan a year from a file: `manage.py solve_yearplan INSTANCE.json --output PLAN.json --time-limit 60 --workers 2`."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from planning.yearplan.solver.instance import Instance
from planning.yearplan.solver.plan import Plan
from planning.yearplan.solver.reading import InstanceError
from planning.yearplan.solver.solve import Progress, solve


class Command(BaseCommand):
    """Reads and writes the two file formats; needs no database."""

    help = "Plan a school year from an instance file and write the plan to a file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the instance, the output, the limits and the seed."""
        parser.add_argument("instance", type=Path, help="aan-tafel/yearplan-instance/1 as JSON")
        parser.add_argument("--output", type=Path, required=True, help="where the plan goes (aan-tafel/yearplan/1)")
        parser.add_argument("--time-limit", type=_seconds, default=60.0, help="wall time in seconds (60)")
        parser.add_argument("--workers", type=_count, default=1, help="processors to use (1)")
        parser.add_argument("--seed", type=int, default=0, help="same seed and instance, same plan (0)")

    def handle(self, *_args: object, **options: object) -> None:
        """Solve and write. Raises CommandError for files that cannot be read, understood or written."""
        source, output = options["instance"], options["output"]
        limit, workers, seed = options["time_limit"], options["workers"], options["seed"]
        assert isinstance(source, Path) and isinstance(output, Path)  # noqa: S101, PT018 - argparse made them
        assert isinstance(limit, float) and isinstance(workers, int) and isinstance(seed, int)  # noqa: S101, PT018
        if not output.absolute().parent.is_dir():
            raise CommandError(f"{output}: deze map bestaat niet / this folder does not exist")
        plan = solve(
            _read(source),
            time_limit=limit,
            workers=workers,
            seed=seed,
            on_progress=self._show if options.get("verbosity") not in (0, "0") else None,
        )
        _write(output, plan)
        self.stdout.write(
            f"{len(plan.meetings)} geplaatst, {len(plan.unplaced)} niet; score {plan.score:g}, "
            f"ondergrens {'onbekend' if plan.bound is None else format(plan.bound, 'g')}, {plan.seconds:.1f} s"
        )

    def _show(self, progress: Progress) -> None:
        bound = "-" if progress.bound is None else f"{progress.bound:g}"
        self.stderr.write(
            f"{progress.seconds:6.1f} s  {progress.phase:<9}  {progress.placed}/{progress.total}  "
            f"score {progress.score:g}  ondergrens {bound}"
        )


def _read(source: Path) -> Instance:
    try:
        return Instance.from_json(json.loads(source.read_text(encoding="utf-8")))
    except OSError as error:
        raise CommandError(f"{source}: kan niet gelezen worden / cannot be read ({error.strerror})") from error
    except InstanceError as error:
        raise CommandError(f"{source}: onjuist veld / wrong field: {error}") from error
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, or nested without end
        raise CommandError(f"{source}: is geen geldige JSON / is no valid JSON ({error})") from error


def _write(output: Path, plan: Plan) -> None:
    try:
        output.write_text(json.dumps(plan.to_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{output}: kan niet geschreven worden / cannot be written ({error.strerror})") from error


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is geen aantal seconden") from error
    if not 0 <= seconds <= 86_400:
        raise ArgumentTypeError("een tijd ligt tussen 0 en 86400 seconden")
    return seconds


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise ArgumentTypeError("een aantal processors ligt tussen 1 en 64")
    return int(text)
