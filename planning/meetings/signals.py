"""What rooms above must know of a meeting. All are sent inside the transaction of their cause."""

from django.dispatch import Signal

dates_fixed = Signal()
"""Meetings have taken stretches of people's time. Arguments: meetings (Sequence[Meeting]), now (aware datetime)."""

participant_added = Signal()
"""Somebody was put on the list later. Arguments: participant (Participant), now."""

participant_removed = Signal()
"""Somebody was taken off the list. Arguments: participant (Participant), now."""

meeting_moved = Signal()
"""The meeting has another start. Arguments: meeting, by (By), now."""

meeting_cancelled = Signal()
"""The meeting is off. Arguments: meeting, by (By), now."""
