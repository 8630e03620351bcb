"""The case every test of this room begins with: two parents with authority, an IB, a JP and a privacy officer."""

import pytest
from django_scopes import scope

from planning.people.roles import Role
from tests.cases.story import Story
from tests.factories import make_actor, make_staff


@pytest.fixture
def story(db):
    made = Story()
    made.fg = make_staff(made.swv, Role.FG, None, "Fleur Gerritsen", account=True)
    made.officer = make_actor(made.fg, today=made.today)
    with scope(swv=made.swv.pk):
        yield made
