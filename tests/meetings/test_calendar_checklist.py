"""Every code of the interop checklist, by name, against the letters that our services really post.

A meeting is fixed, answered, put elsewhere (text only), moved and called off; each mail is taken as it leaves.
"""

from __future__ import annotations

import datetime as dt
import email
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses

import pytest
import vobject
from icalendar import Calendar

from integrations.feeds.build import calendar_file
from notifications.outbox import selectors as outbox
from notifications.outbox.models import OutgoingLetter
from planning.meetings import services
from planning.meetings.models import PartStat, Via
from planning.meetings.services.letters import event_of
from tests.integrations.icaljs import icaljs
from tests.meetings.table import AMSTERDAM, NOW, at, seat_of

__all__ = ["icaljs"]

KINDS = ("invitation", "invitation_place", "invitation_update", "invitation_cancel")


@dataclass
class Sent:
    """One invitation as it left: the mail, its calendar part, and that part read by two parsers."""

    kind: str
    address: str
    raw: bytes
    mail: Message
    part: Message
    ics: bytes
    lines: list[str]  # unfolded by hand

    @property
    def event(self):
        return Calendar.from_ical(self.ics).events[0]

    @property
    def method(self) -> str:
        return str(Calendar.from_ical(self.ics)["METHOD"])

    def parts(self, kind: str) -> list[Message]:
        return [part for part in self.mail.walk() if part.get_content_type() == kind]

    def values(self, name: str) -> list[str]:
        return [line for line in self.lines if re.match(rf"{name}[;:]", line)]

    def addresses(self, *names: str) -> list[str]:
        return [address for _name, address in getaddresses([v for n in names for v in self.mail.get_all(n, [])])]

    @property
    def organiser(self) -> str:
        return str(self.event["ORGANIZER"]).removeprefix("mailto:")


def read(kind: str, address: str, raw: bytes) -> Sent:
    mail = email.message_from_bytes(raw)
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    ics = part.get_payload(decode=True)
    return Sent(kind, address, raw, mail, part, ics, ics.decode().replace("\r\n ", "").split("\r\n"))


@pytest.fixture
def sent(table) -> list[Sent]:
    """Each person's letters in the order in which they left; all answered yes to the first date."""
    meeting = table.meeting(table.ib, table.gw, table.jp)
    fixed = services.fix_date(meeting=meeting, start=at(17), by=table.actor.by, now=NOW)
    for who in (table.gw, table.mother):
        services.record_reply(participant=seat_of(fixed, who), partstat="ACCEPTED", via=Via.LINK, sequence=0, now=NOW)
    later = NOW + dt.timedelta(hours=1)
    services.change_place(actor=table.actor, meeting=fixed, location="Raadhuis, zaal “Zuid”; 2e", now=later)
    services.move_meeting(actor=table.actor, meeting=fixed, start=at(18, 14), now=later + dt.timedelta(hours=1))
    services.cancel_meeting(actor=table.actor, meeting=fixed, now=later + dt.timedelta(hours=2))
    rows = OutgoingLetter.objects.filter(template__in=KINDS)
    found = sorted(rows, key=lambda row: (row.address, KINDS.index(row.template)))
    assert {row.template for row in found} == set(KINDS)
    return [read(row.template, row.address, outbox.demo_letter(row.pk)[2]) for row in found]


def decoded(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def in_the_change(start: dt.datetime) -> bool:
    """From 02:00 to 03:00 in Amsterdam on a day on which the clock changes: skipped, or there twice."""
    local = start.astimezone(AMSTERDAM)
    midnight = dt.datetime.combine(local.date(), dt.time(), AMSTERDAM)
    changes = midnight.utcoffset() != (midnight + dt.timedelta(days=1)).utcoffset()
    return changes and local.hour == 2


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]")
Check = Callable[[Sent], bool]
OF_ONE: dict[str, Check] = {
    "M1": lambda s: max(map(len, s.raw.split(b"\r\n"))) <= 998,
    "M2": lambda s: len(s.parts("text/calendar")) == 1 and s.part.get_content_disposition() is None,
    "M3": lambda s: (s.part.get_param("method"), s.part.get_param("charset")) == (s.method, "UTF-8"),
    "M5": lambda s: s.part["Content-Disposition"] is None,
    "M6": lambda s: s.part["Content-Transfer-Encoding"] == "base64",
    "M7": lambda s: s.part in s.parts("multipart/alternative")[0].get_payload(),
    "M8": lambda s: s.parts("multipart/alternative")[0].get_payload()[-1] is s.part,
    "M9": lambda s: s.parts("multipart/alternative")[0].get_payload()[0].get_content_type() == "text/plain",
    "M10": lambda s: [part.get_payload(decode=True) for part in s.parts("application/ics")] == [s.ics],
    "H1": lambda s: all(len(s.mail.get_all(n, [])) == 1 for n in ("Date", "Message-ID", "From", "To", "Subject")),
    "H2": lambda s: s.addresses("To") == [s.address],
    "H3": lambda s: s.mail["Cc"] is s.mail["Bcc"] is None,
    "H4": lambda s: s.mail["Auto-Submitted"] is None,
    "O1": lambda s: s.organiser in s.addresses("From", "Reply-To"),
    "O2": lambda s: s.addresses("From") == [s.organiser],
    "I1": lambda s: b"\n" not in s.ics.replace(b"\r\n", b"") and b"\r" not in s.ics.replace(b"\r\n", b""),
    "I2": lambda s: all(len(line) <= 75 for line in s.ics.split(b"\r\n")),
    "I3": lambda s: all(decoded(line) for line in s.ics.split(b"\r\n")),
    "I4": lambda s: not s.ics.startswith(b"\xef\xbb\xbf"),
    "I5": lambda s: not CONTROL.search(s.ics.decode().replace("\r\n", "")),
    "I7": lambda s: s.values("VERSION") == ["VERSION:2.0"] and len(s.values("PRODID")) == 1,
    "I8": lambda s: len(s.values("UID")) == s.lines.count("BEGIN:VEVENT") == 1 and not s.values("R(RULE|DATE)"),
    "I9": lambda s: all(re.fullmatch(r"DTSTAMP:\d{8}T\d{6}Z", line) for line in s.values("DTSTAMP")),
    "I10": lambda s: len(s.values("ORGANIZER")) == 1,
    "I11": lambda s: len(s.values("SEQUENCE")) == 1,
    "I12": lambda s: len(s.values("ATTENDEE")) == 1,
    "I13": lambda s: len(s.values("SUMMARY")) == 1 and bool(str(s.event["SUMMARY"])),
    "I14": lambda s: (
        (s.method == "CANCEL") == ("STATUS:CANCELLED" in s.lines)
        and (s.method != "CANCEL" or int(s.event["SEQUENCE"]) > 0)
    ),
    "A1": lambda s: str(s.event["ATTENDEE"]).startswith("mailto:"),
    "A2": lambda s: {"CN", "ROLE", "PARTSTAT", "RSVP", "CUTYPE"} <= set(s.event["ATTENDEE"].params),
    "A3": lambda s: "SCHEDULE-" not in s.ics.decode(),
    "A4": lambda s: all(not set(str(s.event[name].params["CN"])) & set('"^\r\n') for name in ("ATTENDEE", "ORGANIZER")),
    "A5": lambda s: len(set(s.values("ATTENDEE"))) == len(s.values("ATTENDEE")),
    "A7": lambda s: str(s.event["ATTENDEE"]) == f"mailto:{s.address}",
    "T1": lambda s: s.ics.count(b"TZID=") == 0 or b"BEGIN:VTIMEZONE" in s.ics,
    "T2": lambda s: all(line.endswith("Z") for line in s.values("DT(START|END|STAMP)")),
    "T3": lambda s: not in_the_change(s.event.start),
    "T5": lambda s: s.event.end > s.event.start,
    "T7": lambda s: b"BEGIN:VTIMEZONE" not in s.ics,
    "V1": lambda s: "BEGIN:VALARM" not in s.lines,
    "CLASS": lambda s: s.values("CLASS") == ["CLASS:PRIVATE"],
    "TRANSP": lambda s: s.values("TRANSP") == ["TRANSP:OPAQUE"],
}


def test_every_letter_keeps_every_code(sent):
    assert len(sent) == 5 * len(KINDS)
    assert [(code, one.kind, one.address) for one in sent for code, holds in OF_ONE.items() if not holds(one)] == []


def test_over_the_revisions_of_one_person(sent):
    for address in {one.address for one in sent}:
        first, place, moved, gone = mine = [one for one in sent if one.address == address]
        assert [one.method for one in mine] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
        assert len({str(one.event["UID"]) for one in mine}) == 1, "U1"
        assert [int(one.event["SEQUENCE"]) for one in mine] == [0, 0, 1, 2], "U2, and a text keeps it"
        stamps = [one.event["DTSTAMP"].dt for one in mine]
        assert stamps == sorted(set(stamps)), "U3"
        assert len({one.organiser for one in mine}) == 1, "U4"
        assert len({one.mail["Message-ID"] for one in mine}) == 4
        known = first.event["ATTENDEE"].params["PARTSTAT"], place.event["ATTENDEE"].params["PARTSTAT"]
        unasked = PartStat.ACCEPTED if address == ib_of(sent) else PartStat.NEEDS_ACTION  # it is her meeting
        said = PartStat.ACCEPTED if address in {"marie@ouders.example", gw_of(sent)} else unasked
        assert known == (unasked, said), "a text carries the answer that is known"
        assert moved.event["ATTENDEE"].params["PARTSTAT"] == unasked, "a new time asks anew"
        assert gone.event.start == moved.event.start


def gw_of(sent: list[Sent]) -> str:
    return address_of("Gerda", sent)


def ib_of(sent: list[Sent]) -> str:
    return address_of("Ingrid", sent)


def address_of(name: str, sent: list[Sent]) -> str:
    return next(one.address for one in sent if name in str(one.event["ATTENDEE"].params["CN"]))


def test_ical_js_reads_the_same(sent, icaljs):
    for one in sent:
        read, ours = icaljs.read(one.ics), one.event
        assert (read.method, read.event.sequence) == (one.method, int(ours["SEQUENCE"]))
        assert (read.event.uid, read.event.status) == (str(ours["UID"]), str(ours["STATUS"]))
        assert (read.event.start, read.event.end) == (ours.start, ours.end)
        assert (read.event.summary, read.event.location) == (str(ours["SUMMARY"]), str(ours["LOCATION"]))
        [attendee] = read.event.attendees
        assert attendee.address == f"mailto:{one.address}"
        assert attendee.partstat == str(ours["ATTENDEE"].params["PARTSTAT"])


def test_another_parser_reads_the_same(sent):
    for one in sent:
        theirs = vobject.readOne(one.ics.decode()).vevent
        assert (theirs.dtstart.value, theirs.dtend.value) == (one.event.start, one.event.end)
        assert theirs.summary.value == str(one.event["SUMMARY"])
        assert theirs.location.value == str(one.event["LOCATION"])


def test_a_series_is_files_without_method_so_that_several_uids_may_stand_together(table):
    """I8 of a year: one file or feed, never one iTIP message."""
    meetings = []
    for day in (17, 18):
        draft = table.meeting(table.ib, table.gw)
        meetings.append(services.fix_date(meeting=draft, start=at(day), by=table.actor.by, now=NOW))
    events = [event_of(meeting, sequence=0) for meeting in meetings]
    ics = calendar_file(events, name="Overleggen", now=NOW).decode()
    assert len(set(re.findall(r"^UID:(.*)\r$", ics, re.MULTILINE))) == 2
    assert not re.search(r"^(METHOD|ORGANIZER|ATTENDEE)[;:]", ics, re.MULTILINE)


BREAKS: dict[str, tuple[bytes, bytes]] = {
    "M3": (b"method=REQUEST", b"methud=REQUEST"),
    "M5": (b"Content-Type: text/calendar", b"Content-Disposition: inline\r\nContent-Type: text/calendar"),
    "M10": (b"Content-Type: application/ics", b"Content-Type: application/ics-not"),
    "H3": (b"MIME-Version: 1.0", b"MIME-Version: 1.0\r\nCc: x@y.example"),
    "H4": (b"MIME-Version: 1.0", b"MIME-Version: 1.0\r\nAuto-Submitted: auto-generated"),
    "O2": (b"From: ", b"From: x@y.example\r\nX-From: "),
}


@pytest.mark.parametrize(
    ("moment", "wrong"),
    [
        ("2026-10-24T23:59Z", False),
        ("2026-10-25T00:00Z", True),  # 02:00 for the first time
        ("2026-10-25T01:59Z", True),  # 02:59 for the second
        ("2026-10-25T02:00Z", False),
        ("2027-03-28T00:59Z", False),  # one minute before 03:00
        ("2027-03-28T01:00Z", False),
        ("2026-10-26T01:30Z", False),
    ],
)
def test_the_check_of_t3_sees_the_hour_that_comes_twice(moment, wrong):
    assert in_the_change(dt.datetime.fromisoformat(moment)) is wrong


@pytest.mark.parametrize("code", BREAKS)
def test_a_check_sees_what_it_is_for(sent, code):
    good = sent[0]
    old, new = BREAKS[code]
    assert old in good.raw
    assert OF_ONE[code](good)
    assert not OF_ONE[code](read(good.kind, good.address, good.raw.replace(old, new, 1)))
