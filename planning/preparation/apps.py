"""Django app of this room."""

from django.apps import AppConfig


class PreparationConfig(AppConfig):
    """Voorbereiding."""

    name = "planning.preparation"
    label = "preparation"
    verbose_name = "Voorbereiding"

    def ready(self) -> None:
        """Listen to dates of meetings and to bells."""
        from planning.preparation import receivers  # noqa: F401  # registers itself
