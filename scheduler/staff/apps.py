"""Django app of this room."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Medewerkers."""

    name = "scheduler.staff"
    label = "staff"
    verbose_name = "Medewerkers"
