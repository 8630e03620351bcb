"""Reading text messages, for staff: their state and the gateway's last word, never what they say."""

from __future__ import annotations

from collections.abc import Iterable

from notifications.sms.models import TextMessage


def messages_with(key_part: str) -> list[TextMessage]:
    """The messages whose key holds this (a poll's id), newest first. One query."""
    return list(TextMessage.objects.filter(key__contains=key_part).defer("text", "number"))


def messages_to(recipient_keys: Iterable[str]) -> list[TextMessage]:
    """The messages to these people, newest first. One query."""
    return list(TextMessage.objects.filter(recipient_key__in=list(recipient_keys)).defer("text", "number"))
