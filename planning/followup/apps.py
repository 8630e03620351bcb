"""Django app of this room."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """Opvolging."""

    name = "planning.followup"
    label = "followup"
    verbose_name = "Opvolging"

    def ready(self) -> None:
        """Listen to the bells of notifications."""
        from planning.followup import receivers  # noqa: F401  # registers itself
