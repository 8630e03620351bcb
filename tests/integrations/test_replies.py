"""Answers by mail: every file of the corpus is a shape some client sends; hostile mail never raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.imip.replies import parse_reply
from integrations.mailbox.services import read_mail, receive
from integrations.mailbox.signals import calendar_reply, other_mail
from integrations.mailbox.types import Received
from integrations.types import CalendarReply

CORPUS = Path(__file__).parents[1] / "corpus" / "replies"
YES = CalendarReply(
    uid="7f3k9@tafel.example",
    attendee="samira@example.org",
    partstat="ACCEPTED",
    sequence=2,
    dtstamp=dt.datetime(2026, 9, 2, 10, 11, 12, tzinfo=dt.UTC),
    comment="",
    method="REPLY",
    from_address="samira@example.org",
)
NO = replace(YES, partstat="DECLINED")
ANSWERS: dict[str, list[CalendarReply]] = {
    "apple-icloud-path-and-email": [YES],
    "apple-mail-upper-mailto": [NO],
    "assistant-sent-by": [replace(YES, from_address="assistent@example.org")],
    "cyrus-auto-replied": [YES],
    "delegated": [replace(YES, partstat="DELEGATED", delegated_to="collega@example.org")],
    "folded-inside-a-letter": [replace(NO, comment="Nee, Zoë is ziek")],
    "gmail-accepted-and-attached": [YES],
    "latin-1-comment": [replace(NO, comment="Één kind is ziek")],
    "line-feeds-and-byte-order-mark": [YES],
    "lists-all-attendees": [NO],
    "method-only-in-content-type": [YES],
    "method-stripped-by-gateway": [YES],
    "octet-stream-attachment": [YES],
    "old-revision": [replace(YES, sequence=1, dtstamp=dt.datetime(2026, 8, 20, 9, 0, tzinfo=dt.UTC))],
    "outlook-accepted": [YES],
    "outlook-comment-declined": [replace(NO, comment="Ik ben dan op cursus, sorry.\nKan het een dag later?")],
    "outlook-new-time": [
        replace(
            YES,
            partstat="TENTATIVE",
            method="COUNTER",
            start=dt.datetime(2026, 11, 10, 12, 30, tzinfo=dt.UTC),
            end=dt.datetime(2026, 11, 10, 13, 45, tzinfo=dt.UTC),
        )
    ],
    "percent-encoded-address": [YES],
    "sogo-needs-action": [replace(YES, partstat="NEEDS-ACTION")],
    "thunderbird-tentative": [replace(YES, partstat="TENTATIVE")],
    "wrong-mime-method": [YES],
    "zimbra-without-organizer": [replace(YES, sequence=0)],
}
OTHERS = {
    "bounce-delayed": "bounce",
    "bounce-permanent": "bounce",
    "cut-short": "human",
    "exchange-tnef-human-text": "human",
    "forwarded-reply": "human",
    "human-answer": "human",
    "lists-all-attendees-from-another": "human",
    "our-own-request": "human",
    "out-of-office": "automatic",
    "without-uid": "human",
}


def raw(name: str) -> bytes:
    return (CORPUS / f"{name}.eml").read_bytes()


def test_every_file_of_the_corpus_is_tested() -> None:
    assert sorted(path.stem for path in CORPUS.glob("*.eml")) == sorted([*ANSWERS, *OTHERS])


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_an_answer_is_read_in_every_shape(name: str) -> None:
    assert parse_reply(raw(name)) == ANSWERS[name]


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_what_is_no_answer_gives_none(name: str) -> None:
    assert (parse_reply(raw(name)), read_mail(raw(name)).kind) == ([], OTHERS[name])


class Listener:
    """Who listens to the two signals, as planning does."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, CalendarReply | None, Received, str | None]] = []

    def reply(self, *, reply: CalendarReply, mail: Received, tenant_id: str | None, **_: object) -> None:
        self.heard.append(("reply", reply, mail, tenant_id))

    def other(self, *, mail: Received, tenant_id: str | None, **_: object) -> None:
        self.heard.append(("other", None, mail, tenant_id))


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Alone at the signals, so that no receiver of planning looks for a meeting."""
    found = Listener()
    kept = calendar_reply.receivers, other_mail.receivers
    calendar_reply.receivers, other_mail.receivers = [], []
    for signal in (calendar_reply, other_mail):
        signal.sender_receivers_cache.clear()
    calendar_reply.connect(found.reply)
    other_mail.connect(found.other)
    yield found
    calendar_reply.receivers, other_mail.receivers = kept
    for signal in (calendar_reply, other_mail):
        signal.sender_receivers_cache.clear()


def test_an_answer_is_told_once_with_the_address_it_was_sent_to(listener: Listener) -> None:
    mail = receive(raw("gmail-accepted-and-attached"), tenant_id="swv-1")

    assert listener.heard == [("reply", YES, mail, "swv-1")]
    assert (mail.recipients, mail.message_id) == (("planner+k3v9@tafel.example",), "<1@mail.example.org>")


def test_a_person_s_mail_is_told_as_it_is(listener: Listener) -> None:
    mail = receive(raw("human-answer"))

    assert listener.heard == [("other", None, mail, None)]
    assert mail == Received(
        kind="human",
        message_id="<1@mail.example.org>",
        in_reply_to=("<a@tafel.example>",),
        from_address="samira@example.org",
        recipients=("planner+k3v9@tafel.example",),
        subject="Re: Overleg De Linde – 7F3K",
        text="Beste school, ik kan dan níet. Groet, Samira",
    )


def test_a_bounce_names_who_was_not_reached() -> None:
    permanent, delayed = read_mail(raw("bounce-permanent")), read_mail(raw("bounce-delayed"))

    assert (permanent.failed, permanent.permanent) == (("samira@example.org",), True)
    assert (delayed.failed, delayed.permanent) == ((), False)
    assert (permanent.automatic, delayed.automatic) == (True, True)


@pytest.mark.parametrize("name", ["cyrus-auto-replied", "out-of-office", "bounce-permanent"])
def test_automatic_mail_is_marked_and_still_looked_through(name: str) -> None:
    assert read_mail(raw(name)).automatic is True


def nested(levels: int) -> bytes:
    return b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(levels)
    )


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\x00\xff" * 500,
        b"From: a@b\r\n",
        nested(30) + raw("outlook-accepted")[:200],
        nested(3000),
        b"Content-Type: text/calendar" + b"; a=b" * 400_000 + b"\r\n\r\nx",
        b"Content-Type: text/calendar; charset=no-such; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nEND:VEVENT\r\n",
        b"Content-Type: text/calendar; method*=utf-8''%ff\r\nContent-Transfer-Encoding: base64\r\n\r\n====",
        b"From: " + b"a@b.nl, " * 50_000 + b"\r\nSubject: =?utf-8?b?////?=\r\n\r\n",
        b"From: =?x-no-such?q?=FF?= <a@b.nl>\r\nSubject: =?x?q?y?=\r\n\r\nhoi",
        b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + b"BEGIN:VCALENDAR\r\n" * 3000,
        raw("cyrus-auto-replied").replace(b"samira@", b"sam ira@"),
        b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        b"UID:a\r\nSEQUENCE:x\r\nDTSTAMP:never\r\nATTENDEE;PARTSTAT=MAYBE:mailto:a@b\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ],
)
def test_hostile_mail_gives_no_answer_and_no_error(mail: bytes, listener: Listener) -> None:
    received = receive(mail)

    assert received.replies == ()
    assert listener.heard == [("other", None, received, None)]


def test_a_time_or_sequence_that_cannot_be_read_costs_only_itself() -> None:
    mail = raw("cyrus-auto-replied").replace(b"SEQUENCE:2", b"SEQUENCE:two").replace(b"20260902T101112Z", b"yesterday")

    assert parse_reply(mail) == [replace(YES, sequence=0, dtstamp=None)]


@given(noise=st.binary(max_size=60), place=st.integers(0, 2000), name=st.sampled_from(sorted(ANSWERS)))
def test_a_damaged_answer_never_raises(noise: bytes, place: int, name: str) -> None:
    data = bytearray(raw(name))
    data[place : place + len(noise)] = noise

    for reply in parse_reply(bytes(data)):
        assert reply.attendee == reply.attendee.lower()
        assert reply.method in {"REPLY", "COUNTER"}


def test_an_answer_to_our_own_invitation_finds_its_way_back() -> None:
    """What a client does: take our REQUEST, set PARTSTAT, send it back as REPLY."""
    from integrations.imip.build import invitation
    from tests.integrations.test_invitations import EVENT, NOW, ORGANISER, PARENT

    ics = invitation(EVENT, organiser=ORGANISER, attendee=PARENT, now=NOW)
    answer = ics.replace(b"METHOD:REQUEST", b"METHOD:REPLY").replace(b"PARTSTAT=NEEDS-ACTION", b"PARTSTAT=TENTATIVE")
    mail = b"From: samira@example.org\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n" + answer

    assert parse_reply(mail) == [
        replace(YES, partstat="TENTATIVE", uid=EVENT.uid, sequence=EVENT.sequence, dtstamp=NOW.replace(microsecond=0))
    ]
