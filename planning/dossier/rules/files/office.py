"""Word, Excel, PowerPoint, Writer and Calc: a zip of parts, looked into part by part.

Nothing that runs (macros, ActiveX, DDE), nothing that fetches from outside (remote templates, linked pictures and
workbooks), no other files inside but charts, and never more unpacked than a machine can bear.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from planning.dossier.rules.files.kinds import MEDIA_TYPES, PDF, Fault, Format, Refused

MAX_ENTRIES = 5_000
MAX_UNPACKED = 100 * 1024 * 1024
_END = 22  # bytes of the record that closes a zip without a comment
_DEPTH = 1  # a chart in a text holds a workbook; a workbook in that workbook is somebody playing
_MAIN = {f"{MEDIA_TYPES[one]}.main+xml": one for one in (Format.DOCX, Format.XLSX, Format.PPTX)}
_MAIN |= {"application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml": Format.PPTX}
_ODF = {MEDIA_TYPES[one]: one for one in (Format.ODT, Format.ODS)}
_MACROS = re.compile(r"(vbaproject|vbadata|/activex/|/macrosheets/|/dialogsheets/|^basic/|^scripts/|attachedtoolbars)")
_INSIDE = re.compile(r"(oleobject[^/]*\.bin$|^objectreplacements/.*\.bin$)")
_DDE = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDETEXT)\b|INCLUDEPICTURE\s+\"?\s*(?:[a-z]{2,}:|\\\\)", re.IGNORECASE)
_AWAY = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]+:|//|\\\\)", re.IGNORECASE)
_FETCHES = re.compile(r"^xl/(?:externallinks/|connections\.xml|querytables/)")
_HYPERLINK = "/hyperlink"
_ODF_FETCHES = {"dde-source", "dde-connection-decl", "dde-link", "table-source", "section-source"}
_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")


def check(data: bytes, *, depth: int = 0) -> Format:
    """Which of the five this is. Raises Refused."""
    if PDF in data[:1024] or data[-_END:-18] != b"PK\x05\x06":
        raise Refused(Fault.BROKEN)  # two kinds in one file, or something hangs behind it
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _look(archive, depth=depth)
    except Refused:
        raise
    except (DefusedXmlException, ParseError):
        raise Refused(Fault.BROKEN) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError, NotImplementedError) as wrong:
        raise Refused(Fault.BROKEN) from wrong
    except (OSError, MemoryError, RecursionError, LookupError) as wrong:
        raise Refused(Fault.BROKEN) from wrong


def _look(archive: zipfile.ZipFile, *, depth: int) -> Format:
    rows = archive.infolist()
    if len(rows) > MAX_ENTRIES or sum(row.file_size for row in rows) > MAX_UNPACKED:
        raise Refused(Fault.BOMB)
    names = [row.filename for row in rows]
    if len({name.lower() for name in names}) != len(names) or archive.comment or min(_starts(rows), default=1) != 0:
        raise Refused(Fault.BROKEN)  # read in two ways by two programs
    if any(name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts for name in names):
        raise Refused(Fault.BROKEN)
    if any(row.flag_bits & 1 for row in rows):
        raise Refused(Fault.LOCKED)
    if any(row.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for row in rows):
        raise Refused(Fault.BROKEN)
    if archive.testzip() is not None:  # unpacks all, never more than was declared above
        raise Refused(Fault.BROKEN)
    low = [name.lower() for name in names]
    if any(_MACROS.search(name) for name in low):
        raise Refused(Fault.MACROS)
    if any(_INSIDE.search(name) for name in low):
        raise Refused(Fault.EMBEDDED)
    found = _microsoft(archive, names) if "[Content_Types].xml" in names else _open_document(archive, names)
    _parts(archive, names, depth=depth)
    return found


def _starts(rows: list[zipfile.ZipInfo]) -> list[int]:
    return [row.header_offset for row in rows]


def _microsoft(archive: zipfile.ZipFile, names: list[str]) -> Format:
    """By the content type of the main part, which is what the programs go by."""
    kinds = [str(one.get("ContentType", "")) for one in _elements(archive, "[Content_Types].xml")]
    if any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in kinds):
        raise Refused(Fault.MACROS)
    if any(_FETCHES.match(name.lower()) for name in names):
        raise Refused(Fault.FROM_OUTSIDE)
    found = {_MAIN[kind] for kind in kinds if kind in _MAIN}
    if len(found) != 1:
        raise Refused(Fault.NOT_ALLOWED)
    for name in names:
        if name.endswith(".rels"):
            _relations(archive, name)
        elif name.startswith("word/") and name.endswith(".xml"):
            _fields(archive, name)
    return found.pop()


def _relations(archive: zipfile.ZipFile, name: str) -> None:
    """A link that somebody clicks is allowed; what the program fetches by itself is not."""
    for one in _elements(archive, name):
        kind = str(one.get("Type", ""))
        outside = one.get("TargetMode", "").lower() == "external" or bool(_AWAY.match(one.get("Target", "")))
        if outside and not kind.endswith(_HYPERLINK):
            raise Refused(Fault.FROM_OUTSIDE)
        if outside and not re.match(r"\s*(?:https?|mailto|tel):|\s*[^:\\]*$", one.get("Target", ""), re.IGNORECASE):
            raise Refused(Fault.FROM_OUTSIDE)


def _fields(archive: zipfile.ZipFile, name: str) -> None:
    """Field codes can run a program (DDE) or fetch a text; a code may be cut over many pieces."""
    code = ""
    for one in _elements(archive, name):
        tag = one.tag.rpartition("}")[2]
        if tag == "instrText":
            code += one.text or ""
        elif tag == "fldSimple":
            code += " " + next((value for key, value in one.attrib.items() if key.endswith("instr")), "")
        elif tag == "p":
            code += "\n"
        elif tag in {"OLEObject", "object"}:
            raise Refused(Fault.EMBEDDED)
    if _DDE.search(code):
        raise Refused(Fault.FROM_OUTSIDE)


def _open_document(archive: zipfile.ZipFile, names: list[str]) -> Format:
    """By the first part, as the standard asks (OpenDocument 1.3, part 2, 3.3)."""
    if names[0] != "mimetype":
        raise Refused(Fault.NOT_ALLOWED)
    kind = archive.read("mimetype").decode("ascii", "replace").strip()
    if kind not in _ODF:
        raise Refused(Fault.NOT_ALLOWED)
    for one in _elements(archive, "META-INF/manifest.xml"):
        if one.tag.endswith("}encryption-data"):
            raise Refused(Fault.LOCKED)
        if any("oleobject" in value.lower() or "sun.star.basic" in value.lower() for value in one.attrib.values()):
            raise Refused(Fault.EMBEDDED)
    for name in names:
        if PurePosixPath(name).name in {"content.xml", "styles.xml", "settings.xml"}:
            for one in _elements(archive, name):
                _open_element(one)
    return _ODF[kind]


def _open_element(one: Element) -> None:
    tag = one.tag.rpartition("}")[2]
    if tag in {"event-listener", "script"}:
        raise Refused(Fault.MACROS)
    if tag in _ODF_FETCHES:
        raise Refused(Fault.FROM_OUTSIDE)
    if tag == "a":  # text:a and draw:a: a link that somebody clicks
        return
    if any(key.endswith("}href") and _AWAY.match(value) for key, value in one.attrib.items()):
        raise Refused(Fault.FROM_OUTSIDE)


def _parts(archive: zipfile.ZipFile, names: list[str], *, depth: int) -> None:
    """No part declares entities, and what is packed inside is looked at in the same way."""
    for name in names:
        low = name.lower()
        if low.endswith((".xml", ".rels", ".vml")):
            with archive.open(name) as part:
                head = part.read(4096).replace(b"\0", b"")  # also when each letter takes two bytes
            if any(word in head for word in _DECLARES):
                raise Refused(Fault.BROKEN)
        elif "/embeddings/" in f"/{low}" and not low.endswith("/"):
            if depth >= _DEPTH:
                raise Refused(Fault.EMBEDDED)
            try:
                check(archive.read(name), depth=depth + 1)
            except Refused as wrong:
                raise Refused(wrong.fault if wrong.fault is Fault.MACROS else Fault.EMBEDDED) from None


def _elements(archive: zipfile.ZipFile, name: str) -> Iterator[Element]:
    """Every element of a part, whole, without any declaration of entities. Raises what `check` catches."""
    with archive.open(name) as part:
        for _event, one in iterparse(part, forbid_dtd=True):
            yield one
            one.clear()
