"""CM.com, Breda: POST https://gw.messaging.cm.com/v1.0/message with JSON (developers.cm.com/messaging).

What stays in here: HTTP, the product token, and the answers' own codes. The message carries our `reference`, by which
their log and ours can be laid side by side.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import requests

from notifications.sms.gateway import NotTaken

CONNECT_SECONDS, ANSWER_SECONDS = 5, 15
MOST_BYTES = 64 * 1024
# Their errors that are about this message: no number, no sender, no text, refused by or for the receiver.
_NEVER = frozenset({301, 302, 303, 304, 305, 401, 402, 403})


@dataclass(frozen=True, slots=True)
class CmGateway:
    """One account at CM.com."""

    url: str
    token: str
    sender: str  # at most 11 letters and digits, or a number

    def send(self, *, number: str, text: str, reference: str) -> str:
        """Hand over one text; gives their word. Raises NotTaken."""
        message = {
            "allowedChannels": ["SMS"],
            "from": self.sender,
            "to": [{"number": "00" + number.removeprefix("+")}],
            "body": {"type": "auto", "content": text},
            "reference": reference,
            "minimumNumberOfMessageParts": 1,
            "maximumNumberOfMessageParts": 4,
        }
        body: dict[str, Any] = {"messages": {"authentication": {"producttoken": self.token}, "msg": [message]}}
        try:
            with requests.Session() as session:
                session.trust_env = False
                answer = session.post(
                    self.url,
                    json=body,
                    timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                    allow_redirects=False,
                    stream=True,
                )
                status, words = answer.status_code, _words(answer)
        except requests.ConnectTimeout:
            raise NotTaken("geen verbinding") from None
        except requests.ConnectionError as trouble:
            # Refused or unknown: nothing left us. Broken off while we waited for the answer: nobody knows.
            raise NotTaken("geen verbinding", unsure=not _never_left(trouble)) from None
        except requests.RequestException:
            raise NotTaken("geen antwoord", unsure=True) from None
        return _verdict(status, words)


def _never_left(trouble: requests.ConnectionError) -> bool:
    return "NewConnectionError" in repr(trouble) or "NameResolutionError" in repr(trouble)


def _words(answer: requests.Response) -> dict[str, Any]:
    """Their JSON, read within bounds; empty when it is none."""
    piece = next(answer.iter_content(MOST_BYTES), b"")
    try:
        found = json.loads(piece)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _verdict(status: int, words: dict[str, Any]) -> str:
    rows = words.get("messages")
    row = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
    code = row.get("messageErrorCode") or words.get("errorCode")
    if status == 200 and code in {0, None} and row.get("status") == "Accepted":
        return f"aangenomen, {row.get('parts', 1)} deel"
    if status == 200 and not words:
        raise NotTaken("onleesbaar antwoord", unsure=True)
    said = f"antwoord {status}" + (f", code {code}" if isinstance(code, int) else "")
    # A token or balance that is wrong is no fault of the message: an administrator can mend it within the hour.
    raise NotTaken(said, permanent=code in _NEVER)
