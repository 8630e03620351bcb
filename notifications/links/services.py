"""Giving out and taking back personal links, and the code that opens what is sensitive behind one (S4)."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid4

from django.db import transaction
from django_scopes import scope

from notifications.links import codes
from notifications.links.addresses import address
from notifications.links.models import DoorCode, LinkUse, PersonalLink
from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant, asked_by, asked_often, may_renew
from notifications.links.tokens import digest
from notifications.outbox import services as outbox
from notifications.types import Letter, Plain, Recipient

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


class Why(StrEnum):
    """Why a code did not go, or did not open."""

    WAIT = "wait"  # so many went that the next has to wait
    NONE = "none"  # none was asked for, or it was used
    OLD = "old"
    SPENT = "spent"  # wrong too often
    SHAPE = "shape"  # no six digits: not counted
    WRONG = "wrong"


@dataclass(eq=False)
class CodeRefused(Exception):
    """No: `minutes` to wait, rounded up, or `left` tries with this code."""

    why: Why
    minutes: int = 0
    left: int = 0


def send_code(
    *,
    grant: Grant,
    recipient: Recipient,
    context: Mapping[str, Plain],
    sender_name: str,
    reply_to: str,
    now: dt.datetime,
) -> str:
    """Mail a fresh code to the address that is known of the reader; gives what the browser that asked carries now.

    The code is that browser's: who holds the same link neither spends its tries nor ends it by asking, too. The letter
    says it when one after another was asked. Raises CodeRefused (WAIT) after so many: see `codes.PER_LINK`. What is
    asked by other links of the reader does not hold up the first code of this one. The letter's text is kept until it
    is delivered, as of every letter: encrypted (S4: nowhere else in clear).
    """
    with scope(swv=grant.tenant_id), transaction.atomic():
        _hold(grant)  # one asks at a time
        pause = _pause(grant, recipient, now=now)
        if pause:
            raise CodeRefused(Why.WAIT, minutes=-(-int(pause.total_seconds()) // 60) or 1)
        code, row_id, asker = codes.make(), uuid4(), secrets.token_urlsafe(32)
        DoorCode.objects.create(
            pk=row_id,
            tenant_id=grant.tenant_id,
            link_id=grant.link_id,
            reader_key=recipient.key,
            digest=codes.digest(row_id, code),
            asker=digest(asker),
            sent_at=now,
            expires_at=now + codes.LIFE,
        )
        letter = Letter(
            tenant_id=grant.tenant_id,
            key=f"door_code:{row_id}",
            template="door_code",
            recipient=recipient,
            context={
                **context,
                "code": code,
                "minutes": str(codes.LIFE.seconds // 60),
                "often": "1" if asked_often(grant, now=now) else "",
            },
            sender_name=sender_name,
            reply_to=reply_to,
        )
        outbox.post(letter, now=now)
        return asker


def _hold(grant: Grant) -> None:
    """Lock the link; one that died since the door looked opens nothing any more. Raises CodeRefused (NONE)."""
    if PersonalLink.objects.select_for_update().get(pk=grant.link_id).revoked_at is not None:
        raise CodeRefused(Why.NONE)


def _pause(grant: Grant, recipient: Recipient, *, now: dt.datetime) -> dt.timedelta:
    day = DoorCode.objects.filter(sent_at__gt=now - codes.DAY)
    mine = list(day.filter(link_id=grant.link_id).values_list("sent_at", flat=True))
    pause = codes.wait(mine, most=codes.PER_LINK, now=now)
    if not mine:
        return pause
    all_links = list(day.filter(reader_key=recipient.key).values_list("sent_at", flat=True))
    return max(pause, codes.wait(all_links, most=codes.PER_READER, now=now))


class LinkStays(Exception):
    """Nothing shows that somebody else has this link, or its reader is inside."""


def renew(
    *,
    grant: Grant,
    carried: str,
    recipient: Recipient,
    context: Mapping[str, Plain],
    sender_name: str,
    reply_to: str,
    now: dt.datetime,
) -> PersonalLink:
    """A new link in the place of this one, to the address that is known (S2, S4).

    This one and every other of the same person to the same thing die: who was sent one on has nothing any more, also
    when it was they who asked. Raises LinkStays, CodeRefused (NONE) when it is dead already.
    """
    with scope(swv=grant.tenant_id), transaction.atomic():
        _hold(grant)
        if not may_renew(grant, carried=carried, now=now):
            raise LinkStays
        token = issue(
            tenant_id=grant.tenant_id,
            purpose=grant.purpose,
            person_key=grant.person_key,
            object_key=grant.object_key,
            expires_at=grant.expires_at,
            now=now,
        )
        fresh = PersonalLink.objects.get(digest=digest(token))
        letter = Letter(
            tenant_id=grant.tenant_id,
            key=f"new_link:{fresh.pk}",
            template="new_link",
            recipient=recipient,
            context={**context, "url": address(token)},
            sender_name=sender_name,
            reply_to=reply_to,
        )
        outbox.post(letter, now=now)
        return fresh


def open_door(*, grant: Grant, asker: str, typed: str, now: dt.datetime) -> str:
    """Try a code in the browser that asked for it; gives what that carries from now on. Single use.

    It exists in clear this once. Tries are counted under a lock: of many at once no more than `codes.MOST_TRIES` are
    looked at. Raises CodeRefused.
    """
    code = codes.clean(typed)
    if not code:
        raise CodeRefused(Why.SHAPE)
    with scope(swv=grant.tenant_id), transaction.atomic():
        _hold(grant)  # a newer code cannot slip in between
        row = asked_by(grant, asker=asker)
        refusal = _refusal(row, code, now=now)
        if refusal is None and row is not None:
            carried = secrets.token_urlsafe(32)
            row.used_at, row.door = now, digest(carried)
            row.save(update_fields=["used_at", "door"])
            return carried
    raise refusal or CodeRefused(Why.NONE)  # after the commit: a wrong try stays counted


def _refusal(row: DoorCode | None, code: str, *, now: dt.datetime) -> CodeRefused | None:
    if row is None or row.used_at is not None:
        return CodeRefused(Why.NONE)
    if row.expires_at <= now:
        return CodeRefused(Why.OLD)
    if row.tries >= codes.MOST_TRIES:
        return CodeRefused(Why.SPENT)
    if codes.same(row.digest, row.pk, code):
        return None
    row.tries += 1
    row.save(update_fields=["tries"])
    left = codes.MOST_TRIES - row.tries
    return CodeRefused(Why.WRONG, left=left) if left else CodeRefused(Why.SPENT)
