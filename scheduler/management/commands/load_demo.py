"""`manage.py load_demo`: the demo SWV with its people and its story. Twice is once."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from notifications.outbox import services as outbox
from scheduler.demo import build, elsewhere, story


def _office_hour(now: dt.datetime) -> dt.datetime:
    """The last ten o'clock in the morning: nobody in the story answers at night."""
    ten = timezone.localtime(now).replace(hour=10, minute=0, second=0, microsecond=0)
    return ten if ten <= now else ten - dt.timedelta(days=1)


class Command(BaseCommand):
    """Make the demo SWV, in the demo only."""

    help = "Maak het demo-samenwerkingsverband (alleen in de demo)."

    def handle(self, *args: object, **options: object) -> None:
        """People first, then the year plan and the cases."""
        del args, options
        if not settings.DEMO:
            msg = "De demo bestaat alleen met AANTAFEL_MODE=demo."
            raise CommandError(msg)
        if build.demo_swv_id() is not None:
            self.stdout.write("Het demo-samenwerkingsverband is er al.")
            return
        now = timezone.now()
        with transaction.atomic():  # a demo is there whole, or not at all
            swv = build.build_people(today=timezone.localdate(now))
            self.stdout.write("  scholen en mensen staan klaar")
            for sentence in story.tell(swv=swv, now=_office_hour(now)):
                self.stdout.write(f"  {sentence}")
            count = elsewhere.tell(swv=swv, now=_office_hour(now))
            self.stdout.write(f"  op de andere scholen zijn er {count} casussen, van vorig schooljaar en van nu")
        while outbox.sweep(now=timezone.now()):  # the letters are in the mailbox at once, without a worker
            pass
        self.stdout.write("  alle brieven liggen in de demo-postbus")
