"""What rooms tell the rooms of the house above them."""

from django.dispatch import Signal

room_changed = Signal()  # room, by, now: its name or place is another one; inside the transaction
