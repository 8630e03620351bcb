"""Django app of this room."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    """Ruimtes."""

    name = "planning.rooms"
    label = "rooms"
    verbose_name = "Ruimtes"
