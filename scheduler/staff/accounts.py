"""How allauth behaves in this house: nobody signs up by himself, and its letters go through our outbox."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from planning.people import services
from planning.people.models import User
from scheduler.staff.tasks import mail_to_stranger

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closed sign-up; a password reset is a letter like any other: kept, retried, shown in the demo mailbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the SWV on the person's page."""
        del request
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Post the reset. What goes to somebody of no SWV has no outbox; a worker mails it.

        Either way the page comes back at once and the same, whatever the mail server does (S18).
        """
        url, user = context.get("password_reset_url"), context.get("user")
        is_reset = template_prefix.endswith("password_reset_key") and bool(url)
        if (
            is_reset
            and isinstance(user, User)
            and services.post_password_reset(user=user, url=str(url), now=timezone.now())
        ):
            return
        message = self.render_mail(template_prefix, email, context)
        try:
            mail_to_stranger.apply_async((message.subject, message.body, email), retry=False)
        except Exception as trouble:  # a broker that is away, or a mail server when tasks run at once
            log.warning("mail about an account did not go: %s", type(trouble).__name__)
