"""Reading what calendars send back: REPLY and COUNTER out of a whole mail (RFC 5546 3.2.3 and 3.2.7, RFC 6047).

Clients answer in many shapes, see tests/corpus/replies. Nothing here trusts a mail: what comes out is a claim, and
whoever receives the signal decides whether it may count. Nothing here raises on what is in a mail either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from email.message import Message
from urllib.parse import unquote

from icalendar import Calendar, Component

from integrations.imip.letter import calendar_parts, parsed, sender
from integrations.plaintext import one_line, without_controls
from integrations.types import CalendarReply

METHODS = frozenset({"REPLY", "COUNTER"})
PARTSTATS = frozenset({"NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"})
MAX_REPLIES = 50
MAX_COMMENT = 2000


def parse_reply(raw: bytes) -> list[CalendarReply]:
    """Every answer in one RFC 5322 mail, each once, in the order found; an empty list when there is none.

    The METHOD in the calendar object counts; where it has none, the `method=` of its content type. An event without a
    UID or without a recognisable attendee is left out, so that the mail is kept for a person. Never raises.
    """
    message = parsed(raw)
    return [] if message is None else replies_in(message)


def replies_in(message: Message) -> list[CalendarReply]:
    """The same from a mail already parsed."""
    from_address = sender(message)
    found: dict[CalendarReply, None] = {}
    for text, declared in calendar_parts(message):
        for calendar in _calendars(text):
            method = (_word(calendar, "METHOD") or declared).upper()
            if method not in METHODS:
                continue
            for event in calendar.walk("VEVENT"):
                reply = _reply(event, method=method, from_address=from_address)
                if reply is not None and len(found) < MAX_REPLIES:
                    found.setdefault(reply)
    return list(found)


def _calendars(text: str) -> Iterator[Component]:
    """The VCALENDARs in a part. Whatever the parser stumbles over means there is none to read."""
    try:
        # Strips what stands before the object (a byte order mark, an empty line) and mixed line endings.
        clean = "\r\n".join(without_controls(text).strip().split("\n")) + "\r\n"
        yield from (item for item in Calendar.from_ical(clean, multiple=True) if item.name == "VCALENDAR")
    except Exception:  # a hostile object makes the parser raise nearly anything
        return


def _reply(event: Component, *, method: str, from_address: str) -> CalendarReply | None:
    try:
        uid = _word(event, "UID")
        attendee = _answering(event, from_address=from_address)
        if not uid or attendee is None:
            return None
        address, parameters = attendee
        partstat = str(parameters.get("PARTSTAT", "NEEDS-ACTION")).strip().upper()
        if partstat not in PARTSTATS:
            return None
        return CalendarReply(
            uid=uid,
            attendee=address,
            partstat=partstat,
            sequence=_sequence(event),
            dtstamp=_moment(event, "DTSTAMP"),
            comment=_comment(event),
            method=method,
            from_address=from_address,
            delegated_to=_delegated_to(parameters.get("DELEGATED-TO")),
            start=_moment(event, "DTSTART") if method == "COUNTER" else None,
            end=_moment(event, "DTEND") if method == "COUNTER" else None,
        )
    except Exception:  # see _calendars: one broken event must not cost the others
        return None


def _answering(event: Component, *, from_address: str) -> tuple[str, Mapping[str, object]] | None:
    """The one ATTENDEE that answers (A6), with its parameters.

    Some clients list everybody: then it is the one who sent the mail, and nobody when that cannot be told.
    """
    found = _all(event, "ATTENDEE")
    named = {address: item for item in found if (address := _address(item))}
    if len(named) == 1:
        address, item = next(iter(named.items()))
    elif from_address in named:
        address, item = from_address, named[from_address]
    else:
        return None
    return address, getattr(item, "params", {})


def _address(item: object) -> str:
    """The lower-case mail address of a calendar user; "" when it has none.

    `mailto:` comes in any case or not at all; Apple writes a path of its own with the address in EMAIL (RFC 7986 6.2).
    """
    value = one_line(str(item))
    if value.lower().startswith("mailto:"):
        value = unquote(value[len("mailto:") :].split("?")[0])
    if "@" not in value or "/" in value or value.lower().startswith("urn:"):
        value = str(getattr(item, "params", {}).get("EMAIL", ""))
    address = one_line(value).strip("<> ").lower()
    return address if "@" in address and " " not in address else ""


def _delegated_to(value: object) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return "" if first is None else _address(str(first).strip('"'))


def _all(component: Component, name: str) -> list[object]:
    value = component.get(name)
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _word(component: Component, name: str) -> str:
    values = _all(component, name)
    return one_line(str(values[0])) if values else ""


def _sequence(event: Component) -> int:
    try:
        return max(0, int(_word(event, "SEQUENCE") or 0))
    except ValueError:
        return 0


def _comment(event: Component) -> str:
    lines = (without_controls(str(item)).strip() for item in _all(event, "COMMENT"))
    return "\n".join(line for line in lines if line)[:MAX_COMMENT]


def _moment(event: Component, name: str) -> dt.datetime | None:
    """A time in UTC. A floating one is read as UTC for DTSTAMP and left out otherwise: it says no instant."""
    values = _all(event, name)
    try:
        value = getattr(values[0], "dt", None) if values else None
    except ValueError:  # what could not be read says so only when it is asked
        return None
    if not isinstance(value, dt.datetime):
        return None
    if value.tzinfo is None:
        return value.replace(tzinfo=dt.UTC) if name == "DTSTAMP" else None
    return value.astimezone(dt.UTC)
