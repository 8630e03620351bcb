"""What we write as bytes is the tree that Python's `email` package reads: any words, any bytes, nothing breaks out."""

import email
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.outbox import mime

NAMES = st.text(max_size=140) | st.sampled_from(
    [
        "Ayşe Yılmaz",
        "أمل بنت يوسف",
        "ተስፋይ",
        "👩‍👧 " * 30,
        "Ö" * 140,
        'De "Linde", groep 5; (Breda)',
        "back\\slash",
        "=?utf-8?q?x?=",
        "x" * 140,
        " . ",
        "<",
        "a@b.example, c@d.example",
    ]
)
HOSTILE = ["Jan\r\nBcc: x@y.example", "Jan\nX-Evil: 1", "Jan\rBcc: x", "\x00", "a\x0bb", "\x85", "\x1f", "a\tb"]
BODIES = st.text(st.characters(exclude_categories=["Cs"]), max_size=600) | st.sampled_from(
    [
        "",
        ".",
        "\n.\n..\n",
        "From me\nFrom you",
        "a \nb\t\n",
        "x" * 3000,
        "é" * 900,
        "--=_aa--\n--=_a\n",
        "=\n=3D\n",
        "\r\n\r\n",
    ]
)


def read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def written(*headers: str, body: mime.Part | None = None) -> bytes:
    return mime.mail(headers, body or mime.text_part("x", subtype="plain"))


def fits(raw: bytes) -> None:
    """CRLF and nothing else ends a line, lines are short and ASCII."""
    assert raw.isascii()
    assert raw.replace(b"\r\n", b"").count(b"\n") == raw.replace(b"\r\n", b"").count(b"\r") == 0
    assert max(map(len, raw.split(b"\r\n"))) <= mime.LONGEST


@given(subject=NAMES)
def test_a_subject_is_read_as_it_was_typed(subject):
    try:
        raw = written(mime.text_header("Subject", subject))
    except mime.Unwritable:
        assert mime._CONTROL.search(subject) or not _whole(subject)
        return
    fits(raw)
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))
    assert sorted(read(raw).keys()) == ["Content-Transfer-Encoding", "Content-Type", "MIME-Version", "Subject"]
    assert (
        str(email.header.make_header(email.header.decode_header(email.message_from_bytes(raw)["Subject"]))) == subject
    )


@given(name=NAMES)
def test_a_mailbox_is_one_mailbox_with_its_name(name):
    try:
        raw = written(mime.address_header("To", (name, "ayse@ouders.example")))
    except mime.Unwritable:
        assert mime._CONTROL.search(name) or not _whole(name)
        return
    fits(raw)
    (found,) = read(raw)["To"].addresses
    assert found.addr_spec == "ayse@ouders.example"
    assert read(raw)["To"].defects == ()
    # Not `found.display_name`: Python before 3.13 puts a space between encoded words in a phrase (RFC 2047 §6.2).
    phrase, address = email.utils.parseaddr(email.message_from_bytes(raw)["To"])
    assert address == found.addr_spec
    assert str(email.header.make_header(email.header.decode_header(phrase))).split() == name.split()


def _whole(text: str) -> bool:
    return text == text.encode(errors="ignore").decode()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_control_character_is_in_no_header(text):
    for write in (
        lambda: mime.text_header("Subject", text),
        lambda: mime.plain_header("Message-ID", text),
        lambda: mime.address_header("To", (text, "a@b.example")),
        lambda: mime.address_header("To", ("", f"a@b.example{text}")),
        lambda: mime.file_part(b"", mimetype="text/plain", filename=text),
        lambda: mime.file_part(b"", mimetype="text/plain", charset=text),
        lambda: mime.file_part(b"", mimetype=f"text/{text}"),
    ):
        with pytest.raises(mime.Unwritable):
            write()


@pytest.mark.parametrize(
    "address",
    ["", "a", "@b.example", "a@b@", "a b@c.example", "<a@b.example>", "a@b.example, c@d.example", "ö@b.example"],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(mime.Unwritable):
        mime.addr_spec(address)


def test_a_domain_with_accents_goes_in_punycode():
    assert mime.addr_spec("ib@schööl.example") == "ib@xn--schl-7qaa.example"


@given(text=BODIES)
def test_a_text_is_read_as_it_was_written(text):
    raw = written(body=mime.text_part(text, subtype="html"))
    fits(raw)
    mail = email.message_from_bytes(raw)
    assert (mail.get_content_type(), mail.get_content_charset()) == ("text/html", "utf-8")
    assert mime._LINE_END.sub("\n", mail.get_payload(decode=True).decode()) == mime._LINE_END.sub("\n", text)


def test_half_a_character_is_refused():
    with pytest.raises(mime.Unwritable):
        mime.text_part("\ud800", subtype="plain")


@given(
    content=st.binary(max_size=2000),
    name=st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60),
)
def test_a_file_arrives_byte_for_byte_under_its_name(content, name):
    raw = written(body=mime.file_part(content, mimetype="application/ics", filename=name))
    fits(raw)
    mail = email.message_from_bytes(raw)
    assert (mail.get_content_type(), mail.get_content_disposition()) == ("application/ics", "attachment")
    assert mail.get_payload(decode=True) == content
    assert email.utils.collapse_rfc2231_value(mail.get_filename()).strip() == name.strip()


@given(texts=st.lists(BODIES, min_size=1, max_size=4), content=st.binary(max_size=300))
def test_the_tree_is_the_tree_whatever_stands_in_its_leaves(texts, content):
    letter = mime.multipart("alternative", [mime.text_part(text, subtype="plain") for text in texts], boundary="a")
    raw = written(
        body=mime.multipart("mixed", [letter, mime.file_part(content, mimetype="text/calendar")], boundary="m")
    )
    fits(raw)
    inside, file = email.message_from_bytes(raw).get_payload()
    assert file.get_payload(decode=True) == content
    assert [mime._LINE_END.sub("\n", part.get_payload(decode=True).decode()) for part in inside.get_payload()] == [
        mime._LINE_END.sub("\n", text) for text in texts
    ]
    assert [len(part.defects) for part in email.message_from_bytes(raw).walk()] == [0] * (3 + len(texts))


def test_a_header_that_no_server_takes_is_refused():
    with pytest.raises(mime.Unwritable):
        written(mime.plain_header("Message-ID", "x" * 999))
