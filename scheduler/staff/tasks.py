"""Mail about accounts that belongs to no SWV, sent by a worker so that nobody can tell from the wait who is known."""

from __future__ import annotations

from celery import shared_task
from django.core.mail import send_mail


@shared_task
def mail_to_stranger(subject: str, text: str, address: str) -> None:
    """One attempt: whoever mistyped an address tries again."""
    send_mail(subject, text, None, [address])
