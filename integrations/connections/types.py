"""What a check finds, and what it is given. Plain values; no finding holds a password, token or content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How good or bad a finding is."""

    OK = "ok"
    WARNING = "warning"  # works, but is not as it should be
    WRONG = "wrong"
    SKIPPED = "skipped"  # not configured, so not looked at


class Area(StrEnum):
    """What a finding is about; the words of `--only`."""

    SMTP = "smtp"
    DNS = "dns"
    IMAP = "imap"
    CALDAV = "caldav"
    GRAPH = "graph"
    CLAMD = "clamd"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `code` is stable, `text` and `todo` are Dutch for the administrator."""

    area: Area
    level: Level
    code: str
    text: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class MailServer:
    """How letters leave: as Django's EMAIL_* settings say it. `sender` is the plain address letters come from."""

    host: str
    port: int
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    implicit_tls: bool = False
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class SenderDomain:
    """What DNS should say of the domain that letters come from.

    `selectors` are DKIM selectors of the mail server; `spf` are words that must stand in the SPF record, such as
    "include:_spf.provider.nl". `nameserver` is an IP address, "" for those of this machine.
    """

    domain: str
    selectors: tuple[str, ...] = ()
    spf: tuple[str, ...] = ()
    nameserver: str = ""
    port: int = 53
    seconds: float = 5.0


def failed(findings: Iterable[Finding]) -> bool:
    """Whether anything is wrong; a warning is not."""
    return any(one.level == Level.WRONG for one in findings)
