"""In which language a guest reads: the one the school knows of, or the one chosen on the page (U4)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

CHOICE = "taal"


def language_for(request: HttpRequest, *, preferred: str) -> str:
    """The code to show a page in: the choice in the address, else the preferred one, else Dutch."""
    known = dict(settings.LANGUAGES)
    return next((code for code in (request.GET.get(CHOICE, ""), preferred) if code in known), "nl")


def language_links(request: HttpRequest) -> list[tuple[str, str, str]]:
    """For the switch on the page: code, own name of the language, and the same page in it."""
    return [(code, str(name), f"{request.path}?{CHOICE}={code}") for code, name in settings.LANGUAGES]
