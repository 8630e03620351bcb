"""What can happen to a date poll: one function a verb, by topic."""

from planning.polls.services.answering import NoteData, answer_by_link, answer_own, answer_poll
from planning.polls.services.asking import remind_poll, revoke_link, send_again, somebody_joined
from planning.polls.services.changing import aim_poll, ask_more
from planning.polls.services.errors import (
    AnswerEvery,
    BadDeadline,
    BadOptions,
    CodeUnknown,
    NoDraft,
    NoQuorum,
    NotAsked,
    OptionTaken,
    PollIsClosed,
    PollIsOpen,
    QuorumNotAsked,
    SeatTaken,
    SomebodyCannot,
    UnknownDecision,
    UnknownOption,
)
from planning.polls.services.opening import DEADLINE_BELL, REMIND_BELL, cancel_poll, open_poll
from planning.polls.services.settling import (
    choose_date,
    close_taken,
    deadline_passed,
    settle,
    somebody_left,
    stop_of,
    that_touch_a_poll,
)
from planning.polls.services.table import close_table, find_table, free_seat, open_table, take_seat
from planning.polls.services.times import keep_times

__all__ = [
    "DEADLINE_BELL",
    "REMIND_BELL",
    "AnswerEvery",
    "BadDeadline",
    "BadOptions",
    "CodeUnknown",
    "NoDraft",
    "NoQuorum",
    "NotAsked",
    "NoteData",
    "OptionTaken",
    "PollIsClosed",
    "PollIsOpen",
    "QuorumNotAsked",
    "SeatTaken",
    "SomebodyCannot",
    "UnknownDecision",
    "UnknownOption",
    "aim_poll",
    "answer_by_link",
    "answer_own",
    "answer_poll",
    "ask_more",
    "cancel_poll",
    "choose_date",
    "close_table",
    "close_taken",
    "deadline_passed",
    "find_table",
    "free_seat",
    "keep_times",
    "open_poll",
    "open_table",
    "remind_poll",
    "revoke_link",
    "send_again",
    "settle",
    "somebody_joined",
    "somebody_left",
    "stop_of",
    "take_seat",
    "that_touch_a_poll",
]
