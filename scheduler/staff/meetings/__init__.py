"""Meetings: participants, date, invitations and replies."""
