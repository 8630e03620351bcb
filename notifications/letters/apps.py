"""Django app of this room."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Brieven."""

    name = "notifications.letters"
    label = "letters"
    verbose_name = "Brieven"
