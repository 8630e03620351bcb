"""What can happen to a case: one function a verb, by topic."""

from planning.cases.rules import LETTER_FAILED, as_id
from planning.cases.services.answering import (
    AlreadyOver,
    Evidence,
    NotYours,
    TypeYourName,
    WordsChanged,
    answer_consent,
    record_for_giver,
    withdraw_consent,
)
from planning.cases.services.asking import NobodyToAsk, Question, ThoughtOfElsewhere, ask_consent
from planning.cases.services.opening import PupilData, StartQuestions, WrongPupilData, open_case
from planning.cases.services.parties import (
    GuardianData,
    NoGuardian,
    WrongAddress,
    add_guardian,
    add_involved,
    add_pupil,
    update_party,
)
from planning.cases.services.regie import (
    CaseClosed,
    NoSuchStep,
    ReasonNeeded,
    add_task,
    appoint_casusregisseur,
    close_case,
    finish_task,
    move_step,
)
from planning.cases.services.reminding import CONSENT_BELLS, remind_silent
from planning.cases.services.undelivered import (
    send_letter_again,
    tell_of_letter,
    tell_of_letter_to_party,
)

__all__ = [
    "CONSENT_BELLS",
    "LETTER_FAILED",
    "AlreadyOver",
    "CaseClosed",
    "Evidence",
    "GuardianData",
    "NoGuardian",
    "NoSuchStep",
    "NobodyToAsk",
    "NotYours",
    "PupilData",
    "Question",
    "ReasonNeeded",
    "StartQuestions",
    "ThoughtOfElsewhere",
    "TypeYourName",
    "WordsChanged",
    "WrongAddress",
    "WrongPupilData",
    "add_guardian",
    "add_involved",
    "add_pupil",
    "add_task",
    "answer_consent",
    "appoint_casusregisseur",
    "as_id",
    "ask_consent",
    "close_case",
    "finish_task",
    "move_step",
    "open_case",
    "record_for_giver",
    "remind_silent",
    "send_letter_again",
    "tell_of_letter",
    "tell_of_letter_to_party",
    "update_party",
    "withdraw_consent",
]
