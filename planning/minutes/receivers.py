"""What the record does when a point of a SOT turns out not to have been spoken of."""

from __future__ import annotations

from django.dispatch import receiver

from planning.agenda.signals import part_goes
from planning.meetings.models import Meeting
from planning.minutes import services


@receiver(part_goes, dispatch_uid="minutes.part_goes")
def on_part_goes(sender: object, *, part: Meeting, **rest: object) -> None:
    """Inside the transaction: what is refused here stays."""
    del sender, rest
    services.keep_what_is_written(part)
