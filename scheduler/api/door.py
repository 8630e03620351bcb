"""The machine door: an API key of one SWV in the Authorization header, and what that key may do."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from planning.cases.services import CaseFrozen
from planning.people.access import Actor


class ApiKeyAuth(HttpBearer):
    """The key itself was read by the tenant middleware, which opened the scope; here it must have been a good one."""

    openapi_name = "ApiKey"

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The acting machine, or None: then the answer is 401. Raises CaseFrozen for what a frozen case refuses."""
        del token
        refused: CaseFrozen | None = getattr(request, "refused", None)
        if refused is not None:
            raise refused
        actor: Actor | None = getattr(request, "actor", None)
        return actor if actor is not None and actor.machine else None


def actor_of(request: HttpRequest) -> Actor:
    """The acting machine of a request that came through the door."""
    return cast("Actor", request.auth)  # type: ignore[attr-defined]  # ninja puts it there
