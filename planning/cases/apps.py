"""Django app of this room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Casussen."""

    name = "planning.cases"
    label = "cases"
    verbose_name = "Casussen"
