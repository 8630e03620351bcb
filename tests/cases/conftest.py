"""The case every test of this room begins with."""

import pytest
from django_scopes import scope

from tests.cases.story import Story


@pytest.fixture
def story(db):
    made = Story()
    with scope(swv=made.swv.pk):
        yield made
