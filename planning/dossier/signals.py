"""What rooms above must know of a dossier. Sent inside the transaction of the cause."""

from django.dispatch import Signal

observation_done = Signal()
"""Somebody came to look and wrote down what was seen (R93). Arguments: observation_id (UUID), now (aware datetime)."""
