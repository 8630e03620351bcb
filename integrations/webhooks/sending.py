"""Handing one delivery to its address: silence when it said yes, one error that says what to do.

Only outward, over https, no redirects (S8, S9: `integrations.calendars.guard`). Of the answer only the status and
Retry-After are read, never the body.
"""

from __future__ import annotations

import datetime as dt

import requests
from django.conf import settings

from integrations.calendars.guard import CONNECT_SECONDS, GuardedSession, origin
from integrations.calendars.seam import CalendarTrouble
from integrations.webhooks import rules

ANSWER_SECONDS = 10
GONE = 410


class NotTold(Exception):
    """The other side did not say yes. `gone`: it never will. `wait`: what it asked for."""

    def __init__(self, said: str, *, gone: bool = False, wait: dt.timedelta | None = None) -> None:
        super().__init__(said)
        self.gone = gone
        self.wait = wait


class BadAddress(ValueError):
    """An address that we never connect to."""


def check(url: str) -> None:
    """Raises BadAddress for an address that the guard refuses by its looks; its host is looked at when connecting."""
    try:
        origin(url, inside=_inside())
    except CalendarTrouble as trouble:
        raise BadAddress(trouble.code) from trouble


def tell(url: str, *, secret: str, message_id: str, content: str, now: dt.datetime) -> int:
    """POST it, signed (Standard Webhooks 1.0); gives the status. Raises NotTold and nothing else for the network."""
    at = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Aan-tafel-webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": rules.sign(secret, message_id=message_id, at=at, content=content),
    }
    try:
        with _Session(url, inside=_inside()) as session:
            answer = session.post_only(url, data=content.encode(), headers=headers)
    except CalendarTrouble as trouble:
        raise NotTold(trouble.code) from trouble
    except requests.Timeout:
        raise NotTold("geen antwoord binnen de tijd") from None
    except requests.RequestException as trouble:  # its text may hold the address with everything in it
        raise NotTold(f"geen verbinding ({type(trouble).__name__})") from None
    if 200 <= answer.status_code < 300:
        return answer.status_code
    wait = rules.asked_wait(answer.headers.get("Retry-After", ""), now=now)
    raise NotTold(f"antwoord {answer.status_code}", gone=answer.status_code == GONE, wait=wait)


class _Session(GuardedSession):
    """The guard's connections; of the answer no body is read, however large."""

    def post_only(self, url: str, *, data: bytes, headers: dict[str, str]) -> requests.Response:
        response = requests.Session.request(
            self,
            "POST",
            url,
            data=data,
            headers=headers,
            timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
            allow_redirects=False,
            stream=True,
        )
        response.close()
        return response


def _inside() -> frozenset[str]:
    return frozenset(settings.WEBHOOK_INSIDE)
