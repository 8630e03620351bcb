"""The table of the meetings, with a casusregisseur and a fixed HIA."""

from __future__ import annotations

import pytest

from planning.cases import services as cases
from planning.cases.models import Domain
from planning.meetings import services as meetings
from tests.meetings.conftest import clock, laid, table
from tests.meetings.table import NOW, at

__all__ = ["clock", "laid", "table"]


@pytest.fixture
def meeting(table):
    """A HIA with a date and a casusregisseur."""
    found = table.meeting(table.ib, table.gw, table.jp)
    meetings.fix_date(meeting=found, start=at(17), by=table.actor.by, now=NOW)
    cases.appoint_casusregisseur(
        actor=table.actor, case=table.case, person=table.ib, leading_domain=Domain.EDUCATION, reason="", now=NOW
    )
    found.refresh_from_db()
    return found
