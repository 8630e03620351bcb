"""Where a token leads. Short enough for every mail program (43 characters of token)."""

from django.conf import settings


def address(token: str, *, there: str = "") -> str:
    """The address in a letter; `there` names a page behind the link other than its first."""
    return f"{settings.BASE_URL}/u/{token}{f'?naar={there}' if there else ''}"


def feed_address(token: str) -> str:
    """The address of a personal calendar feed."""
    return f"{settings.BASE_URL}/agenda/{token}.ics"
