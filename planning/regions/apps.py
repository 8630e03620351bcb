"""Django app of this room."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """Routes van een SWV."""

    name = "planning.regions"
    label = "regions"
    verbose_name = "Routes van een SWV"
