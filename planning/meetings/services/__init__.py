"""What can happen to a meeting: one function a verb, by topic."""

from planning.cases.gate import NoGround
from planning.meetings.services.afterwards import mark_held, mark_not_held, plan_anew, took_place
from planning.meetings.services.dates import (
    MEETING_BELL,
    cancel_meeting,
    end_of_case,
    fix_date,
    locked,
    move_meeting,
    require_manage,
)
from planning.meetings.services.deputies import NotADeputy, invite_deputy, look_for_another_date
from planning.meetings.services.errors import (
    AlreadyPlanned,
    BadLength,
    BadStart,
    MustsMissing,
    NoAddress,
    NobodyInvited,
    NothingToPlanAnew,
    NotInvited,
    NotNow,
    NotOfAPart,
    NotOfThisCase,
    NotYetOver,
    ParentsAtReportBack,
    SeatTwice,
    SlotTaken,
    TooSoon,
)
from planning.meetings.services.feeds import (
    ROOM_FEED,
    end_feed,
    end_room_feed,
    feed_address_for,
    note_fetched,
    renew_feed_address,
    renew_room_feed,
)
from planning.meetings.services.holds import clashes, hold_softly, release_softly
from planning.meetings.services.letters import contact_line, contact_of
from planning.meetings.services.looking_at_mail import (
    MailIsSettled,
    NoSuchMeeting,
    dismiss_automatic,
    dismiss_mail,
    keep_the_time,
    point_mail,
    take_proposed_time,
    tie_mail,
)
from planning.meetings.services.mail import take_calendar_reply, take_other_mail
from planning.meetings.services.owners import (
    Choice,
    NothingToMove,
    answer_owner,
    ask_organiser,
)
from planning.meetings.services.parts import drop_part, open_part
from planning.meetings.services.people import (
    add_participant,
    recheck_grounds,
    remove_participant,
    send_again,
    sit_down,
)
from planning.meetings.services.places import BadLink, RoomElsewhere, change_place, follow_room, place_of
from planning.meetings.services.planning import Seat, plan_case_meeting, repeat_meeting
from planning.meetings.services.pupil import pupil_speaks
from planning.meetings.services.reading import NobodyMayRead, NothingToReadFor, ask_table_to_read
from planning.meetings.services.reminding import remind_invited
from planning.meetings.services.replies import (
    DateHasChanged,
    UnknownAnswer,
    enter_reply,
    record_reply,
    reply_by_link,
)
from planning.meetings.services.rooms import RoomTaken
from planning.meetings.services.undelivered import ids_in, tell_of_letter_to_professional, tell_organiser
from planning.meetings.services.video import make_video_link
from planning.meetings.services.yearly import (
    NewMeeting,
    SlotsTaken,
    create_planned_meeting,
    create_planned_meetings,
)

__all__ = [
    "MEETING_BELL",
    "ROOM_FEED",
    "AlreadyPlanned",
    "BadLength",
    "BadLink",
    "BadStart",
    "Choice",
    "DateHasChanged",
    "MailIsSettled",
    "MustsMissing",
    "NewMeeting",
    "NoAddress",
    "NoGround",
    "NoSuchMeeting",
    "NobodyInvited",
    "NobodyMayRead",
    "NotADeputy",
    "NotInvited",
    "NotNow",
    "NotOfAPart",
    "NotOfThisCase",
    "NotYetOver",
    "NothingToMove",
    "NothingToPlanAnew",
    "NothingToReadFor",
    "ParentsAtReportBack",
    "RoomElsewhere",
    "RoomTaken",
    "Seat",
    "SeatTwice",
    "SlotTaken",
    "SlotsTaken",
    "TooSoon",
    "UnknownAnswer",
    "add_participant",
    "answer_owner",
    "ask_organiser",
    "ask_table_to_read",
    "cancel_meeting",
    "change_place",
    "clashes",
    "contact_line",
    "contact_of",
    "create_planned_meeting",
    "create_planned_meetings",
    "dismiss_automatic",
    "dismiss_mail",
    "drop_part",
    "end_feed",
    "end_of_case",
    "end_room_feed",
    "enter_reply",
    "feed_address_for",
    "fix_date",
    "follow_room",
    "hold_softly",
    "ids_in",
    "invite_deputy",
    "keep_the_time",
    "locked",
    "look_for_another_date",
    "make_video_link",
    "mark_held",
    "mark_not_held",
    "move_meeting",
    "note_fetched",
    "open_part",
    "place_of",
    "plan_anew",
    "plan_case_meeting",
    "point_mail",
    "pupil_speaks",
    "recheck_grounds",
    "record_reply",
    "release_softly",
    "remind_invited",
    "remove_participant",
    "renew_feed_address",
    "renew_room_feed",
    "repeat_meeting",
    "reply_by_link",
    "require_manage",
    "send_again",
    "sit_down",
    "take_calendar_reply",
    "take_other_mail",
    "take_proposed_time",
    "tell_of_letter_to_professional",
    "tell_organiser",
    "tie_mail",
    "took_place",
]
