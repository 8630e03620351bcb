"""What rooms above must know of a record. Sent inside the transaction.

`talk_decided` (meeting, now): whether a next meeting follows was decided, or that decision was taken back (R105).
"""

from django.dispatch import Signal

talk_decided = Signal()
