"""A mail as bytes, written at once: headers (RFC 5322, 2047, 2231), and the tree of its parts (RFC 2045, 2046).

Python's `email` package makes the same tree, but it builds an object a part and folds every header anew: a millisecond
and a half for an invitation, of which this takes a tenth. What we write is the small half of MIME that our letters use,
and `tests/notifications/test_mime.py` lets the `email` package read all of it back.

Bodies are quoted-printable or base64, so lines are short (M1) and ASCII: nothing for a server without 8BITMIME to
change. Quoted-printable writes no `=_` and base64 no `_`, so no boundary of ours can stand in a body.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.encoding import punycode

LONGEST = 998  # octets in a line without its CRLF (RFC 5322 §2.1.1, M1)
_WIDTH = 78  # what a line should keep to
_ENCODED_WORD = 75  # RFC 2047 §2
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")  # a phrase that needs no quotes
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LINE_END = re.compile(r"\r\n|\r|\n")


class Unwritable(ValueError):
    """Something that cannot stand in a mail, however often one tries."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a mail: its own header lines and its bytes, without the empty line between them."""

    head: tuple[str, ...]
    content: bytes

    def to_bytes(self) -> bytes:
        """The part as it stands in a mail."""
        return "\r\n".join(self.head).encode("ascii") + b"\r\n\r\n" + self.content


def text_part(text: str, *, subtype: str) -> Part:
    """Text that people read, in UTF-8 and quoted-printable. Raises Unwritable for half a surrogate pair."""
    try:
        plain = _LINE_END.sub("\n", text).encode()
    except UnicodeEncodeError as half:
        raise Unwritable("half a character") from half
    return Part(
        (f'Content-Type: text/{subtype}; charset="utf-8"', "Content-Transfer-Encoding: quoted-printable"),
        binascii.b2a_qp(plain, istext=True).replace(b"\n", b"\r\n"),
    )


def file_part(content: bytes, *, mimetype: str, filename: str = "", **parameters: str) -> Part:
    """Bytes that arrive as they are, in base64; with a name they are an attachment, without they stand inline (M5)."""
    if not all(_TOKEN.fullmatch(half) for half in mimetype.partition("/")[::2]):
        raise Unwritable("not a content type")
    given = "".join(f"; {name}={_quoted(value)}" for name, value in parameters.items())
    head = [f"Content-Type: {mimetype}{given}", "Content-Transfer-Encoding: base64"]
    if filename:
        head.append(f"Content-Disposition: attachment;\r\n {_filename(filename)}")
    return Part(_fitting(head), _base64(content))


def multipart(subtype: str, parts: Sequence[Part], *, boundary: str) -> Part:
    """Parts that belong together; `boundary` is 1–60 letters and digits, another one for each multipart of a mail."""
    mark = f"=_{boundary}"
    line = f"--{mark}".encode("ascii")
    pieces = [piece for part in parts for piece in (line, b"\r\n", part.to_bytes(), b"\r\n")]
    return Part((f'Content-Type: multipart/{subtype}; boundary="{mark}"',), b"".join([*pieces, line, b"--\r\n"]))


def mail(headers: Iterable[str], body: Part) -> bytes:
    """The whole mail, with CRLF, from header lines (`text_header`, `address_header`, `plain_header`) and its body."""
    return Part(("MIME-Version: 1.0", *_fitting(headers), *body.head), body.content).to_bytes()


def plain_header(name: str, value: str) -> str:
    """A header with a value that a program made: printable ASCII, written as it is. Raises Unwritable otherwise."""
    if not value.isascii() or _CONTROL.search(value):
        raise Unwritable(f"{name} has more than printable ASCII")
    return f"{name}: {value}"


def text_header(name: str, value: str) -> str:
    """A header with words of people, in RFC 2047 where they need it. Raises Unwritable for a control character."""
    if _plain(value) and len(name) + 2 + len(value) <= _WIDTH:
        return f"{name}: {value}"
    return f"{name}: {_encoded(value, first=len(name) + 2)}"


def address_header(name: str, mailbox: tuple[str, str]) -> str:
    """A header with one mailbox: display name, which may be empty, and address.

    Raises Unwritable for a control character or what is no address.
    """
    display, address = mailbox
    spec = addr_spec(address)
    if not display:
        return f"{name}: {spec}"
    if not _plain(display) or len(display) > _WIDTH // 2:
        phrase = _encoded(display, first=len(name) + 2)
    else:
        phrase = display if _ATOMS.fullmatch(display) else _in_quotes(display)
    last = phrase.rpartition("\n")[2]
    fits = len(last) + len(spec) + 3 + (0 if "\n" in phrase else len(name) + 2) <= _WIDTH
    return f"{name}: {phrase}{' ' if fits else chr(13) + chr(10) + ' '}<{spec}>"


def addr_spec(address: str) -> str:
    """The address in ASCII, its domain in Punycode. Raises Unwritable where that cannot be."""
    local, _at, domain = address.rpartition("@")
    try:
        found = f"{local}@{punycode(domain)}"
    except UnicodeError as wrong:
        raise Unwritable("not a mail address") from wrong
    if not local or not domain or not found.isascii() or re.search(r'[\x00-\x20\x7f<>",;:\\()\[\]]', found):
        raise Unwritable("not a mail address")
    return found


def _plain(value: str) -> bool:
    if _CONTROL.search(value):
        raise Unwritable("a control character in a header")
    return value.isascii() and "=?" not in value and value == value.strip()


def _encoded(value: str, *, first: int) -> str:
    """Encoded words on lines of their own; the first leaves `first` characters for what stands before it."""
    words, taken, room = [], b"", _room(first)
    for char in value:
        try:
            more = char.encode()
        except UnicodeEncodeError as half:
            raise Unwritable("half a character") from half
        if len(taken) + len(more) > room:
            words.append(taken)
            taken, room = b"", _room(1)
        taken += more
    return "\r\n ".join(f"=?utf-8?b?{b64encode(word).decode('ascii')}?=" for word in (*words, taken))


def _room(before: int) -> int:
    """How many bytes an encoded word holds when so many characters stand before it in the line."""
    return (min(_ENCODED_WORD, _WIDTH - 2 - before) - len("=?utf-8?b??=")) // 4 * 3


def _quoted(value: str) -> str:
    if not value.isascii() or _CONTROL.search(value):
        raise Unwritable("a parameter has more than printable ASCII")
    return value if _TOKEN.fullmatch(value) else _in_quotes(value)


def _in_quotes(value: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


def _filename(name: str) -> str:
    if _plain(name):
        return f"filename={_quoted(name)}"
    return f"filename*=utf-8''{quote(name, safe='')}"  # RFC 2231


def _base64(content: bytes) -> bytes:
    return b"".join(
        binascii.b2a_base64(content[at : at + 57], newline=False) + b"\r\n" for at in range(0, len(content), 57)
    )


def _fitting(lines: Iterable[str]) -> tuple[str, ...]:
    """The header lines, each short enough for every server."""
    found = tuple(lines)
    if any(len(piece) > LONGEST for line in found for piece in line.split("\r\n")):
        raise Unwritable("a header line is too long")
    return found
