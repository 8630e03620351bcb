"""Thin tasks of the bells."""

from celery import shared_task
from django.utils import timezone

from notifications.reminders import services


@shared_task(name="notifications.reminders.tasks.ring_due")
def ring_due() -> None:
    """Sweep: ring what is due."""
    services.ring_due(now=timezone.now())
