"""What can happen with connected calendars."""

from planning.calendars.services.accounts import calendars_of, choose, connect, disconnect
from planning.calendars.services.answering import answer_owner_change
from planning.calendars.services.delivering import deliver, forget_old_busy_times, sweep
from planning.calendars.services.errors import (
    AnsweredAlready,
    CannotConnect,
    ConnectedAlready,
    NoSuchCalendar,
    NotAgain,
    TooManyFeeds,
)
from planning.calendars.services.noticing import notice
from planning.calendars.services.reading import refresh_busy
from planning.calendars.services.watching import Call, take_calls, watch
from planning.calendars.services.wishing import Wished, wish

__all__ = [
    "AnsweredAlready",
    "Call",
    "CannotConnect",
    "ConnectedAlready",
    "NoSuchCalendar",
    "NotAgain",
    "TooManyFeeds",
    "Wished",
    "answer_owner_change",
    "calendars_of",
    "choose",
    "connect",
    "deliver",
    "disconnect",
    "forget_old_busy_times",
    "notice",
    "refresh_busy",
    "sweep",
    "take_calls",
    "watch",
    "wish",
]
