"""The wiring as a Django app, so that `manage.py start` and `manage.py load_demo` are found."""

from django.apps import AppConfig


class SchedulerConfig(AppConfig):
    """The front of the house."""

    name = "scheduler"
    verbose_name = "Aan tafel"
