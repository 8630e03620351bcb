"""The case every test of this room begins with: two parents with authority, an IB, a JP and a privacy officer."""

import copy

import pytest
from django_scopes import scope

from planning.people.roles import Role
from tests.cases.story import Story
from tests.factories import make_actor, make_staff
from tests.kept import kept


def tell():
    made = Story()
    made.fg = make_staff(made.swv, Role.FG, None, "Fleur Gerritsen", account=True)
    made.officer = make_actor(made.fg, today=made.today)
    return made


@pytest.fixture(scope="module")
def told_story(django_db_setup, django_db_blocker):
    with kept(django_db_blocker, tell) as made:
        yield made


@pytest.fixture
def story(told_story, db):
    made = copy.deepcopy(told_story)
    with scope(swv=made.swv.pk):
        yield made
