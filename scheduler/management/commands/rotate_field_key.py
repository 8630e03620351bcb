"""`manage.py rotate_field_key`: write everything that is encrypted with the first key of FIELD_KEY."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from planning.errors import DomainError
from planning.privacy import services


class Command(BaseCommand):
    """The steps: put the new key in front (FIELD_KEY=new,old), restart, run this, take the old one out, restart."""

    help = "Versleutel alles opnieuw met de eerste sleutel van FIELD_KEY. Met --check telt het alleen wat nog moet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only count, or write."""
        parser.add_argument(
            "--check", action="store_true", help="schrijf niets; faal als er nog een oude sleutel nodig is"
        )

    def handle(self, *args: object, **options: object) -> None:
        """Say per column how many."""
        del args
        if options["check"]:
            left = services.on_old_keys()
            for column, count in left.items():
                self.stdout.write(f"{column}: {count}")
            if left:
                raise CommandError("Er zijn nog waarden met een oude sleutel. Draai rotate_field_key zonder --check.")
            self.stdout.write("Alles is met de eerste sleutel te lezen.")
            return
        try:
            done = services.rotate_field_keys()
        except DomainError as refusal:
            raise CommandError(f"{refusal.message} ({refusal.hint})") from refusal
        for column, count in done.items():
            self.stdout.write(f"{column}: {count}")
        self.stdout.write(f"{done.total()} waarden opnieuw versleuteld.")
