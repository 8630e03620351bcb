"""Pure decisions about a date poll, by topic: offering options, agreeing on one, and the time that it may take."""

from planning.people.rules import AMSTERDAM
from planning.polls.rules.agreement import (
    CHOICES,
    COST_ABSENT,
    COST_GUEST,
    COST_PROFESSIONAL,
    IF_NEEDED,
    NO,
    YES,
    Option,
    Tally,
    Voter,
    possible_options,
    tally,
    winner,
)
from planning.polls.rules.proposing import (
    LEAD_WORKDAYS,
    MOST_OPTIONS,
    Diary,
    Proposed,
    Wishes,
    after_workdays,
    day_part,
    look_at,
    propose,
)
from planning.polls.rules.timing import proposed_deadline, reminder_moments

__all__ = [
    "AMSTERDAM",
    "CHOICES",
    "COST_ABSENT",
    "COST_GUEST",
    "COST_PROFESSIONAL",
    "IF_NEEDED",
    "LEAD_WORKDAYS",
    "MOST_OPTIONS",
    "NO",
    "YES",
    "Diary",
    "Option",
    "Proposed",
    "Tally",
    "Voter",
    "Wishes",
    "after_workdays",
    "day_part",
    "look_at",
    "possible_options",
    "propose",
    "proposed_deadline",
    "reminder_moments",
    "tally",
    "winner",
]
