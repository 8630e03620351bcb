"""Thin tasks of the mailbox."""

from celery import shared_task
from django.utils import timezone

from integrations.mailbox import reading, services


@shared_task(name="integrations.mailbox.tasks.look", soft_time_limit=600)
def look() -> None:
    """Take what is new, for when nobody idles on the mailbox; does nothing where no mailbox is set."""
    reading.look()
    services.forget_old_prints(now=timezone.now())
