"""One overleg: participants, date, invitations and replies."""
