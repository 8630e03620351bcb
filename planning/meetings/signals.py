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

place_changed = Signal()
"""The meeting is somewhere else, at the same time. Arguments: meeting, now."""

meeting_cancelled = Signal()
"""The meeting is off. Arguments: meeting, by (By), now."""

reply_elsewhere = Signal()
"""A calendar answered to an entry that is no meeting's own. Arguments: reply (CalendarReply), mail (Received),
tenant_id (str or None), now. A receiver that knows the entry and took the answer gives True."""
