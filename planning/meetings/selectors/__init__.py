"""Reads of meetings, by topic."""

from planning.meetings.selectors.expected import expected_of, route_of
from planning.meetings.selectors.feeds import FeedState, feed_events, feed_state, has_series, owner_behind
from planning.meetings.selectors.guests import Contact, GuestInvitation, contact_for, guest_invitation
from planning.meetings.selectors.lists import (
    Line,
    Show,
    lines_of,
    may_manage,
    meeting_lines,
    meetings_of_case,
    planned_on,
    to_confirm,
    visible_meeting,
    visible_meetings,
)
from planning.meetings.selectors.lost import AfterLoss, after_loss
from planning.meetings.selectors.owners import OwnMove, own_moves, own_moves_for
from planning.meetings.selectors.page import MeetingPage, Row, meeting_page
from planning.meetings.selectors.people import (
    address_of,
    admitted,
    is_admitted,
    language_of,
    name_of,
    party_behind,
    phone_of,
    present,
    recipient_of,
    role_of,
    sat_at,
    without_ground,
)
from planning.meetings.selectors.pupil import PupilPage, pupil_page
from planning.meetings.selectors.replies import answers_of, quorum_of, standing_of
from planning.meetings.selectors.rooms import coming_in_room, room_events, room_taken, room_week
from planning.meetings.selectors.seats import (
    SeatChoice,
    added_musts,
    meeting_kinds,
    meeting_type,
    musts_of,
    seat_choices,
)

__all__ = [
    "AfterLoss",
    "Contact",
    "FeedState",
    "GuestInvitation",
    "Line",
    "MeetingPage",
    "OwnMove",
    "PupilPage",
    "Row",
    "SeatChoice",
    "Show",
    "added_musts",
    "address_of",
    "admitted",
    "after_loss",
    "answers_of",
    "coming_in_room",
    "contact_for",
    "expected_of",
    "feed_events",
    "feed_state",
    "guest_invitation",
    "has_series",
    "is_admitted",
    "language_of",
    "lines_of",
    "may_manage",
    "meeting_kinds",
    "meeting_lines",
    "meeting_page",
    "meeting_type",
    "meetings_of_case",
    "musts_of",
    "name_of",
    "own_moves",
    "own_moves_for",
    "owner_behind",
    "party_behind",
    "phone_of",
    "planned_on",
    "present",
    "pupil_page",
    "quorum_of",
    "recipient_of",
    "role_of",
    "room_events",
    "room_taken",
    "room_week",
    "route_of",
    "sat_at",
    "seat_choices",
    "standing_of",
    "to_confirm",
    "visible_meeting",
    "visible_meetings",
    "without_ground",
]
