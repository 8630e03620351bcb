"""Polls are taken at the table of the meetings, where the clock stands still."""

from tests.meetings.conftest import clock, laid, table

__all__ = ["clock", "laid", "table"]
