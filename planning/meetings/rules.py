"""Pure decisions about a meeting: what it is called, what an answer means, who is missing, what may happen to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from integrations.mailbox.authentication import Authentication
from planning.cases.rules import ALPHABET

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
REFERENCE_LENGTH = 4
SHORTEST, USUAL, LONGEST = 5, 60, 480  # minutes
EARLIEST, LATEST = dt.time(7, 0), dt.time(21, 0)  # a start outside these is a slip of the finger
FARTHEST = dt.timedelta(days=730)
REMIND_AT = dt.time(10, 0)
ASK_AGAIN, MOST_ASKED = dt.timedelta(days=1), 3
NEEDS_ACTION, DECLINED = "NEEDS-ACTION", "DECLINED"
ANSWERS = frozenset({"ACCEPTED", "TENTATIVE", DECLINED})


def reference(draws: Sequence[int]) -> str:
    """The neutral code of a meeting (P2) from random numbers: no letters that look alike, no vowels that make words."""
    return "".join(ALPHABET[draw % len(ALPHABET)] for draw in draws)


def title(*, school: str, reference: str) -> str:
    """What every calendar shows: "Overleg De Linde – 7F3K". Nothing of the pupil, nothing of the kind of help (P2)."""
    return f"Overleg {school} – {reference}"


def end_of(start: dt.datetime, minutes: int) -> dt.datetime:
    """When a meeting of so many minutes ends, in real minutes, also when the clock changes."""
    return (start.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)).astimezone(start.tzinfo)


@dataclass(frozen=True, slots=True)
class Said:
    """One answer to an invitation, as it is kept."""

    partstat: str
    sequence: int
    said_at: dt.datetime
    via: str = ""


def standing(said: Iterable[Said], *, sequence: int) -> Said | None:
    """The answer that counts: the newest to the current SEQUENCE; an answer to an older time says nothing of this one.

    Of two said at the same moment the last one given counts.
    """
    newest: Said | None = None
    for row in said:
        if row.sequence == sequence and (newest is None or row.said_at >= newest.said_at):
            newest = row
    return newest


@dataclass(frozen=True, slots=True)
class Chair:
    """One place at the table: who, whether the meeting needs them, and their answer that counts."""

    key: UUID
    required: bool
    partstat: str = NEEDS_ACTION


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether everybody the decision needs will be there (R77)."""

    needed: int
    coming: int
    declined: tuple[UUID, ...]
    waiting: tuple[UUID, ...]

    @property
    def complete(self) -> bool:
        """Everybody who must be there said yes; without anybody required a meeting has no quorum."""
        return self.needed > 0 and self.coming == self.needed

    @property
    def broken(self) -> bool:
        """Somebody who must be there cannot come."""
        return bool(self.declined)


def quorum(chairs: Iterable[Chair]) -> Quorum:
    """The required chairs, counted. "Maybe" is waiting: it is not yet a yes."""
    required = [chair for chair in chairs if chair.required]
    return Quorum(
        needed=len(required),
        coming=sum(chair.partstat == "ACCEPTED" for chair in required),
        declined=tuple(chair.key for chair in required if chair.partstat == DECLINED),
        waiting=tuple(chair.key for chair in required if chair.partstat in {NEEDS_ACTION, "TENTATIVE"}),
    )


class Trust(StrEnum):
    """How far it is proven that an answer by mail comes from the one it speaks for."""

    PROVEN = "proven"
    DOUBTFUL = "doubtful"  # the right address, and nothing that proves it
    OTHER = "other"  # another address than the one that answers: an assistant, an alias, or a stranger
    FORGED = "forged"  # our own mail server says that it does not come from there


def trust_of(authentication: Authentication, *, attendee: str, from_address: str) -> Trust:
    """Whether the mail that holds an answer comes from `attendee`; an address by itself proves nothing.

    Only what our own mail server found counts (RFC 8601). DMARC says it of the address in From itself (RFC 7489
    section 3.1); DKIM and SPF prove a domain, which must be that of the address or one above it. A domain below it
    proves nothing: it may be let to anybody.
    """
    address = from_address.strip().lower()
    if not address or address != attendee.strip().lower():
        return Trust.OTHER
    domain = address.rpartition("@")[2]
    if not authentication.known:
        return Trust.DOUBTFUL
    if domain in authentication.domains("dmarc"):
        return Trust.PROVEN
    if authentication.domains("dmarc", "fail"):
        return Trust.FORGED
    if any(_speaks_for(found, domain) for way in ("dkim", "spf") for found in authentication.domains(way)):
        return Trust.PROVEN
    return Trust.FORGED if domain in authentication.domains("spf", "fail") else Trust.DOUBTFUL


def _speaks_for(proven: str, domain: str) -> bool:
    """Whether who owns the first domain may speak for the second: the same, or one above it of at least two labels."""
    return bool(proven) and (proven == domain or (proven.count(".") >= 1 and domain.endswith(f".{proven}")))


def may_ask_to_confirm(asked: Iterable[dt.datetime], *, now: dt.datetime) -> bool:
    """Whether somebody gets one more letter about a doubtful answer: once a day, three times for one date of a meeting.

    `asked` are the moments of the earlier ones: who forges answers must not be able to fill somebody's mailbox.
    """
    moments = list(asked)
    return len(moments) < MOST_ASKED and all(moment <= now - ASK_AGAIN for moment in moments)


@dataclass(frozen=True, slots=True)
class GroupsAt:
    """Of the groups without which a decision cannot be taken: who cannot come any more, and who has yet to say."""

    lacking: tuple[tuple[str, ...], ...]
    waiting: tuple[tuple[str, ...], ...]


def groups_at(seats: Iterable[tuple[Collection[str], str]], groups: Iterable[tuple[str, ...]]) -> GroupsAt:
    """How each group stands (R77): `seats` are the roles and the answer of everybody at the table.

    A group is lacking when nobody of it is at the table, or all of them said no; waiting when nobody said yes yet.
    """
    table = [(frozenset(roles), partstat) for roles, partstat in seats]
    lacking, waiting = [], []
    for group in groups:
        said = [partstat for roles, partstat in table if roles & set(group)]
        if all(partstat == DECLINED for partstat in said):
            lacking.append(group)
        elif "ACCEPTED" not in said:
            waiting.append(group)
    return GroupsAt(tuple(lacking), tuple(waiting))


def may_fix(*, state: str) -> bool:
    """A first date is given to a meeting that has none."""
    return state == "draft"


def may_move(*, state: str, start: dt.datetime | None, now: dt.datetime) -> bool:
    """A meeting moves while it is planned and has not begun."""
    return state == "planned" and start is not None and start > now


def may_cancel(*, state: str, start: dt.datetime | None, now: dt.datetime) -> bool:
    """A draft can always be dropped; a planned meeting until it has begun."""
    return state == "draft" or may_move(state=state, start=start, now=now)


def may_answer(*, state: str, start: dt.datetime | None, now: dt.datetime) -> bool:
    """An invitation is answered while the meeting still lies ahead."""
    return may_move(state=state, start=start, now=now)


def has_ended(*, start: dt.datetime | None, minutes: int, now: dt.datetime) -> bool:
    """From then on it can be said whether the meeting took place."""
    return start is not None and end_of(start, minutes) <= now


def is_good_start(start: dt.datetime, *, now: dt.datetime) -> bool:
    """Aware, ahead, within two years, on a whole minute and by day (so never in the hour that the clock skips, T3)."""
    if start.tzinfo is None or not now < start <= now + FARTHEST:
        return False
    local = start.astimezone(AMSTERDAM)
    return local.second == 0 and local.microsecond == 0 and EARLIEST <= local.time() <= LATEST


def revision(*, before: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """The DTSTAMP of a new revision: now, but always a second later than the one before (U3)."""
    now = now.replace(microsecond=0)
    return now if before is None else max(now, before + dt.timedelta(seconds=1))


def remind_at(*, start: dt.datetime, now: dt.datetime, free_days: Collection[dt.date] = ()) -> dt.datetime | None:
    """When those who did not answer are reminded: at ten, on the last decent day before the meeting (U9).

    Weekends and `free_days` are skipped backwards, at most two weeks. None when that moment is past.
    """
    day = start.astimezone(AMSTERDAM).date() - dt.timedelta(days=1)
    for _ in range(14):
        if day.weekday() <= 4 and day not in free_days:
            break
        day -= dt.timedelta(days=1)
    moment = dt.datetime.combine(day, REMIND_AT, tzinfo=AMSTERDAM)
    return moment if moment > now else None


def pupil_may_speak(meetings: Iterable[tuple[str, dt.datetime | None]], *, now: dt.datetime) -> bool:
    """Whether a pupil may still change the own words: until the conversation begins (U11).

    `meetings` are (state, start) of the meetings about the case. Once one has begun it is over, unless another is being
    planned or is still to come: then the words are for that one. Without any meeting yet there is all the time.
    """
    rows = [(state, start) for state, start in meetings if state != "cancelled"]
    begun = any(start is not None and start <= now for _state, start in rows)
    ahead = any(state in {"draft", "planned"} and (start is None or start > now) for state, start in rows)
    return ahead or not begun
