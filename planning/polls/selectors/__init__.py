"""Reads of date polls, by topic."""

from planning.polls.selectors.calendars import silent_calendars
from planning.polls.selectors.counting import Standing, date_rule, decisions_of, rule_of, standing_of
from planning.polls.selectors.guests import GuestOption, GuestPoll, GuestSeat, guest_poll, guest_seat, own_conflicts
from planning.polls.selectors.own import OwnPoll, count_unanswered, own_polls
from planning.polls.selectors.page import (
    Column,
    PollPage,
    PollRow,
    WaysOn,
    poll_of,
    poll_page,
    visible_poll,
    visible_polls,
    ways_on,
)
from planning.polls.selectors.proposals import Change, Options, Proposal, look_at_options, propose_options
from planning.polls.selectors.reached import Happened, Reached, history, reached
from planning.polls.selectors.table import Chair, chairs, table_of
from planning.polls.selectors.times import known_times

__all__ = [
    "Chair",
    "Change",
    "Column",
    "GuestOption",
    "GuestPoll",
    "GuestSeat",
    "Happened",
    "Options",
    "OwnPoll",
    "PollPage",
    "PollRow",
    "Proposal",
    "Reached",
    "Standing",
    "WaysOn",
    "chairs",
    "count_unanswered",
    "date_rule",
    "decisions_of",
    "guest_poll",
    "guest_seat",
    "history",
    "known_times",
    "look_at_options",
    "own_conflicts",
    "own_polls",
    "poll_of",
    "poll_page",
    "propose_options",
    "reached",
    "rule_of",
    "silent_calendars",
    "standing_of",
    "table_of",
    "visible_poll",
    "visible_polls",
    "ways_on",
]
