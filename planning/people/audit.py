"""The audit trail (P6): written in the same transaction as the act it records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from planning.people.models import AuditEvent

if TYPE_CHECKING:
    from django.db import models


@dataclass(frozen=True, slots=True)
class By:
    """Who acts: the kind of actor and its id. `By.system()` is the house itself (a sweep, a reminder)."""

    kind: str
    id: str

    @classmethod
    def system(cls) -> By:
        """The house acting by itself."""
        return cls(kind="system", id="")

    @classmethod
    def guest(cls, party_id: UUID | str) -> By:
        """A person behind a personal link."""
        return cls(kind="guest", id=str(party_id))

    @classmethod
    def person(cls, person_id: UUID | str) -> By:
        """A person with an account."""
        return cls(kind="person", id=str(person_id))


def record(
    *, swv_id: UUID, by: By, action: str, on: models.Model, now: dt.datetime, **detail: str | int | bool
) -> None:
    """Write one line; `detail` holds codes, numbers and ids, never a name or a text."""
    line(swv_id=swv_id, by=by, action=action, on=on, now=now, **detail).save(force_insert=True)


def record_all(lines: Sequence[AuditEvent]) -> None:
    """Write many at once."""
    AuditEvent.objects.bulk_create(lines, batch_size=200)


def line(
    *, swv_id: UUID, by: By, action: str, on: models.Model, now: dt.datetime, **detail: str | int | bool
) -> AuditEvent:
    """One line that is not written yet, for `record_all`."""
    return AuditEvent(
        swv_id=swv_id,
        at=now,
        actor_kind=by.kind,
        actor=by.id,
        action=action,
        object_type=on._meta.label_lower,
        object_id=str(on.pk),
        detail=detail,
    )
