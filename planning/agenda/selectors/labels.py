"""What a point is called for who looks: the gate is asked at every look (house rule 4, R55)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from planning.agenda.models import AgendaEvent, AgendaItem
from planning.cases import gate
from planning.cases.models import Party, PartyKind
from planning.meetings.models import Meeting, PartStat
from planning.people.access import Actor
from planning.people.roles import short_name


@dataclass(frozen=True, slots=True)
class Comes:
    """Somebody who comes for a point. `name` only for eyes with a ground, else what they are."""

    guest_id: UUID
    key: str
    name: str
    role: str
    arrives: dt.time | None
    leaves: dt.time | None
    cannot: bool = False  # their calendar said so to the newest letter


def admitted_items(actor: Actor, items: Sequence[AgendaItem], *, now: dt.datetime) -> frozenset[UUID]:
    """Which of these points this person may read by name: about no pupil, or with a ground. Eight queries for any.

    In a SOT the core members have one once the SOT was agreed to; the others think along without a name (R55), but who
    proposed the point knows whom it is about, as long as there is a ground for that person.
    """
    wants = {
        row.pk: gate.Want(case=row.case, person_id=actor.person_id, sot_talk=row.proposed_by_id != actor.person_id)
        for row in items
        if row.case is not None
    }
    found = gate.grounds_of(wants.values(), now=now)
    return frozenset(row.pk for row in items if row.pk not in wants or gate.admits(found[wants[row.pk]]))


def label_of(item: AgendaItem, *, admitted: bool) -> str:
    """The title, the pupil's name, or the case's code for who may not know."""
    if item.case is None:
        return str(item.title or "")
    if admitted:
        return f"{item.case.pupil_name} {item.case.pupil_initial}."
    return _("Leerling %(code)s") % {"code": item.case.reference}


def cannot_come(meeting: Meeting) -> frozenset[str]:
    """The keys of who let the calendar say no to the newest letter. One query."""
    rows = AgendaEvent.objects.filter(meeting=meeting, partstat=PartStat.DECLINED, start__isnull=False)
    return frozenset(f"person:{row.person_id}" if row.person_id else f"party:{row.party_id}" for row in rows)


def comes(item: AgendaItem, *, admitted: bool, cannot: Collection[str] = ()) -> tuple[Comes, ...]:
    """Who comes for this point; for eyes without a ground only what they are. The guests are loaded."""
    found = []
    for row in item.guests.all():
        role = _party_role(row.party) if row.party is not None else short_name(row.role) if row.role else ""
        name = str(row.party.name) if row.party is not None else row.person.name if row.person is not None else ""
        key = f"person:{row.person_id}" if row.person_id else f"party:{row.party_id}"
        found.append(
            Comes(
                guest_id=row.pk,
                key=key,
                cannot=key in cannot,
                name=name if admitted else role or _("iemand"),
                role=role,
                arrives=row.arrives,
                leaves=row.leaves,
            )
        )
    return tuple(found)


def names_of(actor: Actor, items: Sequence[AgendaItem], *, now: dt.datetime) -> tuple[str, ...]:
    """Who comes for these points, each once, as this person may know them: whom a change concerns."""
    seen = admitted_items(actor, items, now=now)
    found = {one.key: one.name for row in items for one in comes(row, admitted=row.pk in seen)}
    return tuple(dict.fromkeys(found.values()))


def _party_role(party: Party) -> str:
    return _("leerling") if party.kind == PartyKind.PUPIL else _("ouder")
