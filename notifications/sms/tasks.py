"""Thin tasks of the text messages."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from notifications.sms import services


@shared_task(name="notifications.sms.tasks.deliver")
def deliver(message_id: str) -> None:
    """Send one message now."""
    services.deliver(UUID(message_id), now=timezone.now())


@shared_task(name="notifications.sms.tasks.sweep")
def sweep() -> None:
    """Send what is due and mark what got stuck."""
    services.sweep(now=timezone.now())
