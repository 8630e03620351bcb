"""What can be wrong with an event before it is written. Trying again does not help: treat as a permanent failure."""

from __future__ import annotations


class InvalidEvent(ValueError):
    """The event cannot become a calendar object; the text says which field and why."""
