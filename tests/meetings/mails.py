"""Mails as they come in: an answer of a calendar, with what our own mail server found of its sender."""

from __future__ import annotations

import pytest

OURS = "mx.aantafel.example"
AT_HOME = "mx.elders.example"


@pytest.fixture
def receiving(settings: object) -> None:
    """Our own mail server has a name."""
    settings.MAIL_AUTHSERV_ID = OURS  # type: ignore[attr-defined]


def found(sender: str, result: str = "pass") -> str:
    """The header of our own server, as OpenDMARC writes it."""
    domain = sender.rpartition("@")[2]
    return f"Authentication-Results: {OURS}; dmarc={result} header.from={domain}\r\n" if result else ""


def mail(
    meeting,
    address,
    partstat,
    *,
    sequence=0,
    sender=None,
    method="REPLY",
    stamp="20261103T073000Z",
    extra="",
    head="",
    proof="pass",
    start="20261117T090000Z",
):
    """One answer; `proof` is what our server says of the sender, "" for nothing; `head` are more headers."""
    sender = sender or address
    return (
        f"{found(sender, proof)}From: {sender}\r\nTo: planning@aantafel.example\r\nSubject: Re\r\n{head}"
        f"MIME-Version: 1.0\r\nContent-Type: text/calendar; method={method}; charset=UTF-8\r\n\r\n"
        f"BEGIN:VCALENDAR\r\nPRODID:-//x//y//EN\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n"
        f"UID:{meeting.uid}\r\nSEQUENCE:{sequence}\r\nDTSTAMP:{stamp}\r\nDTSTART:{start}\r\n"
        f"DTEND:20261117T100000Z\r\n{extra}ATTENDEE;PARTSTAT={partstat}:mailto:{address}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def letter(sender: str, text: str, *, answers: str = "", head: str = "", number: int = 1) -> bytes:
    """A mail without a calendar in it."""
    reply = f"In-Reply-To: {answers}\r\n" if answers else ""
    return (
        f"From: {sender}\r\nTo: planning@aantafel.example\r\nMessage-ID: <{number}@mail.example>\r\n{reply}{head}"
        f"Subject: Over het overleg\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()
