"""Reading text messages, for staff: their state and the gateway's last word, never what they say."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from notifications.sms.gateway import configured
from notifications.sms.models import SmsState, TextMessage


def is_configured() -> bool:
    """Whether text messages can be sent at all."""
    return configured() is not None


def messages_with(key_part: str) -> list[TextMessage]:
    """The messages whose key holds this (a poll's id), newest first. One query."""
    return list(TextMessage.objects.filter(key__contains=key_part).defer("text", "number"))


def messages_to(recipient_keys: Collection[str] | None = None, *, state: str = "") -> QuerySet[TextMessage]:
    """Messages of the tenant in scope, newest first, without what they say; None means to everybody.

    `kept` says whether the text is still there, so that it can be tried again.
    """
    rows = TextMessage.objects.defer("text", "number").annotate(
        kept=ExpressionWrapper(Q(text__isnull=False), output_field=BooleanField())
    )
    if recipient_keys is not None:
        rows = rows.filter(recipient_key__in=recipient_keys)
    return rows.filter(state=state) if state in SmsState.values else rows
