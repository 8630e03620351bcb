"""Every page as one person of the demo gets it, fetched once: several tests look at the same answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from planning.people.models import User
from tests.trust.walk import addresses

Answers = dict[str, HttpResponse]


def paths(ids: dict[str, Any]) -> list[str]:
    """Every address of our own that is no guest's and no machine's, filled with these ids."""
    found = [path for row in addresses() if (path := row.path(ids)) and not path.startswith(("/g/", "/api/"))]
    return list(dict.fromkeys(found))


def client_of(user: User | None) -> Client:
    """The browser of who is logged in, or of a stranger."""
    client = Client(raise_request_exception=True)
    if user is not None:
        client.force_login(user)
    return client


def walk(client: Client, ids: dict[str, Any]) -> Answers:
    """What each of these addresses answers, by its path."""
    return {path: client.get(path) for path in paths(ids)}
