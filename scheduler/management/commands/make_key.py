"""`manage.py make_key`: an API key with rights that no one person of an SWV has, such as those on cases."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from planning.errors import DomainError
from planning.people import keys


class Command(BaseCommand):
    """Make a key in the name of a coordinator, who sees it in the list and can take it back."""

    help = "Maak een API-sleutel, ook met rechten op casussen. Doe dit alleen op schriftelijk verzoek van de scholen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """For whom, what it is called, and what it may do."""
        parser.add_argument("coordinator", help="e-mailadres van de coördinator van het samenwerkingsverband")
        parser.add_argument("name", help="hoe de sleutel in de lijst heet")
        parser.add_argument("rights", nargs="+", choices=sorted(right.value for right in keys.GRANTABLE))

    def handle(self, *args: object, **options: object) -> None:
        """Print the secret, this once."""
        del args
        rights = options["rights"]
        try:
            _key, secret = keys.create_key_on_the_server(
                email=str(options["coordinator"]),
                name=str(options["name"]),
                rights=rights if isinstance(rights, list) else (),
                now=timezone.now(),
            )
        except DomainError as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(secret)
