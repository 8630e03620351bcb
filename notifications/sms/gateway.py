"""The seam to an SMS gateway: its word when it took the message, one error that says what to do."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings


class NotTaken(Exception):
    """The message did not go. `permanent`: it never will.

    `unsure`: it was handed over and no answer came, so it may have gone; then nobody sends it again by himself.
    """

    def __init__(self, said: str, *, permanent: bool = False, unsure: bool = False) -> None:
        super().__init__(said)
        self.permanent = permanent
        self.unsure = unsure


class Gateway(Protocol):
    """What every gateway can do for us. A new one is a file beside `cm.py` and a line in `configured`."""

    def send(self, *, number: str, text: str, reference: str) -> str:
        """Hand over one text to an E.164 number; gives the gateway's word. Raises NotTaken and nothing else."""


def configured() -> Gateway | None:
    """The gateway of SMS_GATEWAY, or None: then nobody gets a text message."""
    if settings.SMS_GATEWAY == "cm":
        from notifications.sms.cm import CmGateway  # only where it is used

        return CmGateway(url=settings.SMS_URL, token=settings.SMS_TOKEN, sender=settings.SMS_SENDER)
    return None
