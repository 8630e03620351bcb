"""Django app of this room."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """Gekoppelde agenda's."""

    name = "planning.calendars"
    label = "calendars"
    verbose_name = "Gekoppelde agenda's"
