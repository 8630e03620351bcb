"""Django app of this room."""

from django.apps import AppConfig


class PollsConfig(AppConfig):
    """Datumprikkers."""

    name = "planning.polls"
    label = "polls"
    verbose_name = "Datumprikkers"

    def ready(self) -> None:
        """Listen to meetings and to bells."""
        from planning.polls import receivers, telling  # noqa: F401  # they register themselves
