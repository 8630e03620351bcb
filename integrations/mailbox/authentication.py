"""What our own mail server found out about who sent a mail: Authentication-Results (RFC 8601).

Anybody can write such a header into a mail. So only one is read: the topmost that carries the name of our server, which
takes out what others wrote in its name (RFC 8601 section 5). Without a name, or without that header, nothing is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message

MAX_HEADERS = 20
MAX_LENGTH = 8_000  # characters of one header that are read
MAX_RESULTS = 40

UNNAMED = "exchange-online"
"""Exchange Online writes the header without a name (and renames what came in): this setting stands for that."""

_DOMAIN = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)+")
_RESULT = re.compile(r"\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"\b(header|smtp)\s*\.\s*([a-z0-9-]+)\s*=\s*(\"[^\"]*\"|[^\s;]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Check:
    """One result: "spf", "dkim" or "dmarc"; what came of it ("pass", "fail", "none", …); the domain it speaks of."""

    method: str
    result: str
    domain: str


@dataclass(frozen=True, slots=True)
class Authentication:
    """All results of our own server on one mail; `known` is False when it says nothing."""

    known: bool = False
    checks: tuple[Check, ...] = ()

    def domains(self, method: str, result: str = "pass") -> frozenset[str]:
        """The domains of which a method gave this result."""
        return frozenset(row.domain for row in self.checks if (row.method, row.result) == (method, result))


NOTHING_KNOWN = Authentication()


def authentication_of(message: Message, *, authserv_id: str) -> Authentication:
    """What the server with this name says of the mail. Never raises."""
    wanted = authserv_id.strip().lower()
    if not wanted:
        return NOTHING_KNOWN
    for value in (message.get_all("Authentication-Results") or [])[:MAX_HEADERS]:
        parts = _parts(str(value)[:MAX_LENGTH])
        name = _name(parts[0]) if parts else ""
        if name == wanted:
            return Authentication(known=True, checks=_checks(parts[1:]))
        if wanted == UNNAMED and parts and _RESULT.match(parts[0]):
            return Authentication(known=True, checks=_checks(parts))
    return NOTHING_KNOWN


def _name(part: str) -> str:
    """The authserv-id; behind it a version may stand."""
    words = part.split()
    return words[0].strip('"').lower() if words and "=" not in words[0] else ""


def _checks(parts: list[str]) -> tuple[Check, ...]:
    found: dict[Check, None] = {}
    for part in parts[:MAX_RESULTS]:
        match = _RESULT.match(part)
        if match is None:
            continue
        method, result = match[1].lower(), match[2].lower()
        said = {f"{kind}.{name}".lower(): value.strip('"').lower() for kind, name, value in _PROPERTY.findall(part)}
        for key in {
            "spf": ("smtp.mailfrom", "smtp.helo"),
            "dkim": ("header.d", "header.i"),
            "dmarc": ("header.from",),
        }.get(method, ()):
            if key in said:
                found.setdefault(Check(method, result, _domain(said[key])))
                break
        else:
            if method in {"spf", "dkim", "dmarc"}:
                found.setdefault(Check(method, result, ""))
    return tuple(found)


def _domain(value: str) -> str:
    """The domain of an address, of "@domain" or of a bare domain; "" for what is none."""
    name = value.strip("<>").rpartition("@")[2].rstrip(".")
    return name if len(name) < 254 and _DOMAIN.fullmatch(name) else ""


def _parts(text: str) -> list[str]:
    """The header without its comments, cut at each semicolon outside quotes (RFC 8601 section 2.2)."""
    out: list[str] = [""]
    depth, quoted, escaped = 0, False, False
    for letter in text.replace("\r", " ").replace("\n", " ").replace("\t", " "):
        if escaped:
            escaped = False
        elif letter == "\\" and (quoted or depth):
            escaped = True
            continue
        elif letter == '"' and not depth:
            quoted = not quoted
        elif letter == "(" and not quoted:
            depth += 1
            continue
        elif letter == ")" and depth:
            depth -= 1
            continue
        elif letter == ";" and not quoted and not depth:
            out.append("")
            continue
        if not depth:
            out[-1] += letter
    return [part.strip() for part in out]
