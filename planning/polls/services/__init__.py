"""What can happen to a date poll: one function a verb, by topic."""

from planning.polls.services.answering import NoteData, answer_poll
from planning.polls.services.errors import (
    AnswerEvery,
    BadDeadline,
    BadOptions,
    NoDraft,
    NotAsked,
    OptionTaken,
    PollIsClosed,
    PollIsOpen,
    UnknownOption,
)
from planning.polls.services.opening import (
    DEADLINE_BELL,
    REMIND_BELL,
    cancel_poll,
    open_poll,
    remind_poll,
    send_again,
)
from planning.polls.services.settling import (
    choose_date,
    close_taken,
    deadline_passed,
    settle,
    somebody_left,
    stop_of,
    that_touch_a_poll,
)

__all__ = [
    "DEADLINE_BELL",
    "REMIND_BELL",
    "AnswerEvery",
    "BadDeadline",
    "BadOptions",
    "NoDraft",
    "NotAsked",
    "NoteData",
    "OptionTaken",
    "PollIsClosed",
    "PollIsOpen",
    "UnknownOption",
    "answer_poll",
    "cancel_poll",
    "choose_date",
    "close_taken",
    "deadline_passed",
    "open_poll",
    "remind_poll",
    "send_again",
    "settle",
    "somebody_left",
    "stop_of",
    "that_touch_a_poll",
]
