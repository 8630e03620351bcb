"""Giving out and taking back personal links."""

from __future__ import annotations

import datetime as dt
import secrets
from uuid import UUID

from django.db import transaction
from django_scopes import scope

from notifications.links.models import LinkUse, PersonalLink
from notifications.links.purposes import Purpose
from notifications.links.tokens import digest

USE_KEPT_TO = dt.timedelta(minutes=15)


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


def note_use(*, tenant_id: UUID, link_id: UUID, tag: str, now: dt.datetime) -> dt.datetime:
    """Keep when a feed was fetched, to a quarter of an hour, and give since when its content is as `tag` says.

    That moment is on a whole second and later for each new tag, so that it can be a Last-Modified (RFC 9110 8.8.2.1).
    """
    now = now.replace(microsecond=0)
    with scope(swv=tenant_id), transaction.atomic():
        use, fresh = LinkUse.objects.select_for_update().get_or_create(
            link_id=link_id, defaults={"tenant_id": tenant_id, "last_at": now, "tag": tag, "since": now}
        )
        if fresh:
            return now
        if use.tag != tag:
            use.tag, use.since, use.last_at = tag, max(now, use.since + dt.timedelta(seconds=1)), now
            use.save(update_fields=["tag", "since", "last_at"])
        elif now - use.last_at >= USE_KEPT_TO:
            use.last_at = now
            use.save(update_fields=["last_at"])
        return use.since
