"""What can happen after the meeting, by topic: agreements, progress, what to do when one is stuck, evaluations."""

from planning.followup.services.choosing import ask_whom, choose_people, propose_due, propose_meeting
from planning.followup.services.errors import (
    AgreementIsOver,
    AlreadyChosen,
    AlreadyDecided,
    CaseIsClosed,
    CasusregisseurFirst,
    DateInThePast,
    FamilyFirst,
    NextDateNeeded,
    NotAtThisMeeting,
    NothingRecorded,
    SomethingDoesNotFit,
)
from planning.followup.services.evaluating import LookedBack, decide_outcome, plan_evaluation
from planning.followup.services.recording import (
    More,
    needs_casusregisseur,
    record_agreement,
    report_progress,
    withdraw_agreement,
)
from planning.followup.services.reminding import AGREEMENT_BELL, remind_owner
from planning.followup.services.stuck import NoteNeeded, note_talk, reconvene, scale_up

__all__ = [
    "AGREEMENT_BELL",
    "AgreementIsOver",
    "AlreadyChosen",
    "AlreadyDecided",
    "CaseIsClosed",
    "CasusregisseurFirst",
    "DateInThePast",
    "FamilyFirst",
    "LookedBack",
    "More",
    "NextDateNeeded",
    "NotAtThisMeeting",
    "NoteNeeded",
    "NothingRecorded",
    "SomethingDoesNotFit",
    "ask_whom",
    "choose_people",
    "decide_outcome",
    "needs_casusregisseur",
    "note_talk",
    "plan_evaluation",
    "propose_due",
    "propose_meeting",
    "reconvene",
    "record_agreement",
    "remind_owner",
    "report_progress",
    "scale_up",
    "withdraw_agreement",
]
