"""The table of the meetings, with a planned HIA to prepare for."""

from __future__ import annotations

import pytest

from planning.meetings import services as meetings
from planning.meetings.models import Meeting
from tests.meetings.conftest import clock, laid, table
from tests.meetings.table import NOW, Table, at

__all__ = ["clock", "laid", "table"]


@pytest.fixture
def hia(table: Table) -> Meeting:
    """A HIA with both parents, the IB, the GW and the JP, at the 24th."""
    draft = table.meeting(table.ib, table.gw, table.jp)
    return meetings.fix_date(meeting=draft, start=at(24), by=table.actor.by, now=NOW)
