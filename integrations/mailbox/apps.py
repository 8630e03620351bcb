"""Django app of this room."""

from django.apps import AppConfig


class MailboxConfig(AppConfig):
    """Post die binnenkomt."""

    name = "integrations.mailbox"
    label = "mailbox"
    verbose_name = "Post die binnenkomt"
