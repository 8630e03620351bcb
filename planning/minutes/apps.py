"""Django app of this room."""

from django.apps import AppConfig


class MinutesConfig(AppConfig):
    """Minutes."""

    name = "planning.minutes"
    label = "minutes"
    verbose_name = "Verslag"

    def ready(self) -> None:
        """Listen to agendas."""
        from planning.minutes import receivers  # noqa: F401  # registers itself
