"""Django app of this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Mensen."""

    name = "planning.people"
    label = "people"
    verbose_name = "Mensen"
