"""Giving out and taking back personal links."""

from __future__ import annotations

import datetime as dt
import secrets
from uuid import UUID

from django_scopes import scope

from notifications.links.models import PersonalLink
from notifications.links.purposes import Purpose
from notifications.links.tokens import digest


def issue(
    *,
    tenant_id: UUID,
    purpose: str,
    person_key: str,
    object_key: str,
    expires_at: dt.datetime,
    now: dt.datetime,
    rotate: bool = True,
) -> str:
    """Make a link and give its token, the only time it exists in clear (S2: 256 bits, SHA-256 kept).

    With `rotate` the earlier links of the same person, purpose and object die; a reminder keeps them alive. Raises
    ValueError for a purpose that is none.
    """
    purpose = Purpose(purpose)
    with scope(swv=tenant_id):
        if rotate:
            revoke(tenant_id=tenant_id, purpose=purpose, person_key=person_key, object_key=object_key, now=now)
        token = secrets.token_urlsafe(32)
        PersonalLink.objects.create(
            tenant_id=tenant_id,
            digest=digest(token),
            purpose=purpose.value,
            person_key=person_key,
            object_key=object_key,
            created_at=now,
            expires_at=expires_at,
        )
    return token


def revoke(
    *,
    tenant_id: UUID,
    now: dt.datetime,
    purpose: str | None = None,
    person_key: str | None = None,
    object_key: str | None = None,
) -> int:
    """Kill the live links that fit all the given words; gives how many. At least one word is needed."""
    wanted = {"purpose": purpose, "person_key": person_key, "object_key": object_key}
    words = {name: str(value) for name, value in wanted.items() if value is not None}
    if not words:
        msg = "name a purpose, a person or an object"
        raise ValueError(msg)
    with scope(swv=tenant_id):
        return PersonalLink.objects.filter(revoked_at__isnull=True, **words).update(revoked_at=now)
