"""What can happen to an agenda: one function a verb, by topic."""

from planning.agenda.services.errors import (
    AlreadyProposed,
    BadDays,
    BadMinutes,
    BadWindow,
    NoAgenda,
    NotThisState,
    OrderChanged,
    QuestionNeeded,
    StrangeGuest,
    WhatAbout,
)
from planning.agenda.services.ground import Concerned, manages
from planning.agenda.services.guests import add_guest, recheck_guests, remove_guest
from planning.agenda.services.ordering import lay_out, move_item
from planning.agenda.services.points import (
    carry_over,
    end_of_case,
    hand_in,
    mark_discussed,
    propose_item,
    put_on_agenda,
    take_back,
)
from planning.agenda.services.settings import save_days
from planning.agenda.services.telling import meeting_is_off, tell_times

__all__ = [
    "AlreadyProposed",
    "BadDays",
    "BadMinutes",
    "BadWindow",
    "Concerned",
    "NoAgenda",
    "NotThisState",
    "OrderChanged",
    "QuestionNeeded",
    "StrangeGuest",
    "WhatAbout",
    "add_guest",
    "carry_over",
    "end_of_case",
    "hand_in",
    "lay_out",
    "manages",
    "mark_discussed",
    "meeting_is_off",
    "move_item",
    "propose_item",
    "put_on_agenda",
    "recheck_guests",
    "remove_guest",
    "save_days",
    "take_back",
    "tell_times",
]
