"""Thin tasks of the outbox."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from notifications.outbox import services


@shared_task(name="notifications.outbox.tasks.deliver")
def deliver(letter_id: str) -> None:
    """Deliver one letter now, and what else is due while the line is open."""
    services.deliver_on(UUID(letter_id), now=timezone.now())


@shared_task(name="notifications.outbox.tasks.sweep")
def sweep() -> None:
    """Deliver what is due and free what got stuck."""
    services.sweep(now=timezone.now())
