"""The demo's mail server: takes every mail and sends none. The letters themselves stay in the outbox, to be shown."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class DemoMailbox(BaseEmailBackend):
    """Accepts mail in the demo only. Each mail is really built, so that what cannot be sent fails here too."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Build every message and say yes."""
        if not settings.DEMO:
            msg = "the demo mailbox exists in the demo only"
            raise ImproperlyConfigured(msg)
        for mail in email_messages:
            mail.message().as_bytes()
        return len(email_messages)
