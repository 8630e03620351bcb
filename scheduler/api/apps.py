"""Django app of this room."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """API."""

    name = "scheduler.api"
    label = "api"
    verbose_name = "API"
