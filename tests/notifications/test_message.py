"""The letter as mail clients and other programs read it: M1–M10, H1–H4, O1–O2 of the interop list; S10, S11."""

import email
import email.policy
import uuid

import pytest
from django.conf import settings
from django_scopes import scope
from hypothesis import HealthCheck, given
from hypothesis import settings as strictness
from hypothesis import strategies as st
from icalendar import Calendar

from notifications.outbox import selectors, services
from notifications.outbox.message import Body
from notifications.outbox.models import LetterState, OutgoingLetter
from notifications.plaintext import header_line
from notifications.types import Attachment, CalendarPart, Recipient
from tests.notifications.conftest import NOW, TENANT, make_letter

pytestmark = pytest.mark.django_db
SERVICE = "planning@aantafel.example"


def calendar(method: str = "REQUEST") -> bytes:
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//x//NL",
            f"METHOD:{method}",
            "BEGIN:VEVENT",
            "UID:u@aantafel.example",
            "DTSTAMP:20261101T080000Z",
            "DTSTART:20261103T080000Z",
            "SUMMARY:Overleg café ﺏ",
            f"ORGANIZER:mailto:{SERVICE}",
            "ATTENDEE:mailto:ayse@ouders.example",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    ).encode()


def sent(**change) -> bytes:
    """The letter after a real delivery, as it left."""
    letter_id = services.post(make_letter(**{"key": uuid.uuid4().hex, **change}), now=NOW)
    assert services.deliver(letter_id, now=NOW) is True
    return selectors.demo_letter(letter_id)[2]


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_is_built_as_mail_clients_want_it(method):
    raw = sent(calendar=CalendarPart(method, calendar(method)), automatic=False, reply_to="ib@school.example")
    mail = email.message_from_bytes(raw)
    assert max(map(len, raw.splitlines())) <= 998  # M1
    assert raw.isascii()  # nothing for a server without 8BITMIME to change
    assert mail.get_content_type() == "multipart/mixed"
    letter, copy = mail.get_payload()
    assert letter.get_content_type() == "multipart/alternative"  # M7
    kinds = [part.get_content_type() for part in letter.get_payload()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]  # M2, M8, M9
    part = letter.get_payload()[2]
    assert (part.get_param("method"), part.get_param("charset")) == (method, "UTF-8")  # M3
    assert part["Content-Disposition"] is None  # M5
    assert part["Content-Transfer-Encoding"] == "base64"  # M6
    assert part.get_payload(decode=True) == calendar(method)
    assert (copy.get_content_type(), copy.get_content_disposition()) == ("application/ics", "attachment")
    assert copy.get_filename() == {"REQUEST": "uitnodiging.ics", "CANCEL": "afzegging.ics"}[method]
    assert copy.get_payload(decode=True) == calendar(method)  # M10
    inside = Calendar.from_ical(part.get_payload(decode=True))
    assert inside["METHOD"] == part.get_param("method")
    assert str(inside.events[0]["ORGANIZER"]) == f"mailto:{SERVICE}"  # O1, O2: From
    assert mail["Auto-Submitted"] is None  # H4


@pytest.mark.parametrize("automatic", [True, False])
def test_the_head_of_a_letter(automatic):
    mail = email.message_from_bytes(
        sent(automatic=automatic, reply_to="ib@school.example"), policy=email.policy.default
    )
    assert sorted(mail.keys()) == sorted(  # H1, and no Cc or Bcc (H3)
        [*(["Auto-Submitted"] if automatic else []), *HEAD, "Reply-To"]
    )
    assert [(one.display_name, one.addr_spec) for one in mail["To"].addresses] == [
        ("Ayşe Yılmaz", "ayse@ouders.example")  # H2
    ]
    assert [(one.display_name, one.addr_spec) for one in mail["From"].addresses] == [("De Linde", SERVICE)]  # S15
    assert mail["Reply-To"] == "ib@school.example"
    assert mail["Subject"] == "Uw afspraak met De Linde"
    assert mail["Message-ID"].endswith("@aantafel.example>")
    assert mail["Date"].datetime == NOW.replace(microsecond=0)


def test_files_go_beside_the_letter_byte_for_byte():
    file = b"BEGIN:VCALENDAR\r\nX:\xc3\xa9\r\nEND:VCALENDAR\r\n"
    raw = sent(
        attachments=(
            Attachment("overleggen-2026.ics", "text/calendar", file),
            Attachment("één\r\nX-Evil: 1.pdf", "application/pdf", b"%PDF\n\n\r\r\n\0"),
        )
    )
    mail = email.message_from_bytes(raw)
    assert mail.get_content_type() == "multipart/mixed"
    letter, *files = mail.get_payload()
    assert [part.get_content_type() for part in letter.get_payload()] == ["text/plain", "text/html"]
    assert [(part.get_filename(), part.get_content_disposition()) for part in files] == [
        ("overleggen-2026.ics", "attachment"),
        ("één X-Evil: 1.pdf", "attachment"),
    ]
    assert [part.get_payload(decode=True) for part in files] == [file, b"%PDF\n\n\r\r\n\0"]
    assert "X-Evil" not in files[1]


def test_an_invitation_with_a_file_keeps_its_shape():
    raw = sent(calendar=CalendarPart("REQUEST", calendar()), attachments=(Attachment("a.txt", "text/plain", b"a"),))
    letter, _copy, file = email.message_from_bytes(raw).get_payload()
    assert letter.get_content_type() == "multipart/alternative"
    assert letter.get_payload()[-1].get_content_type() == "text/calendar"
    assert file.get_filename() == "a.txt"


HEAD = ["Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"]
TYPED = st.text(st.characters(exclude_categories=()), max_size=60) | st.sampled_from(
    [
        "Jan\r\nBcc: x@y.example",
        "Jan\nX-Evil: 1",
        "Zo\x00é",
        "\u202egnikcah",
        "Ö" * 300,
        '"A" <b@c.example>',
        "a, b <c@d.example>",
        "=?utf-8?q?=0D=0ABcc:_x@y.example?=",
        "\u2028Bcc: x",
        "\udc80",
        "",
        ".",
        "<",
        "\\",
        "(commentaar",
    ]
)


@strictness(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=TYPED, sender=TYPED, school=TYPED, reply_to=TYPED)
def test_nothing_that_people_type_breaks_out_of_its_header(name, sender, school, reply_to):
    context = {"name": name, "url": "https://aantafel.example/u/x", "due": "dinsdag", "school": school}
    raw = sent(
        recipient=Recipient(key="p", name=name, address="a@b.example"),
        sender_name=sender,
        context=context,
        reply_to=reply_to,
    )
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert {*mail.keys()} - {"Reply-To"} == {*HEAD, "Auto-Submitted"}
    assert len(mail.keys()) == len(set(mail.keys()))
    assert [one.addr_spec for one in mail["To"].addresses] == ["a@b.example"]
    assert [one.addr_spec for one in mail["From"].addresses] == [SERVICE]
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert mail["Subject"].strip() == header_line(f"Uw afspraak met {school}", limit=200)
    assert max(map(len, raw.splitlines())) <= 998


@pytest.mark.parametrize("name", ["Ö" * 300, "Ayşe " * 60, "", "x" * 500])
def test_a_name_of_any_length_is_delivered(name):
    services.post(make_letter(recipient=Recipient(key="p", name=name, address="a@b.example")), now=NOW)
    with scope(swv=TENANT):
        found = OutgoingLetter.objects.get()
    assert services.deliver(found.pk, now=NOW) is True
    with scope(swv=TENANT):
        assert OutgoingLetter.objects.get().state == LetterState.SENT


def test_what_is_kept_is_what_was_written():
    body = Body(
        text="é",
        html="<p>é</p>",
        calendar=CalendarPart("CANCEL", calendar("CANCEL")),
        attachments=(Attachment("a.pdf", "application/pdf", bytes(range(256))),),
    )
    assert Body.from_json(body.to_json()) == body


def test_the_service_address_is_the_settings():
    assert SERVICE in settings.DEFAULT_FROM_EMAIL
