"""The token itself: cleaning what people paste, and its digest."""

import hashlib
import re

_TOKEN = re.compile(r"[A-Za-z0-9_\-]{43}")


def clean(pasted: str) -> str:
    """A token as it was made, from what a mail program or a finger made of it; empty when there is none in it."""
    match = _TOKEN.fullmatch(pasted.strip().strip("<>.,;:()\"' "))
    return match.group() if match else ""


def digest(token: str) -> str:
    """Hex SHA-256: what the database holds."""
    return hashlib.sha256(token.encode()).hexdigest()
