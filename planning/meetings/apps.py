"""Django app of this room."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Overleggen."""

    name = "planning.meetings"
    label = "meetings"
    verbose_name = "Overleggen"

    def ready(self) -> None:
        """Listen to consent, to calendars and to bells."""
        from planning.meetings import receivers  # noqa: F401  # registers itself
