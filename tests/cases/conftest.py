"""The case every test of this room begins with."""

import copy

import pytest
from django_scopes import scope

from tests.cases.story import Story
from tests.kept import kept


@pytest.fixture(scope="module")
def told_story(django_db_setup, django_db_blocker):
    with kept(django_db_blocker, Story) as made:
        yield made


@pytest.fixture
def story(told_story, db):
    made = copy.deepcopy(told_story)
    with scope(swv=made.swv.pk):
        yield made
