"""What can happen to the record of a meeting, by topic: writing in it, deciding, and ending the meeting."""

from planning.minutes.services.deciding import decide, take_back
from planning.minutes.services.ending import fix_record, plan_next
from planning.minutes.services.errors import (
    AlreadyWritten,
    DecidedMeanwhile,
    DecideFirst,
    EvaluationFirst,
    GoalsFirst,
    NextMeetingFirst,
    NoMandateHere,
    NotAParent,
    NotAtThisTable,
    NotDecidable,
    NothingToRecord,
    NotThisMeeting,
    NotYetBegun,
    RecordIsFixed,
    SayWhat,
    TellMore,
    TooMuchText,
)
from planning.minutes.services.ground import LONGEST
from planning.minutes.services.joining import bring_in
from planning.minutes.services.keeping import keep_what_is_written
from planning.minutes.services.writing import VERSIONS_KEPT, Saved, add_goal, drop_goal, note_attendance, save_note

__all__ = [
    "LONGEST",
    "VERSIONS_KEPT",
    "AlreadyWritten",
    "DecideFirst",
    "DecidedMeanwhile",
    "EvaluationFirst",
    "GoalsFirst",
    "NextMeetingFirst",
    "NoMandateHere",
    "NotAParent",
    "NotAtThisTable",
    "NotDecidable",
    "NotThisMeeting",
    "NotYetBegun",
    "NothingToRecord",
    "RecordIsFixed",
    "Saved",
    "SayWhat",
    "TellMore",
    "TooMuchText",
    "add_goal",
    "bring_in",
    "decide",
    "drop_goal",
    "fix_record",
    "keep_what_is_written",
    "note_attendance",
    "plan_next",
    "save_note",
    "take_back",
]
