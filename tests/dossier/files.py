"""Files as people bring them, and as they should not: built here, byte by byte."""

from __future__ import annotations

import io
import zipfile

from docx import Document
from fpdf import FPDF
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

WORDS = "Groeidocument: leest graag hardop."
ODF = "application/vnd.oasis.opendocument"


def pdf(text: str = WORDS, pages: int = 1) -> bytes:
    sheet = FPDF()
    for _ in range(pages):
        sheet.add_page()
        sheet.set_font("helvetica", size=14)
        sheet.multi_cell(0, 10, text)
    return bytes(sheet.output())


def pdf_with(change) -> bytes:
    """A PDF after `change(writer)`."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def action(kind: str, **more: str) -> DictionaryObject:
    row = DictionaryObject({NameObject("/S"): NameObject(kind)})
    for name, value in more.items():
        row[NameObject(f"/{name}")] = TextStringObject(value)
    return row


def on_opening(row: DictionaryObject):
    def change(writer: PdfWriter) -> None:
        writer._root_object[NameObject("/OpenAction")] = row

    return change


def docx() -> bytes:
    out = io.BytesIO()
    made = Document()
    made.add_paragraph(WORDS)
    made.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    out = io.BytesIO()
    book = Workbook()
    book.active["A1"] = WORDS
    book.save(out)
    return out.getvalue()


def zipped(parts: dict[str, bytes | str], *, deflate: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(data: bytes, **more: bytes | str) -> bytes:
    """An office file with parts added or replaced; the names come as they are, by a dict."""
    return zipped({**parts_of(data), **more})


def replaced(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    parts = parts_of(data)
    assert old in parts[part], part
    parts[part] = parts[part].replace(old, new)
    return zipped(parts)


def related(
    data: bytes, kind: str, target: str, *, part: str = "word/_rels/document.xml.rels", mode="External"
) -> bytes:
    row = f'<Relationship Id="rX1" Type="http://x/relationships/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return replaced(data, part, b"</Relationships>", row.encode() + b"</Relationships>")


def pptx() -> bytes:
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/ppt/presentation.xml" ContentType="{main}"/></Types>',
            "ppt/presentation.xml": "<p/>",
        }
    )


def odf(kind: str = "text", content: str = "", **more: str) -> bytes:
    space = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"'
    )
    return zipped(
        {
            "mimetype": f"{ODF}.{kind}",
            "META-INF/manifest.xml": '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": f"<office:document {space}>{content}</office:document>",
            **more,
        }
    )


def picture(kind: str = "JPEG", *, size=(40, 30), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **more)
    return out.getvalue()


def photo_with_place() -> bytes:
    """As a phone makes it: turned, with the place and a comment."""
    image = Image.new("RGB", (40, 20), (10, 200, 30))
    exif = image.getexif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "KanarieFoon"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (52.0, 9.0, 0.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"Kanarie woont hier")
    return out.getvalue()
