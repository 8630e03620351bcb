"""What is still lacking for the points of a SOT, and who must hear that: who proposed it, and who makes the agenda."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from planning.agenda.models import AgendaItem
from planning.agenda.rules import states
from planning.agenda.selectors.telling import still_cases
from planning.cases import gate
from planning.dossier import selectors as dossier
from planning.meetings.models import Meeting
from planning.people.models import Person


@dataclass(frozen=True, slots=True)
class Lacking:
    """What one point has not yet: the question, and of a pupil the groeidocument and consent for the SOT (R92)."""

    item: AgendaItem
    question: bool
    groeidocument: bool
    consent: bool

    @property
    def anything(self) -> bool:
        """Whether there is a reason to write."""
        return self.question or self.groeidocument or self.consent


def lacking(meetings: Iterable[Meeting], *, now: dt.datetime) -> tuple[Lacking, ...]:
    """The points of these SOTs that lack something; not of a case that stands still. A constant number of queries."""
    rows = AgendaItem.objects.filter(meeting__in=list(meetings), state__in=states.WAITS)
    items = list(rows.select_related("case", "meeting__organiser", "meeting__school", "proposed_by").order_by("order"))
    still = still_cases(items)
    cases = {row.case.pk: row.case for row in items if row.case is not None and row.case_id not in still}
    named = gate.named_in_sot(list(cases.values()), now=now)
    without = dossier.without_groeidocument(cases.values(), kind="SOT")
    found = (
        Lacking(
            item=row,
            question=row.handed_in_at is None,
            groeidocument=row.case_id in without,
            consent=row.case_id is not None and row.case_id not in named,
        )
        for row in items
        if row.case_id not in still
    )
    return tuple(row for row in found if row.anything)


@dataclass(frozen=True, slots=True)
class MustHear:
    """Somebody who can do something about it, with the points that are theirs."""

    person: Person
    rows: tuple[Lacking, ...]


def must_hear(rows: Sequence[Lacking], *, now: dt.datetime) -> tuple[MustHear, ...]:
    """Who makes the agenda hears of every point, who proposed one of the own; without a ground of no pupil any more."""
    people: dict[UUID, Person] = {}
    theirs: dict[UUID, dict[UUID, Lacking]] = {}
    for row in rows:
        meeting = row.item.meeting
        for person in (row.item.proposed_by, *((meeting.organiser,) if meeting is not None else ())):
            people[person.pk] = person
            theirs.setdefault(person.pk, {})[row.item.pk] = row
    wants = {
        (key, row.item.pk): gate.Want(case=row.item.case, person_id=key)
        for key, own in theirs.items()
        for row in own.values()
        if row.item.case is not None
    }
    found = gate.grounds_of(wants.values(), now=now)
    out = {where for where, want in wants.items() if not gate.admits(found[want])}
    made = (
        MustHear(people[key], tuple(row for row in own.values() if (key, row.item.pk) not in out))
        for key, own in theirs.items()
    )
    return tuple(one for one in made if one.rows and one.person.email)
