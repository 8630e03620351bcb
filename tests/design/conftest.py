"""A signed-in coordinator, and the browser."""

from __future__ import annotations

import pytest

from planning.people.models import Person
from planning.people.roles import Role
from tests.factories import give, make_staff, make_swv


@pytest.fixture
def coordinator(db: None) -> Person:
    """Someone of an SWV who sees the whole menu; the password is the factory's."""
    person = make_staff(make_swv(), Role.COORDINATOR, name="Marjan de Wit", email="marjan@demo.example", account=True)
    give(person, Role.IB)
    return person
