"""Keep who looked over the texts of a language: `manage.py review_language ar --by "Name" --on 2026-12-01`."""

from __future__ import annotations

import datetime as dt

from django.core.management.base import BaseCommand, CommandError, CommandParser

from notifications.languages import BY_CODE, DUTCH
from scheduler import reviewing


class Command(BaseCommand):
    """Writes name, date and the digest of the texts into `scheduler/locale/reviewed.toml`; needs no database (U4)."""

    help = "Keep that a named person looked over all texts of a language as they are now."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the language, the person and the day."""
        parser.add_argument("code", choices=[code for code in BY_CODE if code != DUTCH])
        parser.add_argument("--by", required=True, help="who looked, by name")
        parser.add_argument("--on", required=True, type=dt.date.fromisoformat, help="the day, as 2026-12-01")

    def handle(self, *_args: object, code: str, by: str, on: dt.date, **_options: object) -> None:
        """Write it. Raises CommandError without a name."""
        if not by.strip():
            raise CommandError("--by is leeg / is empty")
        reviewing.keep_review(code, by=by.strip(), on=on)
        self.stdout.write(f"{code}: {by.strip()}, {on.isoformat()}, {reviewing.digest(code)}")
