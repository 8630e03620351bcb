"""A PDF that only shows itself: nothing that runs, opens, sends or hides another file.

Read with pypdf, which knows the ways to write one name in ten ways (hex escapes, packed object streams, updates):
searching the bytes for "/JavaScript" finds the honest ones only.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from planning.dossier.rules.files.kinds import Fault, Refused

MAX_OBJECTS = 100_000  # a book has some thousands
_TAIL = 1024  # bytes within which the end must be told (ISO 32000-1, annex H.3)
_RUNS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound"}
_EMBEDS = {"/EmbeddedFiles", "/EF"}
_ACTIVE_KEYS = {"/JS", "/JavaScript", "/AA", "/RichMediaContent", "/XFA"}
_PLAYS = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
_PLAIN = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?)[\s/<>\[\]()]")  # in what no reader of ours leads to
_SILENT = logging.getLogger("pypdf")


def check(data: bytes) -> None:
    """Raise Refused for a PDF that does more than show itself, is locked, or cannot be read."""
    if _PLAIN.search(data):
        raise Refused(Fault.ACTIVE)
    if b"%%EOF" not in data[-_TAIL:] or zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused(Fault.BROKEN)
    before, _SILENT.disabled = _SILENT.disabled, True  # it warns of every untidy file; we only want yes or no
    try:
        _read(PdfReader(io.BytesIO(data), strict=False))
    except Refused:
        raise
    except (Exception, RecursionError) as wrong:
        # Its many kinds of errors, and those of the codecs below it: what we cannot read we cannot vouch for.
        raise Refused(Fault.BROKEN) from wrong
    finally:
        _SILENT.disabled = before


def _read(reader: PdfReader) -> None:
    if reader.is_encrypted:
        raise Refused(Fault.LOCKED)
    if not reader.pages:
        raise Refused(Fault.BROKEN)
    for one in _dictionaries(reader):
        _look(one)


def _look(one: DictionaryObject) -> None:
    kind, subtype, act = (_value(one, key) for key in ("/Type", "/Subtype", "/S"))
    if not _EMBEDS.isdisjoint(one) or kind == "/EmbeddedFile" or subtype == "/FileAttachment":
        raise Refused(Fault.EMBEDDED)
    if not _ACTIVE_KEYS.isdisjoint(one) or act in _RUNS or subtype in _PLAYS:
        raise Refused(Fault.ACTIVE)
    opening = _value(one, "/OpenAction")
    if isinstance(opening, DictionaryObject) and _value(opening, "/S") not in {"/GoTo", "/Named"}:
        raise Refused(Fault.ACTIVE)


def _value(one: DictionaryObject, key: str) -> object:
    """What stands there, also where it is pointed at."""
    value = one.get(key)
    return value.get_object() if isinstance(value, IndirectObject) else value


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, also those that no page leads to: a reader may follow what ours does not."""
    numbers = {(number, generation) for generation, rows in reader.xref.items() for number in rows}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MAX_OBJECTS:
        raise Refused(Fault.BOMB)
    waiting: list[object] = [reader.trailer]
    waiting += [reader.get_object(IndirectObject(number, generation, reader)) for number, generation in sorted(numbers)]
    seen = 0
    while waiting:
        seen += 1
        if seen > MAX_OBJECTS * 20:
            raise Refused(Fault.BOMB)
        one = waiting.pop()
        # What is pointed at has a number of its own and stands in the list already.
        if isinstance(one, DictionaryObject):
            yield one
            waiting += [value for value in one.values() if isinstance(value, DictionaryObject | ArrayObject)]
        elif isinstance(one, ArrayObject):
            waiting += [value for value in one if isinstance(value, DictionaryObject | ArrayObject)]
