"""Rows of many tables, kept until they are written at once; the people of a school; codes that nobody has yet."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from django.db.models import Model

from planning.agenda.models import AgendaItem
from planning.cases.models import (
    Case,
    CasusregisseurTerm,
    ConditionWord,
    ConsentDecision,
    ConsentRequest,
    ConsentText,
    Conversation,
    ExpertTold,
    Involved,
    Party,
    Regie,
    Signal,
    SignalAct,
    StepMove,
    Task,
    Tick,
    Triage,
)
from planning.cases.rules import ALPHABET
from planning.followup.models import Agreement, Evaluation, Goal, GoalResult, Progress
from planning.meetings.models import Hold, Meeting, Participant, Reply
from planning.minutes.models import Decision, Record
from planning.people import audit
from planning.people.models import SWV, AuditEvent, Person, RoleHolding, School
from planning.people.roles import Role
from planning.people.tenancy import TenantModel
from scheduler.demo.elsewhere.tales import SchoolDays

Row = TypeVar("Row", bound=Model)
# What hangs on another comes after it.
TABLES: tuple[type[Model], ...] = (
    *(Signal, Case, SignalAct, StepMove, Party, Involved, ConsentRequest, ConsentDecision, Triage, ConditionWord),
    *(ExpertTold, Conversation, Conversation.parties.through, Meeting, Participant, Hold, Reply, AgendaItem),
    *(Record, Goal, Decision, CasusregisseurTerm, Regie, Agreement, Progress, Evaluation, GoalResult, Tick, Task),
    AuditEvent,
)
AT_A_TIME = 400
HOURS = (13, 14, 15, 10, 11, 9)


@dataclass(frozen=True, slots=True)
class Team:
    """Who does what at one school: the IB or OC leads, the GW or TC is the expert of the SWV."""

    school: School
    people: Mapping[str, Person]

    @property
    def lead_role(self) -> Role:
        """IB, or OC in secondary education."""
        return Role.OC if self.school.sector == "VO" else Role.IB

    @property
    def expert_role(self) -> Role:
        """GW, or TC in secondary education."""
        return Role.TC if self.school.sector == "VO" else Role.GW

    @property
    def lead(self) -> Person:
        """Who opens cases and organises."""
        return self.people[self.lead_role]

    @property
    def expert(self) -> Person:
        """Who comes from the SWV."""
        return self.people[self.expert_role]

    @property
    def youth(self) -> Person:
        """The JP."""
        return self.people[Role.JP]

    def at_the_sot(self) -> list[tuple[Person, Role, bool]]:
        """Who sits in it, as what, and whether the year plan needs them there."""
        must = [self.expert_role, self.lead_role, Role.JP, *([Role.VC] if self.school.sector == "VO" else [])]
        may = [Role.JA, *([Role.LPA] if self.school.sector == "VO" else [])]
        return [(self.people[role], role, role in must) for role in (*must, *may) if role in self.people]


def teams() -> dict[str, Team]:
    """Of every school, by its BRIN: who holds which role there. One query for the people."""
    held: dict[UUID, dict[str, Person]] = defaultdict(dict)
    rows = RoleHolding.objects.filter(school__isnull=False).select_related("person__organisation")
    for row in rows.order_by("person__email"):
        held[row.school_id or UUID(int=0)].setdefault(row.role, row.person)
    return {school.brin: Team(school, held[school.pk]) for school in School.objects.select_related("swv")}


@dataclass(slots=True)
class Ledger:
    """What was written down until `now`."""

    swv: SWV
    now: dt.datetime
    days: SchoolDays
    dice: random.Random
    taken: set[str]  # codes of cases and meetings
    busy: dict[UUID, list[tuple[dt.datetime, dt.datetime]]]  # of professionals, from now on
    rows: dict[type[Model], list[Model]] = field(default_factory=lambda: defaultdict(list))
    words: dict[str, ConsentText] = field(default_factory=dict)
    since: dict[UUID, dt.datetime] = field(default_factory=dict)  # of cases and tasks: pages say since when they wait

    def add(self, row: Row) -> Row:
        """One more."""
        self.rows[type(row)].append(row)
        return row

    def noted(self, person: Person, action: str, on: Model, at: dt.datetime, **detail: str | int) -> None:
        """A line of the audit trail."""
        by = audit.By.person(person.pk)
        self.add(audit.line(swv_id=self.swv.pk, by=by, action=action, on=on, now=at, **detail))

    def code(self, length: int) -> str:
        """A code that says nothing and that nobody has (P2)."""
        while True:
            found = "".join(self.dice.choice(ALPHABET) for _place in range(length))
            if found not in self.taken:
                self.taken.add(found)
                return found

    def free(self, people: Iterable[Person], start: dt.datetime, minutes: int) -> dt.datetime:
        """The wanted moment, or the first hour after it on a school day at which nobody of these is busy."""
        ids, length = [person.pk for person in people], dt.timedelta(minutes=minutes)
        day = self.days.from_on(start.date())
        while True:
            for hour in (start.hour, *HOURS):
                found = start.replace(year=day.year, month=day.month, day=day.day, hour=hour)
                if not any(since < found + length and found < until for pk in ids for since, until in self.busy[pk]):
                    return found
            day = self.days.after(day, 1)

    def write(self) -> int:
        """Everything, table by table; gives how many rows."""
        for model in TABLES:
            model._default_manager.bulk_create(self.rows[model], batch_size=AT_A_TIME)
        for dated in (Case, Task):
            self._date(dated)
        return sum(len(rows) for rows in self.rows.values())

    def _date(self, model: type[TenantModel]) -> None:
        rows = [row for row in self.rows[model] if isinstance(row, TenantModel)]
        for row in rows:
            row.created_at = self.since[row.pk]
        model._default_manager.bulk_update(rows, ["created_at"], batch_size=AT_A_TIME)
