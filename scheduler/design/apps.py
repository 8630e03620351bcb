"""Django app of this room."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Vormgeving."""

    name = "scheduler.design"
    label = "design"
    verbose_name = "Vormgeving"
