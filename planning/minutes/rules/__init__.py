"""Pure decisions of the record: putting two texts together, and what a meeting can decide."""

from planning.minutes.rules.merging import merge

__all__ = ["merge"]
