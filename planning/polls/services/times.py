"""When a parent or pupil usually can: told by themselves with an answer, or by phone to who leads the case (R80)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from planning.cases.models import Party
from planning.people import audit
from planning.people.access import Actor, Right
from planning.polls import rules
from planning.polls.models import KnownTimes


@transaction.atomic
def keep_times(*, actor: Actor, party: Party, parts: Collection[str], now: dt.datetime) -> list[str]:
    """Write down the day parts that suit ("0-ochtend" is Monday morning), or that nothing is known: none at all.

    What is no day part is not looked at. Gives what is kept. Raises NotAllowed.
    """
    actor.require(Right.MANAGE_CASES, school_id=party.case.school_id)
    known = rules.known_parts(parts)
    if known:
        remember_times(party_id=party.pk, swv_id=party.swv_id, parts=known, now=now)
    else:
        KnownTimes.objects.filter(party=party).delete()
    audit.record(swv_id=party.swv_id, by=actor.by, action="party.times", on=party, now=now, parts=len(known))
    return known


def remember_times(*, party_id: UUID, swv_id: UUID, parts: Collection[str], now: dt.datetime) -> None:
    """Keep them for the next poll, instead of what was known; in the caller's transaction."""
    KnownTimes.objects.update_or_create(party_id=party_id, defaults={"swv_id": swv_id, "parts": list(parts), "at": now})
