"""Django app of this room."""

from django.apps import AppConfig


class PreparationConfig(AppConfig):
    """Voorbereiding."""

    name = "planning.preparation"
    label = "preparation"
    verbose_name = "Voorbereiding"
