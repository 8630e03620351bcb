"""Django app of this room."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Herinneringen."""

    name = "notifications.reminders"
    label = "reminders"
    verbose_name = "Herinneringen"
