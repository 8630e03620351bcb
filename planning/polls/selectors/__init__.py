"""Reads of date polls, by topic."""

from planning.polls.selectors.counting import count
from planning.polls.selectors.guests import GuestOption, GuestPoll, guest_poll
from planning.polls.selectors.page import Column, PollPage, PollRow, poll_of, poll_page, visible_poll
from planning.polls.selectors.proposals import Proposal, look_at_options, propose_options

__all__ = [
    "Column",
    "GuestOption",
    "GuestPoll",
    "PollPage",
    "PollRow",
    "Proposal",
    "count",
    "guest_poll",
    "look_at_options",
    "poll_of",
    "poll_page",
    "propose_options",
    "visible_poll",
]
