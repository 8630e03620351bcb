"""What can happen to an agenda: one function a verb, by topic."""

from planning.agenda.services.errors import (
    AlreadyConcluded,
    AlreadyProposed,
    BadDays,
    BadMinutes,
    BadWindow,
    ConclusionTooLong,
    LookBackLater,
    NoAgenda,
    NotThisState,
    NotYetItsTurn,
    OrderChanged,
    QuestionNeeded,
    StrangeGuest,
    WhatAbout,
)
from planning.agenda.services.ground import Concerned, manages
from planning.agenda.services.guests import add_guest, change_window, recheck_guests, remove_guest
from planning.agenda.services.looking_back import look_back
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
from planning.agenda.services.reminding import BELL, ring, set_bells
from planning.agenda.services.replies import take_reply
from planning.agenda.services.reports import add_report_back
from planning.agenda.services.settings import save_days
from planning.agenda.services.talking import (
    LONGEST,
    begin_point,
    conclude_point,
    not_discussed,
    plan_for_group,
    speak_of,
)
from planning.agenda.services.telling import meeting_is_off, tell_place, tell_times

__all__ = [
    "BELL",
    "LONGEST",
    "AlreadyConcluded",
    "AlreadyProposed",
    "BadDays",
    "BadMinutes",
    "BadWindow",
    "Concerned",
    "ConclusionTooLong",
    "LookBackLater",
    "NoAgenda",
    "NotThisState",
    "NotYetItsTurn",
    "OrderChanged",
    "QuestionNeeded",
    "StrangeGuest",
    "WhatAbout",
    "add_guest",
    "add_report_back",
    "begin_point",
    "carry_over",
    "change_window",
    "conclude_point",
    "end_of_case",
    "hand_in",
    "lay_out",
    "look_back",
    "manages",
    "mark_discussed",
    "meeting_is_off",
    "move_item",
    "not_discussed",
    "plan_for_group",
    "propose_item",
    "put_on_agenda",
    "recheck_guests",
    "remove_guest",
    "ring",
    "save_days",
    "set_bells",
    "speak_of",
    "take_back",
    "take_reply",
    "tell_place",
    "tell_times",
]
