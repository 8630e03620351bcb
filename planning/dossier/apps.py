"""Django app of this room."""

from django.apps import AppConfig


class DossierConfig(AppConfig):
    """Dossier."""

    name = "planning.dossier"
    label = "dossier"
    verbose_name = "Dossier"

    def ready(self) -> None:
        """Listen to consent, bells and lost letters."""
        from planning.dossier import receivers  # noqa: F401  # registers itself
