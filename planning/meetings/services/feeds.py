"""The personal calendar feed: one address per person, kept by a calendar program (S14)."""

from __future__ import annotations

import datetime as dt

from notifications.links import services as links
from notifications.links.addresses import feed_address
from notifications.links.purposes import Purpose
from planning.people.models import Person

FEED_LIFE = dt.timedelta(days=2 * 365)
FEED = "agenda"  # a feed is about its person, not about one meeting


def feed_address_for(person: Person, now: dt.datetime) -> str:
    """A new address of this person's feed; earlier ones go on working, since calendars hold on to them."""
    return _address(person, rotate=False, now=now)


def renew_feed_address(*, person: Person, now: dt.datetime) -> str:
    """A new address, and the end of all earlier ones: for who gave the address away."""
    return _address(person, rotate=True, now=now)


def _address(person: Person, *, rotate: bool, now: dt.datetime) -> str:
    token = links.issue(
        tenant_id=person.swv_id,
        purpose=Purpose.FEED,
        person_key=str(person.pk),
        object_key=FEED,
        expires_at=now + FEED_LIFE,
        now=now,
        rotate=rotate,
    )
    return feed_address(token)
