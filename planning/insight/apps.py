"""Django app of this room."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Cijfers en overzicht."""

    name = "planning.insight"
    label = "insight"
    verbose_name = "Cijfers en overzicht"
