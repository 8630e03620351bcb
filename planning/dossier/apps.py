"""Django app of this room."""

from django.apps import AppConfig


class DossierConfig(AppConfig):
    """Dossier."""

    name = "planning.dossier"
    label = "dossier"
    verbose_name = "Dossier"
