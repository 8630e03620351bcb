"""A table of people, and a real CalDAV server where the GW has a calendar."""

from __future__ import annotations

import pytest

from tests.calendars.diary import connected
from tests.integrations.radicale import Server, server
from tests.meetings.conftest import clock, laid, table
from tests.meetings.table import Table

__all__ = ["clock", "laid", "server", "table"]


@pytest.fixture
def connected_gw(table: Table, server: Server, settings: object) -> Table:
    """The GW connected the calendar "Werk"."""
    settings.CALENDAR_INSIDE = [server.url]  # type: ignore[attr-defined]
    connected(table.gw, server)
    return table
