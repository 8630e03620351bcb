"""Pure decisions about a case: what consent there is, which ground somebody has, what the pupil is called."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
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
    ANONYMOUS = "anonymous"  # may discuss, without anything that names the pupil (R55)
    NONE = "none"


# One "no" is enough to keep somebody out, whatever else is said (C10).
SAID_NO = frozenset({ConsentState.REFUSED, ConsentState.BLOCKED, ConsentState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Given:
    """One guardian's newest answer to one question, or none yet.

    `counts`: whether this guardian's yes is needed (authority, or not ruled out). Of one without authority only a no
    is heard: a dispute stops everything, whoever voices it (domain §2.1).
    """

    answer: str | None  # yes, no, later, withdrawn
    expires_on: dt.date  # the last day, in Amsterdam
    counts: bool = True


def consent_state(given: Sequence[Given], *, must_answer: int, today: dt.date) -> ConsentState:
    """All guardians with authority (or unknown) must say yes; one no, withdrawal or dispute blocks (C10, domain §2.1).

    `must_answer` is how many guardians must say yes; nobody to ask is no consent: it fails closed (S19).
    """
    needed = [row for row in given if row.counts]
    said = [row.answer for row in given if row.counts or row.answer in {"no", "withdrawn"}]
    if not said or must_answer == 0:
        return ConsentState.NOT_ASKED
    if "withdrawn" in said:
        return ConsentState.WITHDRAWN
    if "no" in said:
        return ConsentState.BLOCKED if "yes" in said else ConsentState.REFUSED
    if len(needed) < must_answer or any(row.answer != "yes" for row in needed):
        return ConsentState.WAITING
    if any(today > row.expires_on for row in needed):
        return ConsentState.EXPIRED
    return ConsentState.GRANTED


def ground_for(*, sot_talk: bool, sot: ConsentState, involve: ConsentState, core: bool) -> Ground:
    """The ground of a professional of another organisation, for a SOT talk or for everything else.

    HIA, MDO, documents: only the own granted consent (R56). A SOT talk names the pupil only with consent for the SOT,
    to its `core` members and to whom the guardians agreed to; everybody else, and everybody without that consent,
    hears it without a name (R54, R55). Somebody the guardians said no to is not there at all (C7).
    """
    if involve in SAID_NO:
        return Ground.NONE
    if not sot_talk:
        return Ground.CONSENT if involve == ConsentState.GRANTED else Ground.NONE
    named = sot == ConsentState.GRANTED and (core or involve == ConsentState.GRANTED)
    return Ground.CONSENT if named else Ground.ANONYMOUS


def pupil_label(*, named: bool, name: str, initial: str, reference: str) -> str:
    """What the pupil is called on screen: by name with consent, else by the case's reference (R55, C8)."""
    return f"{name} {initial}".strip() if named else f"Leerling {reference}"


def proposed_domain_role(leading_domain: str) -> tuple[str, ...]:
    """Who should be casusregisseur (R20): education first → IB or OC; youth care first → JP."""
    return ("jp",) if leading_domain == "jeugdhulp" else ("ib", "oc")


def expiry(*, asked_on: dt.date) -> dt.date:
    """Consent lasts until the end of the school year; at least half a year, at most twelve months (C14; our choice)."""
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


PLACEHOLDERS = frozenset({"school", "party", "party_role", "organisation", "until"})


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
