"""What can happen with connected calendars."""

from planning.calendars.services.accounts import calendars_of, choose, connect, disconnect
from planning.calendars.services.delivering import deliver, forget_old_busy_times, sweep
from planning.calendars.services.errors import CannotConnect, ConnectedAlready, NoSuchCalendar, TooManyFeeds
from planning.calendars.services.reading import refresh_busy
from planning.calendars.services.wishing import Wished, wish

__all__ = [
    "CannotConnect",
    "ConnectedAlready",
    "NoSuchCalendar",
    "TooManyFeeds",
    "Wished",
    "calendars_of",
    "choose",
    "connect",
    "deliver",
    "disconnect",
    "forget_old_busy_times",
    "refresh_busy",
    "sweep",
    "wish",
]
