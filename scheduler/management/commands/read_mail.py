"""`manage.py read_mail`: take what comes into the mailbox, as it comes, until it is asked to stop."""

from __future__ import annotations

import signal
import time
from argparse import ArgumentParser
from types import FrameType

from django.core.management.base import BaseCommand, CommandError

from integrations.mailbox import reading
from integrations.mailbox.imap.provider import IDLE_SECONDS, POLL_SECONDS


class Command(BaseCommand):
    """Idle on the mailbox of IMAP_URL; where the server cannot idle, look every minute."""

    help = "Lees de postbus van IMAP_URL: antwoorden op uitnodigingen, post die terugkomt en andere berichten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Once, or for ever."""
        parser.add_argument("--once", action="store_true", help="één keer kijken en stoppen")
        parser.add_argument("--idle", type=float, default=IDLE_SECONDS, help="seconden wachten op nieuws van de server")
        parser.add_argument("--poll", type=float, default=POLL_SECONDS, help="seconden tussen twee keer kijken")

    def handle(self, *args: object, **options: object) -> None:
        """Read until SIGTERM or Ctrl-C; what was not taken by then stays in the mailbox."""
        del args
        try:
            if reading.account() is None:
                msg = "IMAP_URL is niet gezet: er is geen postbus om te lezen."
                raise CommandError(msg)
        except ValueError as wrong:
            raise CommandError(str(wrong)) from wrong
        if options["once"]:
            self._once()
            return

        def stop(number: int, frame: FrameType | None) -> None:
            """Out of a wait that may last half an hour; a transaction that it interrupts is rolled back."""
            del number, frame
            raise SystemExit(0)

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        self.stdout.write("De postbus wordt gelezen.")
        self.stdout.flush()
        reading.watch(
            going_on=lambda: True,
            sleep=time.sleep,
            idle_seconds=float(str(options["idle"])),
            poll_seconds=float(str(options["poll"])),
        )

    def _once(self) -> None:
        read = reading.look()
        if read is None:
            msg = f"De postbus is nu niet te lezen ({reading.state()['trouble']})."
            raise CommandError(msg)
        self.stdout.write(f"{read.taken} berichten gelezen, {read.known} waren al bekend, {read.left} bleven liggen.")
