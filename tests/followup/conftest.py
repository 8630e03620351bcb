"""The table every test of this room sits at: a case with consent, its casusregisseur, and a HIA about it."""

import copy

import pytest
from django.utils import timezone
from django_scopes import scope

from planning.cases import services as cases
from planning.cases.models import Domain
from planning.followup import services
from tests.kept import kept
from tests.meetings.table import NOW, lay, seat_of


class After:
    """What was agreed at one table. Somebody owns each agreement: the mother where nothing is said."""

    def __init__(self):
        self.table = lay()
        with scope(swv=self.table.swv.pk):
            self.table.consent(now=NOW)
            self.meeting = self.table.meeting(self.table.ib, self.table.gw, self.table.jp)
            cases.appoint_casusregisseur(
                actor=self.table.actor,
                case=self.table.case,
                person=self.table.ib,
                leading_domain=Domain.EDUCATION,
                reason="",
                now=NOW,
            )

    def agree(self, due, *, owner=None, what="Samen lezen.", now=NOW, meeting=None, **more):
        meeting = meeting or self.meeting
        return services.record_agreement(
            actor=self.table.actor,
            meeting=meeting,
            owner=seat_of(meeting, owner or self.table.mother),
            what=what,
            due=due,
            more=services.More(**more),
            now=now,
        )


@pytest.fixture
def at_noon(monkeypatch):
    """The clock stands still at NOW, also behind the doors; a test may move it."""

    def move(to):
        monkeypatch.setattr(timezone, "now", lambda: to)

    move(NOW)
    return move


@pytest.fixture(scope="module")
def told_after(django_db_setup, django_db_blocker):
    with kept(django_db_blocker, After, now=NOW) as made:
        yield made


@pytest.fixture
def after(told_after, db, at_noon):
    made = copy.deepcopy(told_after)
    with scope(swv=made.table.swv.pk):
        yield made
