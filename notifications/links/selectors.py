"""Reading links. A token finds its own tenant; nothing else does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import models

from notifications.links.models import PersonalLink
from notifications.links.tokens import clean, digest
from notifications.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Grant:
    """What a live link allows."""

    link_id: UUID
    tenant_id: UUID
    purpose: str
    person_key: str
    object_key: str
    expires_at: dt.datetime


# Asked at every page of every guest.
_by_digest = Prepared(
    lambda digest: PersonalLink.objects.filter(digest=digest).order_by(), scoped=False, digest=models.CharField()
)


def resolve(token: str, *, now: dt.datetime) -> Grant | None:
    """The grant of a live token, or None. Unknown, expired and revoked take the same path: one look-up by digest."""
    link = next(iter(_by_digest(digest=digest(clean(token)))), None)
    if link is None or link.revoked_at is not None or link.expires_at <= now:
        return None
    return Grant(
        link_id=link.pk,
        tenant_id=link.tenant_id,
        purpose=link.purpose,
        person_key=link.person_key,
        object_key=link.object_key,
        expires_at=link.expires_at,
    )


def live_links(*, object_key: str, now: dt.datetime) -> list[PersonalLink]:
    """The live links of one object, for staff: who has one and until when, never the token."""
    return list(PersonalLink.objects.filter(object_key=object_key, revoked_at__isnull=True, expires_at__gt=now))


def links_to(*, purpose: str, person_key: str, object_key: str, now: dt.datetime) -> list[PersonalLink]:
    """The live links of one person to one thing, the newest first, each with its `use` where it was used."""
    rows = PersonalLink.objects.filter(
        purpose=purpose, person_key=person_key, object_key=object_key, revoked_at__isnull=True, expires_at__gt=now
    )
    return list(rows.select_related("use"))
