"""Thin tasks of connected calendars."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from planning.calendars import services


@shared_task(name="planning.calendars.tasks.deliver")
def deliver(account_id: str) -> None:
    """Write what is due into one calendar now."""
    services.deliver(UUID(account_id), now=timezone.now())


@shared_task(name="planning.calendars.tasks.read")
def read(account_id: str) -> None:
    """Ask one calendar now when its owner is busy."""
    services.refresh_busy(now=timezone.now(), account_ids=[UUID(account_id)])


@shared_task(name="planning.calendars.tasks.sweep")
def sweep() -> None:
    """Write what is due everywhere, free what got stuck, forget what is old."""
    services.sweep(now=timezone.now())


@shared_task(name="planning.calendars.tasks.refresh_busy")
def refresh_busy() -> None:
    """Ask the calendars that are due when their owners are busy."""
    services.refresh_busy(now=timezone.now())


@shared_task(name="planning.calendars.tasks.notice")
def notice() -> None:
    """Ask the calendars that are due what their owners did to our events."""
    services.notice(now=timezone.now())


@shared_task(name="planning.calendars.tasks.notice_one")
def notice_one(account_id: str) -> None:
    """Ask one calendar now: its server says that something changed."""
    services.notice(now=timezone.now(), account_ids=[UUID(account_id)])


@shared_task(name="planning.calendars.tasks.watch")
def watch() -> None:
    """Have servers call us when something changes, and prolong what ends soon."""
    services.watch(now=timezone.now())
