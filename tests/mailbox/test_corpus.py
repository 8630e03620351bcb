"""Whole mails as programs send them, with the headers of a receiving server: what each is, and how far it is proven."""

from pathlib import Path

import pytest

from integrations.mailbox.services import digest_of, read_mail
from planning.meetings.rules import Trust, trust_of

CORPUS = Path(__file__).parent / "corpus"
OURS = "mx.tafel.example"

# file: who answers what, the METHOD, and what our own mail server's findings are worth
ANSWERS = {
    "outlook-365-accepted": ("gerda@zorg.example", "ACCEPTED", "REPLY", Trust.PROVEN),
    "outlook-365-proposes-new-time": ("gerda@zorg.example", "TENTATIVE", "COUNTER", Trust.PROVEN),
    "gmail-web-declined": ("marie.demo@post.example", "DECLINED", "REPLY", Trust.PROVEN),
    "apple-ios-accepted": ("ferhat@thuis.example", "ACCEPTED", "REPLY", Trust.PROVEN),
    "thunderbird-tentative": ("joost@gemeente.example", "TENTATIVE", "REPLY", Trust.PROVEN),
    "sogo-stored": ("lotte@rbl.example", "NEEDS-ACTION", "REPLY", Trust.PROVEN),
    "cyrus-accepted": ("ines@school.example", "ACCEPTED", "REPLY", Trust.PROVEN),
    "nextcloud-declined": ("ines@school.example", "DECLINED", "REPLY", Trust.PROVEN),
    "forged-accepted": ("ines@school.example", "ACCEPTED", "REPLY", Trust.FORGED),
    "delegated-to-a-colleague": ("gerda@zorg.example", "DELEGATED", "REPLY", Trust.PROVEN),
}
BOUNCES = {
    "bounce-postfix": True,
    "bounce-exchange": True,
    "bounce-exim": True,
    "bounce-qmail": True,
    "bounce-flattened-by-gateway": True,
    "bounce-delayed": False,  # still tried: no failure
}
AUTOMATIC = ("exchange-out-of-office", "gmail-vacation", "out-of-office-without-headers")
HUMAN = ("human-with-quote",)


@pytest.fixture(autouse=True)
def our_server(settings):
    settings.MAIL_AUTHSERV_ID = OURS


def raw(name: str) -> bytes:
    return (CORPUS / f"{name}.eml").read_bytes()


def test_every_file_is_tested():
    assert sorted(path.stem for path in CORPUS.glob("*.eml")) == sorted([*ANSWERS, *BOUNCES, *AUTOMATIC, *HUMAN])


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_an_answer(name):
    attendee, partstat, method, trust = ANSWERS[name]
    mail = read_mail(raw(name))
    [reply] = mail.replies  # the attached copy is the same answer, not a second one
    assert (mail.kind, reply.attendee, reply.partstat, reply.method) == ("calendar", attendee, partstat, method)
    assert (reply.uid, reply.sequence) == ("7f3k9@tafel.example", 0)
    assert trust_of(mail.authentication, attendee=reply.attendee, from_address=reply.from_address) == trust
    assert reply.delegated_to == ("greet@zorg.example" if partstat == "DELEGATED" else "")


@pytest.mark.parametrize("name", sorted(BOUNCES))
def test_a_mail_that_came_back(name):
    mail = read_mail(raw(name))
    assert (mail.kind, mail.automatic, mail.replies) == ("bounce", True, ())
    assert (mail.failed, mail.permanent) == ((("marie@ouders.example",), True) if BOUNCES[name] else ((), False))
    assert mail.returned == "<brief-1@tafel.example>"


@pytest.mark.parametrize("name", AUTOMATIC)
def test_an_out_of_office_is_no_answer(name):
    mail = read_mail(raw(name))
    assert (mail.kind, mail.automatic, mail.replies) == ("automatic", True, ())


def test_a_person_says_which_letter_is_answered():
    mail = read_mail(raw("human-with-quote"))
    assert (mail.kind, mail.automatic) == ("human", False)
    assert mail.answers == ("<brief-1@tafel.example>", "<oud@tafel.example>")


@pytest.mark.parametrize("name", sorted([*ANSWERS, *BOUNCES, *AUTOMATIC, *HUMAN]))
def test_another_route_gives_the_same_print(name):
    again = b"Received: from elders by hier\r\nX-Spam-Score: 1\r\n" + raw(name)
    assert digest_of(again) == digest_of(raw(name))
    assert digest_of(again) == read_mail(raw(name)).digest
