"""Thin tasks of the webhooks."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from integrations.webhooks import services


@shared_task(name="integrations.webhooks.tasks.deliver")
def deliver(delivery_id: str) -> None:
    """Tell one event now."""
    services.deliver(UUID(delivery_id), now=timezone.now())


@shared_task(name="integrations.webhooks.tasks.sweep")
def sweep() -> None:
    """Tell what is due and free what got stuck."""
    services.sweep(now=timezone.now())
