"""Polls are taken at the table of the meetings, where the clock stands still."""

from tests.meetings.conftest import clock, table

__all__ = ["clock", "table"]
