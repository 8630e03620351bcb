"""Django app of this room."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Meldingen aan andere systemen."""

    name = "integrations.webhooks"
    label = "webhooks"
    verbose_name = "Meldingen aan andere systemen"
