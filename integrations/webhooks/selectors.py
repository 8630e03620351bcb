"""Reading addresses and what they were told, for staff; never the secret."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from integrations.webhooks.models import Delivery, DeliveryState, Hook

RECENT = 50


def hooks() -> QuerySet[Hook]:
    """The live addresses in scope, with how much waits and failed for each."""
    return (
        Hook.objects.filter(ended_at__isnull=True)
        .defer("secret")
        .annotate(
            waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING)),
            failed=Count("deliveries", filter=Q(deliveries__state=DeliveryState.FAILED)),
        )
    )


def events_wanted() -> QuerySet[Hook, list[str]]:
    """Which events each live address in scope wants."""
    return Hook.objects.filter(ended_at__isnull=True).order_by().values_list("events", flat=True)


def recent(*, hook_id: UUID | None = None) -> list[Delivery]:
    """The newest deliveries with their last word, of one address or of all. One query."""
    rows = Delivery.objects.select_related("hook").defer("hook__secret", "body")
    return list((rows.filter(hook=hook_id) if hook_id else rows)[:RECENT])
