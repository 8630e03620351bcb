"""Django app of this room."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    """Handover."""

    name = "planning.handover"
    label = "handover"
    verbose_name = "Overdracht"
