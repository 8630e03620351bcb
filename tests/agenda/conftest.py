"""The clock stands still at NOW, also behind the doors; a SOT of the year plan in two weeks, and one after it."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.utils import timezone
from django_scopes import scope

from planning.agenda import services
from planning.agenda.models import AgendaItem, ItemKind
from planning.cases.models import Case
from planning.meetings.models import Meeting
from planning.meetings.services import Seat, create_planned_meeting
from planning.people.access import Actor
from planning.people.models import Person
from planning.people.roles import Role
from tests.factories import make_actor, make_case, make_staff
from tests.kept import kept
from tests.meetings.table import NOW, Table, at, lay

PUPILS = ("Wendelien", "Tjibbe")


@dataclass
class Sot:
    """The table's school with a SOT on 17 November (9.00, two hours) and one on 15 December."""

    table: Table
    teacher: Person
    vc: Person
    ja: Person
    others: tuple[Case, ...]
    meeting: Meeting
    later: Meeting

    @property
    def actor(self) -> Actor:
        return self.table.actor

    def who(self, person: Person) -> Actor:
        return make_actor(person, today=NOW.date())

    def propose(self, case: Case | None = None, *, by: Person | None = None, now: dt.datetime = NOW, **more: object):
        """A point about a pupil, or with a title; on the agenda at once when the IB proposes it."""
        values: dict[str, object] = {"kind": ItemKind.PUPIL, "case": case, "meeting": self.meeting}
        if case is None:
            values |= {"kind": ItemKind.OTHER, "title": "Rust op de gang"}
        actor = self.who(by) if by is not None else self.actor
        return services.propose_item(actor=actor, school=self.table.school, now=now, **{**values, **more})

    def order(self) -> list[AgendaItem]:
        from planning.agenda import selectors

        return selectors.items_of(self.meeting)


def tell() -> Sot:
    table = lay()
    teacher = make_staff(table.swv, Role.TEACHER, table.school, "Tea Teacher")
    vc = make_staff(table.swv, Role.VC, table.school, "Vera Vc", account=True)
    ja = make_staff(table.swv, Role.JA, table.school, "Jan Ja", account=True)
    others = tuple(make_case(table.actor, table.school, "Nowak", pupil=name, now=NOW) for name in PUPILS)
    with scope(swv=table.swv.pk):
        made = [
            create_planned_meeting(
                school=table.school,
                organiser_id=table.ib.pk,
                start=moment,
                minutes=120,
                members=[
                    Seat(person=table.ib, role="ib"),
                    Seat(person=table.gw, role="gw"),
                    Seat(person=table.jp, role="jp"),
                    Seat(person=ja, role="ja"),
                ],
                by=table.actor.by,
                now=NOW,
            )
            for moment in (at(17, 9), at(15, 9, month=12))
        ]
    return Sot(table, teacher, vc, ja, others, *made)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Sot]:
    with kept(django_db_blocker, tell, now=NOW) as made:
        yield made


@pytest.fixture
def sot(told: Sot, db: None) -> Iterator[Sot]:
    made = copy.deepcopy(told)
    with scope(swv=made.table.swv.pk):
        yield made
