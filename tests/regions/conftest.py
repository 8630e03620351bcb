"""An SWV with a coordinator, an IB and two schools, in scope."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass

import pytest
from django.utils import timezone
from django_scopes import scope

from planning.people.access import Actor
from planning.people.models import SWV, Person, School
from planning.people.roles import Role
from planning.regions import services
from planning.regions.models import RouteDraft, RouteVersion
from tests.factories import make_actor, make_school, make_staff, make_swv
from tests.kept import kept


@dataclass
class House:
    """Everybody of this room's tests, and the verbs one always needs."""

    swv: SWV
    po: School
    vo: School
    coordinator: Person
    ib: Person
    actor: Actor
    ib_actor: Actor
    now: dt.datetime

    def copy(self, title: str = "Onze route", key: str = "west-brabant-po") -> RouteDraft:
        return services.copy_route(actor=self.actor, key=key, title=title, now=self.now)

    def say(self, draft: RouteDraft, **values: object) -> RouteDraft:
        """Write values in the head of the route."""
        return services.save_part(
            actor=self.actor, draft=draft, writes=[((), values)], revision=draft.revision, now=self.now
        )

    def publish(self, draft: RouteDraft) -> RouteVersion:
        made = services.publish(actor=self.actor, draft=draft, revision=draft.revision, now=self.now)
        draft.refresh_from_db()
        return made


def make_house() -> House:
    swv = make_swv()
    po, vo = make_school(swv, "De Linde"), make_school(swv, "Markland", sector="VO")
    coordinator = make_staff(swv, Role.COORDINATOR, None, "Marjan de Wit", account=True)
    ib = make_staff(swv, Role.IB, po, "Ingrid Smit", account=True)
    now = timezone.now()
    today = timezone.localdate(now)
    return House(swv, po, vo, coordinator, ib, make_actor(coordinator, today=today), make_actor(ib, today=today), now)


@pytest.fixture(scope="module")
def made_house(django_db_setup, django_db_blocker):
    with kept(django_db_blocker, make_house) as made:
        yield made


@pytest.fixture
def house(made_house, db):
    found = copy.deepcopy(made_house)
    with scope(swv=found.swv.pk):
        yield found
