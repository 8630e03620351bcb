"""Django app of this room."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    """Persoonlijke links."""

    name = "notifications.links"
    label = "links"
    verbose_name = "Persoonlijke links"
