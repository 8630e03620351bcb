"""Opening an .xlsx from outside without being hurt by it.

An .xlsx is a ZIP with XML. What its table of contents says about sizes is the sender's word, so every part that is
needed is unpacked here, piece by piece and counted, and packed again without compression. openpyxl only sees that copy.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

MAX_PARTS = 500
MAX_UNPACKED = 40 * 1024 * 1024
"""Bytes; a workbook of eight sheets of 5,000 rows is about 10 MB unpacked."""

_CHUNK = 64 * 1024
_NEEDED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/[a-z]+\.xml"
    r"|xl/(workbook|styles|sharedStrings)\.xml|xl/_rels/workbook\.xml\.rels|xl/theme/[\w.-]+\.xml"
    r"|xl/worksheets/[\w .-]+\.xml",
    re.IGNORECASE,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DTD = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*[\"']([A-Za-z0-9:$]{1,40})[\"']")


class UnreadableWorkbook(Exception):
    """The file is refused as a whole; the text is a Dutch sentence for the user."""


@dataclass(frozen=True, slots=True)
class SafeArchive:
    """The repacked workbook, and per part of it which cells are merged ("A2:B3")."""

    file: io.BytesIO
    merged: dict[str, tuple[str, ...]]


def repack(file: BinaryIO, *, max_bytes: int) -> SafeArchive:
    """Copy the parts that matter of the .xlsx in `file`, at most `max_bytes` packed and MAX_UNPACKED unpacked.

    Raises UnreadableWorkbook for anything that is not such a file: another format, a password, a damaged or an
    excessively large archive, XML with a document type (entity bombs).
    """
    data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise UnreadableWorkbook(
            _("Dit bestand is te groot. Het mag hoogstens %(size)s MB zijn.")
            % {"size": max_bytes // (1024 * 1024) or 1}
        )
    if data.startswith(_OLE):
        raise UnreadableWorkbook(
            _(
                "Dit bestand heeft een wachtwoord, of is een oud Excel-bestand (.xls). "
                "Sla het op als .xlsx zonder wachtwoord."
            )
        )
    copy = io.BytesIO()
    merged: dict[str, tuple[str, ...]] = {}
    budget = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as target:
            for name in _parts(source):
                content = _unpack(source, name, budget)
                budget -= len(content)
                # Without NULs, so that UTF-16 hides nothing.
                if _DTD.search(content.replace(b"\0", b"")):
                    raise UnreadableWorkbook(_("Dit bestand bevat onderdelen die niet zijn toegestaan."))
                if found := tuple(ref.decode() for ref in _MERGED.findall(content)):
                    merged[name] = found
                target.writestr(name, content)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise UnreadableWorkbook(not_a_workbook()) from error
    if "xl/workbook.xml" not in zipfile.ZipFile(copy).namelist():
        raise UnreadableWorkbook(not_a_workbook())
    copy.seek(0)
    return SafeArchive(file=copy, merged=merged)


def not_a_workbook() -> str:
    """The sentence for everything that cannot be opened."""
    return _("Dit is geen Excel-bestand (.xlsx) of het is beschadigd.")


def _parts(source: zipfile.ZipFile) -> list[str]:
    names = source.namelist()
    if len(names) > MAX_PARTS or len(set(names)) != len(names):
        raise UnreadableWorkbook(not_a_workbook())
    return [name for name in names if _NEEDED.fullmatch(name)]


def _unpack(source: zipfile.ZipFile, name: str, budget: int) -> bytes:
    """The content of one part. Reading in pieces bounds what the unpacker makes of each; read() would not."""
    pieces = []
    left = budget
    with source.open(name) as part:
        while piece := part.read(_CHUNK):
            left -= len(piece)
            if left < 0:
                raise UnreadableWorkbook(_("Dit bestand is uitgepakt te groot. Haal weg wat niet nodig is."))
            pieces.append(piece)
    return b"".join(pieces)
