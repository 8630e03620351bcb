"""Django app of this room."""

from django.apps import AppConfig


class ReportConfig(AppConfig):
    """Report."""

    name = "planning.report"
    label = "report"
    verbose_name = "Notulen"

    def ready(self) -> None:
        """Listen to consent, bells and letters."""
        from planning.report import receivers  # noqa: F401  # registers itself
