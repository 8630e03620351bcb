"""Pure decisions about connected calendars: what becomes of each object, when to try again, what counts as known."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Stretch = tuple[dt.datetime, dt.datetime]

FRESH = dt.timedelta(hours=24)  # older busy times are thrown away: unknown is honest, old is not
REFRESH_EVERY = dt.timedelta(hours=2)
HORIZON = dt.timedelta(days=400)  # busy times are asked so far ahead: a school year and a bit
REACH = dt.timedelta(days=370)  # a calendar that did not change is asked anew when less than this is left of it
STUCK_AFTER = dt.timedelta(minutes=8)  # longer than all time-outs of one change together: its worker died
LOOK_EVERY = dt.timedelta(minutes=10)  # how often a calendar is asked what its owner did to our events
PUT_BACK_ONCE, ASK_AT_MOST = 1, 3  # of one event at one time: how often we write it back, and ask about it
WATCH = dt.timedelta(hours=70)  # how long a server calls us; Microsoft allows 4,230 minutes
WATCH_AHEAD, WATCH_TRY = dt.timedelta(hours=24), dt.timedelta(hours=1)  # prolonged so long before, tried so often
KEEP_GONE = dt.timedelta(days=2)  # a worker that was taken for dead may still write; then the row removes it again
KEEP_PAST = dt.timedelta(days=400)  # what was is its owner's own: then we forget that it was ours
BROKEN_TRY = dt.timedelta(hours=12)  # a server that refuses us is not asked more often: it might lock the account
LEAVE_PATIENCE = dt.timedelta(days=7)  # after that a server that stays away keeps what we wrote
NEVER_READ, NOT_CHOSEN = "never_read", "not_chosen"  # beside the codes of trouble: nothing was asked yet
_FIRST_WAIT, _LONGEST_WAIT = 30, 2 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Wanted:
    """One object that must stand in a calendar: tentative for an option of a poll, firm for a meeting."""

    start: dt.datetime
    end: dt.datetime
    firm: bool
    summary: str
    location: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Standing(Generic[Key]):
    """An object that is wished already (not one that is going)."""

    key: Key
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Plan(Generic[Key]):
    """What to do: objects that become something else, new ones, and those that go."""

    change: tuple[tuple[Key, Wanted], ...]
    add: tuple[Wanted, ...]
    drop: tuple[Key, ...]

    @property
    def nothing(self) -> bool:
        """Whether all is as wanted."""
        return not (self.change or self.add or self.drop)


def plan(standing: Sequence[Standing[Key]], wanted: Sequence[Wanted]) -> Plan[Key]:
    """From what stands to what is wanted, within one group of one calendar.

    The meeting takes the object that is the meeting already, else the option that won, else any option; every other
    object goes. So the option that wins is turned into the meeting, and nobody sees both.
    """
    left = list(standing)
    change: list[tuple[Key, Wanted]] = []
    add: list[Wanted] = []
    for wish in sorted(wanted, key=lambda one: (not one.firm, one.start)):
        found = _best(left, wish)
        if found is None:
            add.append(wish)
            continue
        left.remove(found)
        if found.wanted != wish:
            change.append((found.key, wish))
    return Plan(change=tuple(change), add=tuple(add), drop=tuple(one.key for one in left))


def _best(left: Sequence[Standing[Key]], wish: Wanted) -> Standing[Key] | None:
    if not wish.firm:
        return next((one for one in left if not one.wanted.firm and one.wanted.start == wish.start), None)
    return min(left, key=lambda one: (not one.wanted.firm, one.wanted.start != wish.start), default=None)


def wait(*, failures: int, key: str, asked: int | None = None) -> dt.timedelta:
    """How long a server is left alone after so many failures: doubling to two hours, longer when it asks so."""
    seconds = min(_FIRST_WAIT * 2 ** min(20, max(0, failures - 1)), _LONGEST_WAIT)
    spread = zlib.crc32(key.encode()) % 1000 / 5000  # 0–20 %, the same at every run
    longest = 24 * 3600  # whatever a server asks
    return dt.timedelta(seconds=round(max(seconds * (1 + spread), min(asked or 0, longest))))


def breaks(code: str) -> bool:
    """Whether this trouble needs its owner: trying again by ourselves does not help."""
    return code in {"refused", "forbidden_address", "nothing_there"}


class Step(StrEnum):
    """What follows when an event of ours is not as we wrote it."""

    NOTHING = "nothing"  # it is: an alarm was set, a colour was given, or a server wrote it anew
    ASK = "ask"
    ASK_AGAIN = "ask_again"  # without the offer to put it back: that was done, and its owner undid it
    QUIET = "quiet"  # enough was asked about this


def look(written: Stretch, found: Stretch | None, *, answered: int, put_back: int) -> Step:
    """What to do with an event that its owner or a server touched; `found` is where it is, None when it is gone.

    An ETag may change without its event doing so: only the time counts, since everything else is its owner's to change.
    `answered` and `put_back` count the earlier questions about the same event at the same time.
    """
    if found is not None and tuple(moment.replace(microsecond=0) for moment in found) == written:
        return Step.NOTHING
    if answered >= ASK_AT_MOST:
        return Step.QUIET
    return Step.ASK_AGAIN if put_back >= PUT_BACK_ONCE else Step.ASK


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one account: from when to when it holds, when it was read, and what hinders since."""

    first: dt.datetime | None
    last: dt.datetime | None
    at: dt.datetime | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one person's connected calendars: when busy; or unknown, with since when and why.

    `unknown` is a code of `wording.REASONS`, "" when all was read and is fresh. `since` is when the oldest was read,
    None for never. Whoever has no calendar connected is not in it: then nothing is asked, which is not unknown.
    """

    busy: tuple[Stretch, ...] = ()
    since: dt.datetime | None = None
    unknown: str = ""


def reason_unknown(read: Read, *, first: dt.datetime, last: dt.datetime, now: dt.datetime) -> str:
    """Why nothing can be said about first…last, as a code; "" when it can. Old is unknown, never free."""
    if read.at is None or read.first is None or read.last is None:
        return read.trouble or NEVER_READ
    if now - read.at > FRESH:
        return read.trouble or "unreachable"
    if max(first, now) < read.first or last > read.last:
        return NEVER_READ
    return ""


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Sorted, and what overlaps or touches made one."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def without(stretches: Iterable[Stretch], taken: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """`stretches` (joined) with every part cut out that `taken` covers; what lies beside it stays."""
    left = list(stretches)
    for first, last in taken:
        cut: list[Stretch] = []
        for start, end in left:
            cut += [part for part in ((start, min(end, first)), (max(start, last), end)) if part[0] < part[1]]
        left = cut
    return tuple(left)


def left_long_ago(wished: Sequence[dt.datetime], *, now: dt.datetime) -> bool:
    """Whether what had to go from an account could not for so long that we stop trying."""
    return bool(wished) and min(wished) < now - LEAVE_PATIENCE
