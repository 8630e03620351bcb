"""Django app of this room."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Uitgaande post."""

    name = "notifications.outbox"
    label = "outbox"
    verbose_name = "Uitgaande post"
