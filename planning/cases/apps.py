"""Django app of this room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Casussen."""

    name = "planning.cases"
    label = "cases"
    verbose_name = "Casussen"

    def ready(self) -> None:
        """Listen to the post and to bells."""
        from planning.cases import receivers  # noqa: F401  # registers itself
