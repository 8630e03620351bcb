"""Calendars of Microsoft 365, through Graph."""
