"""The seam to people's own calendars."""
