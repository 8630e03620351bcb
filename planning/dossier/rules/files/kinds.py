"""The kinds of files that may be kept, and what bytes say of themselves."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath

import puremagic


class Format(StrEnum):
    """A kind of file that may be kept. HEIC, SVG, HTML and everything with macros may not."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    PNG = "png"
    JPEG = "jpeg"

    @property
    def media_type(self) -> str:
        """As IANA registered it."""
        return MEDIA_TYPES[self]

    @property
    def suffix(self) -> str:
        """What its name ends with, with the dot."""
        return ".jpg" if self is Format.JPEG else f".{self}"


class Fault(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_ALLOWED = "not_allowed"
    NOT_WHAT_IT_SAYS = "not_what_it_says"
    BROKEN = "broken"
    LOCKED = "locked"
    MACROS = "macros"
    FROM_OUTSIDE = "from_outside"
    EMBEDDED = "embedded"
    ACTIVE = "active"
    BOMB = "bomb"


class Refused(Exception):  # named after what happened, as everywhere in the house
    """This file is not kept."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


_OFFICE = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Format.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Format.PPTX: f"{_OFFICE}.presentationml.presentation",
    Format.ODT: f"{_ODF}.text",
    Format.ODS: f"{_ODF}.spreadsheet",
    Format.PNG: "image/png",
    Format.JPEG: "image/jpeg",
}
_ENDINGS = {f".{one}": one for one in Format} | {".jpg": Format.JPEG}
_PICTURES = {".png": Format.PNG, ".jfif": Format.JPEG, ".jpeg": Format.JPEG, ".jpg": Format.JPEG, ".jpe": Format.JPEG}
ZIP = b"PK\x03\x04"
PDF = b"%PDF-"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc and .xls, and a .docx with a password
_HEAD = 4096  # bytes that say what the rest is


def named_as(name: str) -> Format | None:
    """The kind that a name claims by how it ends, or None."""
    return _ENDINGS.get(PurePath(name.strip().lower()).suffix)


def really(data: bytes) -> Format | None:
    """PDF, PNG or JPEG by its first bytes; None for a zip, which `office` looks into. Raises Refused for the rest."""
    if data.startswith(ZIP):
        return None
    if data.startswith(PDF):
        return Format.PDF
    if data.startswith(OLD_OFFICE):
        raise Refused(Fault.LOCKED)
    try:
        guess = puremagic.from_string(data[:_HEAD])
    except (puremagic.PureError, ValueError):
        raise Refused(Fault.NOT_WHAT_IT_SAYS) from None
    if guess not in _PICTURES:
        raise Refused(Fault.NOT_WHAT_IT_SAYS)
    return _PICTURES[guess]
