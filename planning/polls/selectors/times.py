"""When parents usually can, for who leads the case."""

from __future__ import annotations

from uuid import UUID

from planning.polls.models import KnownTimes


def known_times(party_id: UUID) -> tuple[str, ...]:
    """The day parts that usually suit a parent or pupil ("0-ochtend" is Monday morning); empty when nobody said."""
    return tuple(next(iter(KnownTimes.objects.filter(party=party_id).values_list("parts", flat=True)), ()))
