"""Reading links. A token finds its own tenant; nothing else does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import models

from notifications.links.codes import DAY, MOST_TRIES, OFTEN, OPEN_FOR, SEND_FOR
from notifications.links.models import DoorCode, PersonalLink
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
    found = look_back(token, now=now, within=dt.timedelta(0))
    return found.grant if found is not None else None


@dataclass(frozen=True, slots=True)
class Known:
    """The grant of a token, and when that ended; `ended_at` is None while it lives."""

    grant: Grant
    ended_at: dt.datetime | None


def look_back(token: str, *, now: dt.datetime, within: dt.timedelta) -> Known | None:
    """The grant of a token that lives, or ended less than `within` ago; None for every other. One look-up by digest.

    For who must be told that it ended: a calendar goes on fetching (S14). Nothing else is ever shown by such a token.
    """
    link = next(iter(_by_digest(digest=digest(clean(token)))), None)
    if link is None:
        return None
    ended_at = link.expires_at
    if link.revoked_at is not None:
        ended_at = min(ended_at, link.revoked_at, now)  # at once, also where another machine's clock is ahead
    if ended_at <= now - within:
        return None
    grant = Grant(
        link_id=link.pk,
        tenant_id=link.tenant_id,
        purpose=link.purpose,
        person_key=link.person_key,
        object_key=link.object_key,
        expires_at=link.expires_at,
    )
    return Known(grant, ended_at if ended_at <= now else None)


def live_links(*, object_key: str, now: dt.datetime) -> list[PersonalLink]:
    """The live links of one object, for staff: who has one and until when, never the token."""
    return list(PersonalLink.objects.filter(object_key=object_key, revoked_at__isnull=True, expires_at__gt=now))


def links_to(*, purpose: str, person_key: str, object_key: str, now: dt.datetime) -> list[PersonalLink]:
    """The live links of one person to one thing, the newest first, each with its `use` where it was used."""
    rows = PersonalLink.objects.filter(
        purpose=purpose, person_key=person_key, object_key=object_key, revoked_at__isnull=True, expires_at__gt=now
    )
    return list(rows.select_related("use"))


@dataclass(frozen=True, slots=True)
class Sent:
    """A code that was asked for: when it went, and whether it can still open."""

    at: dt.datetime
    alive: bool


def door_opened(grant: Grant, *, carried: str, now: dt.datetime, within: dt.timedelta = OPEN_FOR) -> bool:
    """Whether the browser that carries this opened the door of this very link by a code, not longer ago. One query."""
    if not carried:
        return False
    rows = _by_door(door=digest(clean(carried)))
    return any(row.link_id == grant.link_id and row.used_at is not None and now < row.used_at + within for row in rows)


# Asked at every page with something sensitive on it.
_by_door: Prepared[DoorCode] = Prepared(
    lambda door: DoorCode.objects.filter(door=door).exclude(door="").order_by(), scoped=False, door=models.CharField()
)


def sent_code(grant: Grant, *, asker: str, now: dt.datetime) -> Sent | None:
    """The code that this browser asked for last, by this link, and did not use; None for none."""
    row = asked_by(grant, asker=asker)
    if row is None or row.used_at is not None:
        return None
    return Sent(at=row.sent_at, alive=row.expires_at > now and row.tries < MOST_TRIES)


def asked_by(grant: Grant, *, asker: str) -> DoorCode | None:
    """The code that was sent to who carries this. Nobody else's tries count for it, nor does their asking end it."""
    if not asker:
        return None
    return DoorCode.objects.filter(link_id=grant.link_id, asker=digest(clean(asker))).order_by("-sent_at").first()


def asked_often(grant: Grant, *, now: dt.datetime) -> bool:
    """Whether by this link one code after another went today that opened nothing: perhaps somebody else has it."""
    unused = DoorCode.objects.filter(link_id=grant.link_id, used_at__isnull=True, sent_at__gt=now - DAY)
    return unused.count() >= OFTEN


def may_renew(grant: Grant, *, carried: str, now: dt.datetime) -> bool:
    """Whether a new link may take the place of this one: it was asked often, and nobody else is inside by it.

    Who is inside is the reader, and may be writing.
    """
    inside = DoorCode.objects.filter(link_id=grant.link_id, used_at__gt=now - SEND_FOR)
    if carried:
        inside = inside.exclude(door=digest(clean(carried)))
    return asked_often(grant, now=now) and not inside.exists()
