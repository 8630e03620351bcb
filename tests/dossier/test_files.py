"""What may be kept, judged by its bytes (S20): the good beside the bad."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from planning.dossier.rules import files as rules
from planning.dossier.rules.files import Fault, Format, Refused, check, clean_name
from planning.dossier.rules.files.names import LONGEST
from tests.dossier import files

LIMIT = 15 * 1024 * 1024
GOOD = {
    "stuk.pdf": (files.pdf, Format.PDF),
    "STUK.PDF": (files.pdf, Format.PDF),
    "tekst.docx": (files.docx, Format.DOCX),
    "rooster.xlsx": (files.xlsx, Format.XLSX),
    "dia's.pptx": (files.pptx, Format.PPTX),
    "tekst.odt": (files.odf, Format.ODT),
    "rooster.ods": (lambda: files.odf("spreadsheet"), Format.ODS),
    "foto.png": (lambda: files.picture("PNG"), Format.PNG),
    "foto.jpg": (files.picture, Format.JPEG),
    "foto.jpeg": (files.picture, Format.JPEG),
}


def fault(data: bytes, name: str, *, limit: int = LIMIT) -> Fault | None:
    try:
        check(data, name=name, limit=limit)
    except Refused as refused:
        return refused.fault
    return None


@pytest.mark.parametrize("name", sorted(GOOD))
def test_what_people_bring_is_kept(name):
    make, kind = GOOD[name]
    data = make()
    found, kept = check(data, name=name, limit=LIMIT)
    assert found is kind
    if kind not in {Format.PNG, Format.JPEG}:
        assert kept == data


@pytest.mark.parametrize("name", sorted(GOOD))
@pytest.mark.parametrize(
    "said", ["stuk.pdf", "stuk.docx", "stuk.xlsx", "stuk.pptx", "stuk.ods", "stuk.png", "stuk.jpg"]
)
def test_the_name_says_what_it_is(name, said):
    make, kind = GOOD[name]
    assert fault(make(), said) == (None if rules.named_as(said) is kind else Fault.NOT_WHAT_IT_SAYS)


@pytest.mark.parametrize(
    "name",
    [
        "stuk",
        "stuk.exe",
        "stuk.svg",
        "stuk.html",
        "stuk.heic",
        "stuk.doc",
        "stuk.docm",
        "stuk.xlsm",
        "stuk.pdf.exe",
        "",
    ],
)
def test_only_eight_kinds(name):
    assert fault(files.pdf(), name) is Fault.NOT_ALLOWED


EXE = b"MZ\x90\0" + b"\0" * 300 + b"PE\0\0"
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    "data", [EXE, HTML, SVG, b"#!/bin/sh\nrm -rf /\n", b"zomaar tekst", b"\0" * 999, b"GIF89a" + b"\0" * 99]
)
@pytest.mark.parametrize("said", ["stuk.pdf", "stuk.docx", "stuk.jpg", "stuk.png"])
def test_another_kind_in_disguise(data, said):
    assert fault(data, said) is Fault.NOT_WHAT_IT_SAYS


def test_nothing_and_too_much():
    assert fault(b"", "stuk.pdf") is Fault.EMPTY
    data = files.pdf()
    assert fault(data, "stuk.pdf", limit=len(data)) is None
    assert fault(data, "stuk.pdf", limit=len(data) - 1) is Fault.TOO_LARGE


def test_an_old_office_file_or_one_with_a_password():
    assert fault(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "stuk.docx") is Fault.LOCKED


# --- PDF --------------------------------------------------------------------------------------------------------------
def named_in(tree: str):
    def change(writer: PdfWriter) -> None:
        writer._root_object[NameObject("/Names")] = DictionaryObject(
            {NameObject(tree): DictionaryObject({NameObject("/Kids"): DictionaryObject()})}
        )

    return change


def far_away(writer: PdfWriter) -> None:
    """An action that no page leads to, whose kind is pointed at instead of said."""
    kind = writer._add_object(NameObject("/Launch"))
    writer._add_object(DictionaryObject({NameObject("/S"): kind}))


def with_key(row: DictionaryObject, name: str) -> None:
    row[NameObject(name)] = DictionaryObject()


PDF_BAD = {
    "javascript on opening": (files.on_opening(files.action("/JavaScript", JS="app.alert(1)")), Fault.ACTIVE),
    "a program on opening": (files.on_opening(files.action("/Launch", F="cmd.exe")), Fault.ACTIVE),
    "a website on opening": (files.on_opening(files.action("/URI", URI="https://x.example")), Fault.ACTIVE),
    "sends what is filled in": (files.on_opening(files.action("/SubmitForm")), Fault.ACTIVE),
    "a file inside": (lambda one: one.add_attachment("virus.exe", b"MZ"), Fault.ACTIVE),
    "a tree of scripts": (named_in("/JavaScript"), Fault.ACTIVE),
    "hidden where no page leads": (far_away, Fault.ACTIVE),
    "more on every page": (lambda one: with_key(one.pages[0], "/AA"), Fault.ACTIVE),
    "a form of another kind": (lambda one: with_key(one._root_object, "/XFA"), Fault.ACTIVE),
    "a password": (lambda one: one.encrypt("geheim"), Fault.LOCKED),
    "an empty password": (lambda one: one.encrypt("", owner_password="x"), Fault.LOCKED),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(PDF_BAD))
def test_a_pdf_that_does_more_than_show_itself(what):
    change, why = PDF_BAD[what]
    found = fault(files.pdf_with(change), "stuk.pdf")
    assert found in {why, Fault.EMBEDDED} if what == "a file inside" else found is why


def test_a_name_in_hex_and_a_packed_object_are_seen():
    data = files.pdf_with(files.on_opening(files.action("/JavaScript", JS="app.alert(1)")))
    hidden = data.replace(b"/JavaScript", b"/J#61vaScript")
    assert b"/JavaScript" not in hidden
    assert fault(hidden, "stuk.pdf") is Fault.ACTIVE


def test_a_link_to_click_is_no_danger():
    from pypdf.annotations import Link

    def change(writer: PdfWriter) -> None:
        writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://school.example"))

    assert fault(files.pdf_with(change), "stuk.pdf") is None


@pytest.mark.parametrize(
    "data",
    [
        files.pdf()[:-30],
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.4\n" + b"1 0 obj<</Kids[1 0 R]/Type/Pages>>endobj " * 50 + b"%%EOF",
        files.pdf() + files.zipped({"x": "y"}) + b"%%EOF",
        files.pdf() + b"<html>" * 400,
    ],
    ids=["cut off", "nothing in it", "goes round", "a zip behind it", "a page behind it"],
)
def test_a_broken_pdf(data):
    assert fault(data, "stuk.pdf") is Fault.BROKEN


@given(st.binary(max_size=300))
def test_rubbish_is_refused_and_never_an_error(data):
    for name in GOOD:
        assert fault(data, name) is not None
    assert fault(b"%PDF-1.7\n" + data + b"\n%%EOF", "stuk.pdf") is not None
    assert fault(b"PK\x03\x04" + data, "stuk.docx") is not None


@given(st.data())
def test_a_pdf_with_some_bytes_changed_is_kept_or_refused(data):
    whole = bytearray(files.pdf())
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    fault(bytes(whole), "stuk.pdf")


# --- Office -----------------------------------------------------------------------------------------------------------
RELS = "word/_rels/document.xml.rels"
DOCUMENT = b"<w:body>"


def field(code: str) -> bytes:
    half = len(code) // 2
    runs = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in (code[:half], code[half:]))
    return files.replaced(files.docx(), "word/document.xml", DOCUMENT, DOCUMENT + f"<w:p>{runs}</w:p>".encode())


def text(**parts: bytes | str) -> bytes:
    return files.with_parts(files.docx(), **parts)


def sheet(**parts: bytes | str) -> bytes:
    return files.with_parts(files.xlsx(), **parts)


def tied(kind: str, target: str, **more: str) -> bytes:
    return files.related(files.docx(), kind, target, **more)


ENTITY = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
WIDE = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a []><a/>'.encode("utf-16")
MAIN = b"officedocument.wordprocessingml.document.main"
MAIN_WITH_MACROS = b"ms-word.document.macroEnabled.main"
OFFICE_BAD = {
    "macros": (text(**{"word/vbaProject.bin": b"x"}), Fault.MACROS),
    "macros in other letters": (text(**{"word/VBAproject.BIN": b"x"}), Fault.MACROS),
    "a docm with another name": (
        files.replaced(files.docx(), "[Content_Types].xml", MAIN, MAIN_WITH_MACROS),
        Fault.MACROS,
    ),
    "activex": (text(**{"word/activeX/activeX1.xml": b"<x/>"}), Fault.MACROS),
    "old macro sheets": (sheet(**{"xl/macrosheets/sheet1.xml": b"<x/>"}), Fault.MACROS),
    "a template from outside": (tied("attachedTemplate", "https://x.example/a.dotm"), Fault.FROM_OUTSIDE),
    "a picture from outside": (tied("image", "https://x.example/pixel.png"), Fault.FROM_OUTSIDE),
    "outside without saying so": (tied("image", r"\\10.0.0.1\deel", mode="Internal"), Fault.FROM_OUTSIDE),
    "a link that starts a file": (tied("hyperlink", "file:///c:/x.exe"), Fault.FROM_OUTSIDE),
    "a link to a Windows share": (tied("hyperlink", r"\\10.0.0.1\deel"), Fault.FROM_OUTSIDE),
    "another workbook": (sheet(**{"xl/externalLinks/externalLink1.xml": b"<x/>"}), Fault.FROM_OUTSIDE),
    "a database": (sheet(**{"xl/connections.xml": b"<x/>"}), Fault.FROM_OUTSIDE),
    "dde in pieces": (field(r'DDEAUTO c:\\windows\\cmd.exe "/k calc"'), Fault.FROM_OUTSIDE),
    "a picture by a field": (field('INCLUDEPICTURE "https://x.example/p.png"'), Fault.FROM_OUTSIDE),
    "a packed program": (text(**{"word/embeddings/oleObject1.bin": b"x"}), Fault.EMBEDDED),
    "a packed zip": (text(**{"word/embeddings/x.zip": files.zipped({"a": "b"})}), Fault.EMBEDDED),
    "a packed workbook with macros": (
        text(**{"word/embeddings/a.xlsx": sheet(**{"xl/vbaProject.bin": b"x"})}),
        Fault.MACROS,
    ),
    "entities": (text(**{"word/extra.xml": ENTITY}), Fault.BROKEN),
    "entities in wide letters": (
        text(**{"word/extra.xml": WIDE}),
        Fault.BROKEN,
    ),
    "entities in what we read": (
        text(**{"[Content_Types].xml": ENTITY}),
        Fault.BROKEN,
    ),
    "a way out of the folder": (text(**{"../../etc/passwd": b"x"}), Fault.BROKEN),
    "a pdf in front": (files.zipped({"%PDF-1.7": b"x", **files.parts_of(files.docx())}, deflate=False), Fault.BROKEN),
    "a page behind": (files.docx() + b"<html>", Fault.BROKEN),
    "cut off": (files.docx()[:-60], Fault.BROKEN),
    "just a zip": (files.zipped({"a.txt": b"x"}), Fault.NOT_ALLOWED),
    "a jar": (files.zipped({"META-INF/MANIFEST.MF": b"x"}), Fault.NOT_ALLOWED),
    "a drawing of LibreOffice": (files.odf("graphics"), Fault.NOT_ALLOWED),
    "basic": (files.odf(**{"Basic/Standard/Module1.xml": "<x/>"}), Fault.MACROS),
    "python": (files.odf(**{"Scripts/python/x.py": "import os"}), Fault.MACROS),
    "a listener": (files.odf(content='<script:event-listener xlink:href="vnd.sun.star.script:x"/>'), Fault.MACROS),
    "a picture of elsewhere": (files.odf(content='<draw:image xlink:href="https://x.nl/p.png"/>'), Fault.FROM_OUTSIDE),
    "a section of elsewhere": (files.odf(content='<text:section-source xlink:href="x.odt"/>'), Fault.FROM_OUTSIDE),
    "dde of LibreOffice": (files.odf(content="<office:dde-source/>"), Fault.FROM_OUTSIDE),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(OFFICE_BAD))
def test_an_office_file_that_does_more_than_show_itself(what):
    data, why = OFFICE_BAD[what]
    name = "stuk.xlsx" if data[:2] == b"PK" and b"xl/workbook.xml" in data else "stuk.docx"
    assert fault(data, name) is why


@pytest.mark.parametrize(
    "data",
    [
        tied("hyperlink", "https://school.example/"),
        tied("hyperlink", "mailto:ib@school.example"),
        field('HYPERLINK "https://school.example"'),
        field(r"PAGE \* MERGEFORMAT"),
        text(**{"word/embeddings/Microsoft_Excel_Sheet1.xlsx": files.xlsx()}),
    ],
)
def test_what_is_harmless_in_a_text_stays(data):
    assert fault(data, "stuk.docx") is None


def test_a_link_and_a_picture_of_its_own_in_libreoffice_stay():
    content = '<text:a xlink:href="https://school.example">hier</text:a><draw:image xlink:href="Pictures/1.png"/>'
    assert fault(files.odf(content=content), "stuk.odt") is None


def test_what_unpacks_too_large():
    bomb = text(**{"word/groot.xml": b"0" * (101 * 1024 * 1024)})
    assert len(bomb) < 300_000
    assert fault(bomb, "stuk.docx") is Fault.BOMB
    many = text(**{f"word/{n}.xml": b"" for n in range(5001)})
    assert fault(many, "stuk.docx") is Fault.BOMB


def test_what_lies_about_its_size():
    """The list at the end says small, the part itself unpacks large: it is not read beyond what it said."""
    data = bytearray(text(**{"word/zz.xml": b"0" * 1_000_000}))
    at = data.rindex(b"word/zz.xml") - 46  # its line in the list at the end
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert fault(bytes(data), "stuk.docx") is Fault.BROKEN


def test_the_same_name_twice():
    out = io.BytesIO(files.docx())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", b"<other/>")
    assert fault(out.getvalue(), "stuk.docx") is Fault.BROKEN


# --- pictures ---------------------------------------------------------------------------------------------------------
def test_a_photo_forgets_where_it_was_taken_and_stands_upright():
    data = files.photo_with_place()
    assert b"KanarieFoon" in data
    _kind, kept = check(data, name="foto.jpg", limit=LIMIT)
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (20, 40)
        assert dict(image.getexif()) == {}
        assert "comment" not in image.info
    assert b"Kanarie" not in kept


def test_what_hangs_behind_a_picture_is_gone():
    for name, data in (("a.png", files.picture("PNG")), ("a.jpg", files.picture())):
        _kind, kept = check(data + files.zipped({"x": "y"}) + HTML, name=name, limit=LIMIT)
        assert b"<script>" not in kept
        assert not zipfile.is_zipfile(io.BytesIO(kept))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_pictures_of_all_sorts(mode):
    for kind, name in (("PNG", "a.png"), ("JPEG", "a.jpg")):
        out = io.BytesIO()
        try:
            Image.new(mode, (8, 8)).save(out, kind)
        except OSError:
            continue
        assert fault(out.getvalue(), name) is None, (mode, kind)


def test_a_picture_that_would_fill_the_memory(monkeypatch):
    from planning.dossier.rules.files import pictures

    assert fault(files.picture(size=(200, 100)), "a.jpg") is None
    monkeypatch.setattr(pictures, "MAX_PIXELS", 19_999)
    assert fault(files.picture(size=(200, 100)), "a.jpg") is Fault.BOMB


def test_a_moving_or_broken_picture():
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    assert fault(out.getvalue(), "a.png") is Fault.NOT_ALLOWED
    assert fault(files.picture(size=(300, 300))[:500], "a.jpg") is Fault.BROKEN


# --- names ------------------------------------------------------------------------------------------------------------
NAMES = {
    "verslag.pdf": "verslag.pdf",
    "../../etc/passwd.pdf": "passwd.pdf",
    r"C:\Users\ib\verslag.pdf": "verslag.pdf",
    "verslag\u202efdp.exe.pdf": "verslagfdp_exe.pdf",
    "a\0b\r\nc.pdf": "ab c.pdf",
    "\u200b.pdf": "stuk.pdf",
    "": "stuk.pdf",
    "....pdf": "stuk.pdf",
    "CON.pdf": "stuk.pdf",
    'a"b;c%d.pdf': "a_b_c_d.pdf",
    "Ötüken çağrı الف.pdf": "Ötüken çağrı الف.pdf",
    "x" * 300 + ".pdf": "x" * (LONGEST - 4) + ".pdf",
    "verslag.docx": "verslag.pdf",
    "versie 1.2 van mei.pdf": "versie 1_2 van mei.pdf",
}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_name_made_harmless(name):
    assert clean_name(name, Format.PDF) == NAMES[name]


@given(st.text(max_size=400), st.sampled_from(Format))
def test_every_name_comes_out_harmless_and_stays_the_same_the_second_time(name, kind):
    found = clean_name(name, kind)
    assert found.endswith(kind.suffix)
    assert len(found) <= LONGEST
    assert not set(found) & set('/\\"<>|?*:;%\r\n\0')
    assert found.isprintable()
    assert found[0] not in ". "
    assert clean_name(found, kind) == found
