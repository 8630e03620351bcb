"""Calendar feeds: a secret address that a calendar program fetches, of a person and of a guest with a series (S14).

Only the digest of an address is kept, so it is shown once. Off until its owner asks for it.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from notifications.links import services as links
from notifications.links.addresses import feed_address
from notifications.links.purposes import Purpose
from planning.cases.models import Party
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.audit import By
from planning.people.models import Person
from planning.rooms.models import Room

FEED_LIFE = dt.timedelta(days=2 * 365)
FEED = "agenda"  # a feed is about its person, not about one meeting
ROOM_FEED = "ruimte"  # or about a room


def feed_address_for(person: Person, now: dt.datetime) -> str:
    """A new address of this person's feed; earlier ones go on working, since calendars hold on to them."""
    return _address(person, rotate=False, now=now)


@transaction.atomic
def renew_feed_address(*, person: Person | Party, by: By | None = None, now: dt.datetime) -> str:
    """A new address, and the end of all earlier ones: the first one, or for who gave the address away."""
    made = _address(person, rotate=True, now=now)
    audit.record(swv_id=person.swv_id, by=by or By.system(), action="feed.renew", on=person, now=now)
    return made


@transaction.atomic
def end_feed(*, person: Person | Party, by: By, now: dt.datetime) -> int:
    """Every address of this person's feed stops; gives how many there were. Twice is once."""
    ended = links.revoke(
        tenant_id=person.swv_id, purpose=Purpose.FEED, person_key=str(person.pk), object_key=FEED, now=now
    )
    if ended:
        audit.record(swv_id=person.swv_id, by=by, action="feed.end", on=person, now=now)
    return ended


@transaction.atomic
def renew_room_feed(*, actor: Actor, room: Room, now: dt.datetime) -> str:
    """A new address for the screen at the door of a room, and the end of earlier ones. Raises NotAllowed."""
    actor.require(Right.KEEP_SCHOOL_DAYS, school_id=room.school_id)
    audit.record(swv_id=room.swv_id, by=actor.by, action="room.feed_renew", on=room, now=now)
    return _address(room, rotate=True, object_key=ROOM_FEED, now=now)


@transaction.atomic
def end_room_feed(*, actor: Actor, room: Room, now: dt.datetime) -> int:
    """No address of this room's feed works any more; gives how many there were. Raises NotAllowed."""
    actor.require(Right.KEEP_SCHOOL_DAYS, school_id=room.school_id)
    ended = links.revoke(
        tenant_id=room.swv_id, purpose=Purpose.FEED, person_key=str(room.pk), object_key=ROOM_FEED, now=now
    )
    if ended:
        audit.record(swv_id=room.swv_id, by=actor.by, action="room.feed_end", on=room, now=now)
    return ended


def note_fetched(*, swv_id: UUID, link_id: UUID, tag: str, now: dt.datetime) -> dt.datetime:
    """A program fetched a feed whose content is `tag`; gives since when it is so."""
    return links.note_use(tenant_id=swv_id, link_id=link_id, tag=tag, now=now)


def _address(person: Person | Party | Room, *, rotate: bool, object_key: str = FEED, now: dt.datetime) -> str:
    token = links.issue(
        tenant_id=person.swv_id,
        purpose=Purpose.FEED,
        person_key=str(person.pk),
        object_key=object_key,
        expires_at=now + FEED_LIFE,
        now=now,
        rotate=rotate,
    )
    return feed_address(token)
