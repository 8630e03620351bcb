"""Django app of this room."""

from django.apps import AppConfig


class GuestConfig(AppConfig):
    """Gasten."""

    name = "scheduler.guest"
    label = "guest"
    verbose_name = "Gasten"
