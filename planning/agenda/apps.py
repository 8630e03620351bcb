"""Django app of this room."""

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """Agenda."""

    name = "planning.agenda"
    label = "agenda"
    verbose_name = "Agenda"

    def ready(self) -> None:
        """Listen to consent and to cases that close."""
        from planning.agenda import receivers  # noqa: F401  # registers itself
