"""What can happen to what is handed over, by topic."""

from planning.handover.services.opp import (
    NotHere,
    NotYourOpp,
    leave_out_of_opp,
    look_after_opp,
    take_into_opp,
    wait_for_opp,
)
from planning.handover.services.oza import (
    LONGEST,
    AnsweredMeanwhile,
    FieldsMissing,
    NotYourOza,
    TooLong,
    prepare,
    save_answers,
)

__all__ = [
    "LONGEST",
    "AnsweredMeanwhile",
    "FieldsMissing",
    "NotHere",
    "NotYourOpp",
    "NotYourOza",
    "TooLong",
    "leave_out_of_opp",
    "look_after_opp",
    "prepare",
    "save_answers",
    "take_into_opp",
    "wait_for_opp",
]
