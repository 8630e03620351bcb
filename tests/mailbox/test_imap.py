"""Reading a mailbox on a real server: nothing is marked before it was taken, nothing is taken twice, nothing waits."""

import threading
import time

import pytest

from integrations.imip.letter import MAX_READ
from integrations.mailbox.imap.client import KEYWORD, Connection, MailboxTrouble, account_from
from integrations.mailbox.imap.provider import Read, drain, look, watch
from integrations.mailbox.types import Taken


def mail(number: int, *, more: bytes = b"") -> bytes:
    return b"From: samira@example.org\r\nMessage-ID: <%d@mail.example.org>\r\n\r\nHoi %d\r\n%s" % (number, number, more)


class Taker:
    """Takes every mail, and fails on those with a word in them."""

    def __init__(self, fails_on: bytes = b"?") -> None:
        self.seen: list[bytes] = []
        self.fails_on = fails_on

    def __call__(self, raw: bytes) -> Taken:
        if self.fails_on in raw:
            raise RuntimeError("a room failed")
        known = raw in self.seen
        self.seen.append(raw)
        return Taken.KNOWN if known else Taken.NEW


def test_what_is_new_is_taken_in_order_and_marked_afterwards(dovecot):
    dovecot.put(mail(1), mail(2), mail(3))
    taker = Taker()
    assert look(dovecot.account(), taker) == Read(taken=3)
    assert [b"Hoi %d" % number in raw for number, raw in enumerate(taker.seen, 1)] == [True] * 3
    assert all(KEYWORD in line and "Seen" in line for line in dovecot.flags())
    assert look(dovecot.account(), taker) == Read()


def test_nothing_is_marked_when_taking_fails_and_the_others_go_on(dovecot):
    dovecot.put(mail(1), mail(2), mail(3))
    taker = Taker(fails_on=b"Hoi 2")
    read = look(dovecot.account(), taker)
    assert (read.taken, read.left) == (2, 1)
    assert [KEYWORD in line for line in dovecot.flags()] == [True, False, True]
    taker.fails_on = b"?"
    assert look(dovecot.account(), taker).taken == 1
    assert all(KEYWORD in line for line in dovecot.flags())


def test_what_a_person_has_read_already_is_taken_all_the_same(dovecot):
    dovecot.put(mail(1))
    with dovecot.as_owner() as imap:
        imap.store("1", "+FLAGS", "(\\Seen)")
    assert look(dovecot.account(), Taker()).taken == 1


def test_what_was_taken_is_moved_where_a_folder_is_named(dovecot):
    dovecot.put(mail(1), mail(2))
    assert look(dovecot.account(done="Verwerkt"), Taker()).taken == 2
    assert (len(dovecot.flags()), len(dovecot.flags("Verwerkt"))) == (0, 2)


def test_what_is_nobodys_stays_with_a_star(dovecot):
    dovecot.put(mail(1))
    look(dovecot.account(done="Verwerkt"), lambda raw: Taken.NOBODYS)
    assert "Flagged" in dovecot.flags()[0]
    assert look(dovecot.account(done="Verwerkt"), lambda raw: Taken.NOBODYS) == Read()


def test_of_a_huge_mail_only_the_beginning_is_read(dovecot):
    dovecot.put(mail(1, more=b"x" * 76 + b"\r\n") + (b"y" * 78 + b"\r\n") * 60_000)
    taker = Taker()
    assert look(dovecot.account(), taker).taken == 1
    assert len(taker.seen[0]) == MAX_READ


@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_the_line_is_always_encrypted(dovecot, scheme):
    dovecot.put(mail(1))
    assert look(dovecot.account(scheme=scheme), Taker()).taken == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(dovecot):
    with pytest.raises(MailboxTrouble) as trouble:
        look(account_from(dovecot.url()), Taker())
    assert trouble.value.code == "tls"


def test_a_wrong_password_says_so_without_saying_it(dovecot):
    with pytest.raises(MailboxTrouble) as trouble:
        look(account_from(dovecot.url().replace("ge%20heim", "fout"), ca=dovecot.ca), Taker())
    assert (trouble.value.code, "fout" in str(trouble.value)) == ("login", False)


def test_a_folder_that_is_not_there(dovecot):
    with pytest.raises(MailboxTrouble) as trouble:
        look(account_from(dovecot.url().replace("INBOX", "Bestaat%20niet"), ca=dovecot.ca), Taker())
    assert trouble.value.code == "folder"


class Watching:
    """`watch` in a thread of its own, as the command runs it."""

    def __init__(self, account, take, **more):
        self.news: list[object] = []
        self.slept: list[float] = []
        self.over = threading.Event()
        arguments = {"idle_seconds": 60.0, "poll_seconds": 0.1, **more}
        self.thread = threading.Thread(
            target=watch,
            args=(account, take),
            kwargs={"going_on": lambda: not self.over.is_set(), "sleep": self.sleep, "told": self.news.append}
            | arguments,
            daemon=True,
        )
        self.thread.start()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.over.wait(min(seconds, 0.1))

    def until(self, done, seconds=10.0):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if done():
                return True
            time.sleep(0.02)
        return False


def test_news_comes_by_idle_at_once(dovecot):
    taker = Taker()
    watching = Watching(dovecot.account(), taker)
    assert watching.until(lambda: watching.news)  # idle now, for a minute
    time.sleep(0.3)
    began = time.monotonic()
    dovecot.put(mail(1))
    assert watching.until(lambda: taker.seen)
    assert time.monotonic() - began < 5
    assert watching.slept == []
    watching.over.set()
    dovecot.put(mail(2))
    watching.thread.join(10)
    assert not watching.thread.is_alive()


def test_idling_is_begun_anew_before_the_server_hangs_up(dovecot):
    watching = Watching(dovecot.account(), Taker(), idle_seconds=0.2)
    assert watching.until(lambda: len(watching.news) > 3)
    watching.over.set()
    watching.thread.join(10)
    assert all(isinstance(news, Read) for news in watching.news)


def test_a_server_that_goes_away_and_comes_back_costs_no_mail(dovecot):
    taker = Taker()
    watching = Watching(dovecot.account(), taker)
    assert watching.until(lambda: watching.news)
    dovecot.stop()
    assert watching.until(lambda: any(isinstance(news, MailboxTrouble) for news in watching.news))
    dovecot.start()
    dovecot.put(mail(1))
    assert watching.until(lambda: taker.seen)
    watching.over.set()
    dovecot.put(mail(2))
    watching.thread.join(15)


def test_two_readers_of_one_mailbox(dovecot):
    """The command idles while the sweep looks: both may fetch a mail, the database says who took it."""
    dovecot.put(*(mail(number) for number in range(10)))
    lock, seen = threading.Lock(), set()

    def take(raw: bytes) -> Taken:
        with lock:
            new = raw not in seen
            seen.add(raw)
        return Taken.NEW if new else Taken.KNOWN

    found: list[Read] = []
    threads = [threading.Thread(target=lambda: found.append(look(dovecot.account(), take))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(seen), sum(read.taken for read in found)) == (10, 10)


def test_a_server_without_idle_and_without_own_flags_is_polled(misbehaving):
    misbehaving.greeting = b"* OK [CAPABILITY IMAP4rev1] here"
    misbehaving.answers[b"CAPABILITY"] = lambda c, tag, rest: c.say(b"* CAPABILITY IMAP4rev1", tag + b" OK done")
    misbehaving.answers[b"SELECT"] = lambda c, tag, rest: c.say(b"* 1 EXISTS", tag + b" OK done")
    marked = []
    misbehaving.answers[b"UID STORE"] = lambda c, tag, rest: (marked.append(rest), c.say(tag + b" OK done"))
    misbehaving.answers[b"UID SEARCH"] = lambda c, tag, rest: c.say(
        b"* SEARCH" + (b"" if marked else b" 7"), tag + b" OK done"
    )
    taker = Taker()
    watching = Watching(misbehaving.account(), taker)
    assert watching.until(lambda: len(watching.news) > 2)
    watching.over.set()
    watching.thread.join(5)
    assert taker.seen == [b"From: a@b.nl\r\n"]
    assert marked == [b"STORE 7 +FLAGS.SILENT (\\Seen)"]
    assert b"IDLE" not in misbehaving.seen


TROUBLE = {
    "says goodbye": (b"UID FETCH", lambda c, tag, rest: c.say(b"* BYE too busy", tag + b" NO")),
    "hangs": (b"UID FETCH", lambda c, tag, rest: time.sleep(4)),
    "no such command": (b"UID SEARCH", lambda c, tag, rest: c.say(tag + b" BAD what?")),
    "a literal of a gigabyte": (b"UID FETCH", lambda c, tag, rest: c.say(b"* 1 FETCH (UID 7 BODY[]<0> {1073741824}")),
    "a line without end": (b"UID SEARCH", lambda c, tag, rest: c.out(b"* SEARCH " + b"7" * 3_000_000)),
    "bytes of noise": (b"SELECT", lambda c, tag, rest: c.out(bytes(range(256)) * 20 + b"\r\n")),
    "no to login": (b"LOGIN", lambda c, tag, rest: c.say(tag + b" NO [AUTHENTICATIONFAILED] geheim is wrong")),
    "another's tag": (b"LOGIN", lambda c, tag, rest: c.say(b"ZZZZ9 OK")),
}


@pytest.mark.parametrize("name", sorted(TROUBLE))
def test_a_server_that_misbehaves_gives_one_kind_of_trouble_and_no_text(misbehaving, name):
    command, answer = TROUBLE[name]
    misbehaving.answers[command] = answer
    taker = Taker()
    began = time.monotonic()
    with pytest.raises(MailboxTrouble) as trouble:
        look(misbehaving.account(), taker)
    assert time.monotonic() - began < 12
    assert taker.seen == []
    assert "geheim" not in str(trouble.value)
    assert b"UID STORE" not in misbehaving.seen


def test_a_server_that_drips_is_closed(misbehaving):
    def drip(conversation, tag, rest):
        for _ in range(60):
            conversation.out(b"*")
            time.sleep(0.2)

    misbehaving.answers[b"UID SEARCH"] = drip
    began = time.monotonic()
    with pytest.raises(MailboxTrouble):
        look(misbehaving.account(patience=1.0), Taker())
    assert time.monotonic() - began < 5


def test_a_greeting_that_drips_is_closed(misbehaving, monkeypatch):
    from integrations.mailbox.imap import client

    monkeypatch.setattr(client._Bounded, "greeting_seconds", 0.5)
    misbehaving.greeting = b"* OK " + b"x" * 100  # comes whole; the next command hangs
    misbehaving.answers[b"CAPABILITY"] = lambda c, tag, rest: time.sleep(4)
    with pytest.raises(MailboxTrouble):
        look(misbehaving.account(timeout=30.0), Taker())


def test_a_mail_that_is_gone_meanwhile_is_no_trouble(misbehaving):
    misbehaving.answers[b"UID FETCH"] = lambda c, tag, rest: c.say(tag + b" OK done")
    assert look(misbehaving.account(), Taker()).taken == 0


def test_nothing_answers_there():
    with pytest.raises(MailboxTrouble) as trouble:
        look(account_from("imap+plain://a:b@127.0.0.1:1/INBOX"), Taker())
    assert trouble.value.code == "connect"


def test_a_new_wait_is_twice_the_last_one(misbehaving):
    misbehaving.greeting = b"* BYE closed"
    watching = Watching(misbehaving.account(), Taker())
    assert watching.until(lambda: len(watching.slept) > 3)
    watching.over.set()
    watching.thread.join(5)
    assert watching.slept[:4] == [2.0, 4.0, 8.0, 16.0]


def test_an_address_in_the_settings():
    url = "imaps://planner%40tafel.example:ge%2Fheim@mail.tafel.example/Overleg%20post"
    account = account_from(url, done="Verwerkt")
    assert (account.username, account.password, account.port) == ("planner@tafel.example", "ge/heim", 993)
    assert (account.folder, account.tls, account.done) == ("Overleg post", "implicit", "Verwerkt")
    assert "heim" not in repr(account)
    assert account_from("imap://a:b@mail.tafel.example").port == 143


@pytest.mark.parametrize(
    "url",
    [
        "http://a:b@mail.tafel.example",
        "imaps://mail.tafel.example/INBOX",
        "imap+plain://a:b@mail.tafel.example/INBOX",
        "imaps://a:b@mail.tafel.example/IN%22BOX%0D%0ADELETE",
        "niets",
    ],
)
def test_an_address_that_cannot_be_is_refused(url):
    with pytest.raises(ValueError, match="IMAP_"):
        account_from(url)


def test_the_connection_is_a_context(dovecot):
    dovecot.put(mail(1))
    with Connection(dovecot.account()) as connection:
        assert connection.idles
        assert drain(connection, Taker()).taken == 1
