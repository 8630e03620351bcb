"""Django app of this room."""

from django.apps import AppConfig


class SmsConfig(AppConfig):
    """Sms'en."""

    name = "notifications.sms"
    label = "sms"
    verbose_name = "Sms'en"
