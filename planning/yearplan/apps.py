"""Django app of this room."""

from django.apps import AppConfig


class YearplanConfig(AppConfig):
    """Jaarplanning."""

    name = "planning.yearplan"
    label = "yearplan"
    verbose_name = "Jaarplanning"

    def ready(self) -> None:
        """Listen to bells."""
        from planning.yearplan import receivers  # noqa: F401  # registers itself
