"""A table with two rooms; the clock stands still."""

from __future__ import annotations

import pytest
from django.test import Client

from planning.rooms import services
from tests.meetings.conftest import clock, laid, table
from tests.meetings.table import NOW

__all__ = ["clock", "laid", "table"]


@pytest.fixture
def room(table):
    return services.add_room(
        actor=table.actor, school=table.school, name="Spreekkamer 1", seats=8, accessible=True, now=NOW
    )


@pytest.fixture
def ib(table):
    client = Client()
    client.force_login(table.ib.user)
    return client
