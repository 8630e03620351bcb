"""What rooms above must know of people's calendars. Sent inside the transaction of their cause."""

from django.dispatch import Signal

owner_changed = Signal()
"""Somebody moved or removed an event of ours. Arguments: group (str), person_id, now (aware datetime)."""
