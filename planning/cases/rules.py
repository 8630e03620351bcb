"""Pure decisions about a case: what consent there is, which ground somebody has, what the pupil is called."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

# No letters or digits that look alike, no vowels that make words.
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"
LETTER_FAILED = "letter_failed"  # a task; its object_key is the letter
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SILENT_DAYS = 5
REMIND_AT = dt.time(10, 0)


class ConsentState(StrEnum):
    """What the answers of all guardians together mean for one purpose and party."""

    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    BLOCKED = "blocked"  # the guardians disagree (C10)
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Ground(StrEnum):
    """On what somebody may be at the table (house rule 4)."""

    OWN = "own"  # the guardian or pupil it is about
    SCHOOL = "school"  # staff of the school who lead the case: its legal task
    CONSENT = "consent"
    LEGAL_TASK = "legal_task"  # the law gives this party the task; recorded with which law (domain §2.1)
    SAFETY = "safety"  # meldcode: recorded with a reason, for days only (C7, R153)
    ANONYMOUS = "anonymous"  # may discuss, without anything that names the pupil (R55)
    NONE = "none"


# One "no" is enough to keep somebody out, whatever else is said (C10).
SAID_NO = frozenset({ConsentState.REFUSED, ConsentState.BLOCKED, ConsentState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Round:
    """One time a question was put to a giver: since when, and the last day (Amsterdam) of a yes to it (C14)."""

    asked_at: dt.datetime
    expires_on: dt.date


@dataclass(frozen=True, slots=True)
class Word:
    """One answer: `number` is the order of writing in the case, `round` the place of its round in the list."""

    number: int
    round: int
    answer: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What a giver's answers to one question come to: the answer that counts now (None: none), and its last day."""

    answer: str | None
    expires_on: dt.date
    at: dt.datetime | None = None
    renewing: bool = False  # the yes stands while the question waits anew


def standing(rounds: Sequence[Round], words: Sequence[Word], *, today: dt.date) -> Standing:
    """The newest word counts, by the order of writing, which no clock can upset.

    Put anew, the question waits for a new answer; but a yes that has not run out goes on while it waits (renewal, C14:
    asked weeks before, and nobody loses access too early), and a no or withdrawal on an older page after that is heard.
    """
    newest = len(rounds) - 1
    valid = [word for word in words if word.at >= rounds[word.round].asked_at]
    last = max(valid, key=lambda word: word.number, default=None)
    waiting = Standing(answer=None, expires_on=rounds[newest].expires_on)
    if last is None:
        return waiting
    own = Standing(answer=last.answer, expires_on=rounds[last.round].expires_on, at=last.at)
    if last.round == newest:
        return own
    if last.answer == "yes" and today <= own.expires_on:
        return Standing(answer="yes", expires_on=own.expires_on, at=last.at, renewing=True)
    if last.answer in {"no", "withdrawn"} and last.at >= rounds[newest].asked_at:
        return own
    return waiting


@dataclass(frozen=True, slots=True)
class Given:
    """One giver's newest answer to one question, or none yet.

    `counts`: whether this giver's yes is needed (authority, or not ruled out). Of one without authority only a no is
    heard: a dispute stops everything, whoever voices it (domain §2.1). `pupil`: the pupil speaks for him- or herself.
    """

    answer: str | None  # yes, no, later, withdrawn
    expires_on: dt.date  # the last day, in Amsterdam
    counts: bool = True
    pupil: bool = False


def consent_state(
    given: Sequence[Given],
    *,
    must_answer: int,
    today: dt.date,
    pupil_must: bool = False,
    one_is_enough: bool = False,
    disputed: bool = False,
) -> ConsentState:
    """All guardians with authority (or unknown) must say yes; one no, withdrawal or dispute blocks (C10, domain §2.1).

    `must_answer` is how many guardians must say yes; nobody to ask is no consent: it fails closed (S19). With
    `pupil_must` the pupil's own yes is needed too, or alone (C9). With `one_is_enough` (setting of the school) one
    guardian's yes will do, never against a known no or dispute and never instead of the pupil's.
    """
    if disputed:
        return ConsentState.BLOCKED
    needed = [row for row in given if row.counts]
    said = [row.answer for row in given if row.counts or row.answer in {"no", "withdrawn"}]
    if not said or (must_answer == 0 and not pupil_must):
        return ConsentState.NOT_ASKED
    if "withdrawn" in said:
        return ConsentState.WITHDRAWN
    if "no" in said:
        return ConsentState.BLOCKED if "yes" in said else ConsentState.REFUSED
    return _without_a_no(
        needed, must_answer=must_answer, pupil_must=pupil_must, one_is_enough=one_is_enough, today=today
    )


def _without_a_no(
    needed: Sequence[Given], *, must_answer: int, pupil_must: bool, one_is_enough: bool, today: dt.date
) -> ConsentState:
    """Nobody objects: whether all who must have agreed."""
    guardians, pupils = [row for row in needed if not row.pupil], [row for row in needed if row.pupil]
    agreed = _agree(guardians, must_answer, today=today, one_is_enough=one_is_enough)
    if agreed and _agree(pupils, int(pupil_must), today=today):
        return ConsentState.GRANTED
    if len(guardians) >= must_answer and len(pupils) >= int(pupil_must) and all(row.answer == "yes" for row in needed):
        return ConsentState.EXPIRED
    return ConsentState.WAITING


def _agree(rows: Sequence[Given], count: int, *, today: dt.date, one_is_enough: bool = False) -> bool:
    """Whether all of these, `count` at the least, said a yes that still holds; or one of them, where that will do."""
    good = [row for row in rows if row.answer == "yes" and today <= row.expires_on]
    return len(good) >= min(1, count) if one_is_enough else len(good) == len(rows) >= count


def ground_for(
    *, sot_talk: bool, sot: ConsentState, involve: ConsentState, core: bool, other: str | None = None
) -> Ground:
    """The ground of a professional of another organisation, for a SOT talk or for everything else.

    HIA, MDO, documents: only the own granted consent (R56). A SOT talk names the pupil only with consent for the SOT,
    to its `core` members and to whom the guardians agreed to; everybody else, and everybody without that consent,
    hears it without a name (R54, R55). Somebody the guardians said no to is not there at all (C7).

    `other` is a ground the school recorded for this party instead of consent: a legal task or safety does not hang on
    what the guardians say and goes first; anonymous lets somebody think along in a SOT, against nobody's no.
    """
    if other in {"legal_task", "safety"}:
        return Ground(other)
    if involve in SAID_NO:
        return Ground.NONE
    if not sot_talk:
        return Ground.CONSENT if involve == ConsentState.GRANTED else Ground.NONE
    if other == "anonymous":
        return Ground.ANONYMOUS
    named = sot == ConsentState.GRANTED and (core or involve == ConsentState.GRANTED)
    return Ground.CONSENT if named else Ground.ANONYMOUS


def pupil_label(*, named: bool, name: str, initial: str, reference: str) -> str:
    """What the pupil is called on screen: by name with consent, else by the case's reference (R55, C8)."""
    return f"{name} {initial}".strip() if named else f"Leerling {reference}"


def proposed_domain_role(leading_domain: str) -> tuple[str, ...]:
    """Who should be casusregisseur (R20): education first → IB or OC; youth care first → JP."""
    return ("jp",) if leading_domain == "jeugdhulp" else ("ib", "oc")


def expiry(*, asked_on: dt.date, months: int | None = None) -> dt.date:
    """The last day of a consent (C14).

    Without `months`: the end of the school year; at least half a year, at most twelve months (our choice). With it
    (setting of the school, 1–12): so many months on, the same day of the month.
    """
    if months is not None:
        year, month = divmod(asked_on.year * 12 + asked_on.month - 1 + min(12, max(1, months)), 12)
        day = min(asked_on.day, monthrange(year, month + 1)[1])
        return min(dt.date(year, month + 1, day), asked_on + dt.timedelta(days=365))
    end = dt.date(asked_on.year + (asked_on.month > 7), 7, 31)
    return (
        end if (end - asked_on).days >= 183 else min(end.replace(year=end.year + 1), asked_on + dt.timedelta(days=365))
    )


def next_word(*, after: dt.datetime) -> dt.datetime:
    """When a guardian who stays silent is written to, or the school is told, once more: five days on, at ten.

    The caller moves it to a decent day. Consent has no deadline to count back from, as U9 does; our choice.
    """
    day = after.astimezone(AMSTERDAM).date() + dt.timedelta(days=SILENT_DAYS)
    return dt.datetime.combine(day, REMIND_AT, tzinfo=AMSTERDAM)


def chain_hash(*, previous: str, fields: Mapping[str, str]) -> str:
    """Hex SHA-256 over the decision before and this one's facts: a changed row breaks the chain (C3)."""
    facts = json.dumps([previous, sorted(fields.items())], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(facts.encode()).hexdigest()


def text_digest(text: str) -> str:
    """Hex SHA-256 of a consent text (C2)."""
    return hashlib.sha256(text.encode()).hexdigest()


PLACEHOLDERS = frozenset({"school", "party", "party_role", "organisation", "until", "scope", "members"})


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values into a consent text: a fixed set of names in braces, no other syntax, in one pass (S13).

    What a value holds is never read again, so a school called "{until}" stays that. Raises KeyError for a name that
    is not in the set: a fault of the text file.
    """

    def value(found: re.Match[str]) -> str:
        if found[1] not in PLACEHOLDERS:
            raise KeyError(found[1])
        return values.get(found[1], "")

    return re.sub(r"\{(\w+)\}", value, text)


def chain_is_whole(hashes: Iterable[tuple[str, str, Mapping[str, str]]]) -> bool:
    """Whether a case's decisions (previous, hash, facts), oldest first, are as they were written."""
    last = ""
    for previous, own, fields in hashes:
        if previous != last or own != chain_hash(previous=previous, fields=fields):
            return False
        last = own
    return True


def as_id(text: str) -> UUID | None:
    """The id that a text is, or None: keys of letters are texts of any kind."""
    try:
        return UUID(text)
    except ValueError:
        return None
