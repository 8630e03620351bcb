"""Django app of this room."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Privacy."""

    name = "planning.privacy"
    label = "privacy"
    verbose_name = "Privacy"
