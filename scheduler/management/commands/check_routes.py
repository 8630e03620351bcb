"""List the routes and say what is wrong in them: `manage.py check_routes [--folder DIR]`."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from planning.people.roles import Role
from planning.routes import engine, loading


class Command(BaseCommand):
    """Reads route files; needs no database. Lives here because a route knows no Django (R1, R7)."""

    help = "List every route with its version, steps and meeting types; exit 1 naming file and line of any fault."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the folder."""
        parser.add_argument("--folder", type=Path, default=engine.FOLDER, help="where the route files are")

    def handle(self, *_args: object, **options: object) -> None:
        """List and check. Raises CommandError, which exits 1, with every fault of every file."""
        folder = options["folder"]
        assert isinstance(folder, Path)  # noqa: S101 - argparse made it
        paths = sorted(folder.glob("*.toml"))
        if not paths:
            raise CommandError(f"{folder}: hier staan geen routes / there are no routes here")
        found, faults = loading.survey(paths, roles=frozenset(role.value for role in Role))
        for path, route in found:
            self._show(path, route)
        if faults:
            raise CommandError("\n".join(str(fault) for fault in faults))

    def _show(self, path: Path, route: engine.Route) -> None:
        kinds = ", ".join(f"{row.kind} ({row.label})" if row.label != row.kind else row.kind for row in route.meetings)
        self.stdout.write(f"{route.key}  versie {route.version}  {route.title}  [{path.name}]")
        self.stdout.write(f"  stappen: {len(route.steps)}")
        for step in route.steps:
            self.stdout.write(f"    {step.number}. {step.title} ({step.phase})")
        self.stdout.write(f"  overleggen: {kinds}")
