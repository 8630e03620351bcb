"""The checks against real local servers: SMTP with and without TLS, DNS on a port of its own, IMAP that misbehaves."""

from __future__ import annotations

import threading
import time

import dns.rcode
import pytest

from integrations.connections.imap import check_mailbox
from integrations.connections.names import check_names
from integrations.connections.smtp import check_mail_server
from integrations.connections.types import Level, MailServer, SenderDomain
from integrations.mailbox.imap.client import Account
from tests.connections.servers import certificate, free_port, imap, names, server_context, smtp, talker
from tests.connections.test_records import KEY, codes


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A certificate of an authority that this machine trusts."""
    made = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made[0]))
    return made


def server(port, **more):
    fields = {"username": "planning", "password": "geheim", "seconds": 2.0, "host": "localhost"}
    return MailServer(**{**fields, "port": port, "sender": "planning@swv.example", **more})


def wrong(findings):
    return [one.code for one in findings if one.level == Level.WRONG]


# --- SMTP -----------------------------------------------------------------------------------------------------------


def test_a_good_mail_server_by_starttls_gets_no_letter(files):
    with smtp(server_context(files)) as running:
        found = check_mail_server(server(running.port, starttls=True))
        assert codes(found) == ["smtp_reached", "smtp_encrypted", "smtp_logged_in", "smtp_sender"]
        assert running.handler.letters == []


def test_a_good_mail_server_by_tls_at_once(files):
    with smtp(server_context(files), implicit=True) as running:
        found = check_mail_server(server(running.port, implicit_tls=True))
        assert codes(found) == ["smtp_reached", "smtp_encrypted", "smtp_logged_in", "smtp_sender"]


def test_a_wrong_password_and_a_wrong_sender(files):
    with smtp(server_context(files)) as running:
        bad = check_mail_server(server(running.port, starttls=True, password="verkeerd"))
        assert wrong(bad) == ["smtp_login"]
        assert "verkeerd" not in str(bad)
        assert wrong(check_mail_server(server(running.port, starttls=True, sender="x@elders.example"))) == [
            "smtp_sender_refused"
        ]


def test_a_certificate_of_another_name_or_time(tmp_path, monkeypatch):
    for host, days, expected in (("mail.elders.example", 2, "smtp_certificate"), ("localhost", -1, "smtp_certificate")):
        made = certificate(tmp_path, host, days=days)
        monkeypatch.setenv("SSL_CERT_FILE", str(made[0]))
        with smtp(server_context(made)) as running:
            assert wrong(check_mail_server(server(running.port, starttls=True))) == [expected]


def test_a_certificate_nobody_knows(tmp_path):
    with smtp(server_context(certificate(tmp_path))) as running:
        assert wrong(check_mail_server(server(running.port, starttls=True))) == ["smtp_certificate"]


def test_without_starttls_no_password_leaves(files):
    with smtp() as running:
        assert wrong(check_mail_server(server(running.port, starttls=True))) == ["smtp_no_starttls"]
    with smtp(server_context(files)) as running:
        plain = server(running.port, host="127.0.0.1", username="")
        assert "smtp_here" in codes(check_mail_server(plain))


def test_to_another_machine_everything_is_encrypted(monkeypatch):
    """On loopback nothing can be overheard; here this machine counts as another one."""
    monkeypatch.setattr("integrations.connections.smtp.LOOPBACK", frozenset())
    with smtp(login=False) as running:
        assert wrong(check_mail_server(server(running.port))) == ["smtp_plain"]


def test_tls_at_once_where_plain_is_spoken(files):
    with smtp() as running:
        assert wrong(check_mail_server(server(running.port, implicit_tls=True))) == ["smtp_tls"]


def test_a_mail_server_that_is_not_there_hangs_or_babbles():
    assert wrong(check_mail_server(server(free_port()))) == ["smtp_refused"]
    assert wrong(check_mail_server(server(25, host="bestaat-niet.invalid"))) == ["smtp_unknown_host"]
    hung_up = threading.Event()
    with talker(lambda line: hung_up.wait(60)) as port:
        assert wrong(check_mail_server(server(port, seconds=0.3))) == ["smtp_silent"]
        hung_up.set()
    with talker(lambda line: line.close()) as port:
        assert wrong(check_mail_server(server(port))) == ["smtp_hung_up"]
    with talker(lambda line: line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
        assert wrong(check_mail_server(server(port))) in (["smtp_odd"], ["smtp_hung_up"])
    with talker(lambda line: line.sendall(b"220 " + b"x" * 100_000 + b"\r\n")) as port:
        assert wrong(check_mail_server(server(port))) != []


# --- DNS ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def zone():
    with names() as running:
        running.txt("swv.example", "v=spf1 include:spf.mail.example -all", "iets anders")
        running.txt("spf.mail.example", "v=spf1 ip4:192.0.2.0/24 -all")
        running.txt("s1._domainkey.swv.example", f"v=DKIM1; k=rsa; p={KEY}")
        running.txt("_dmarc.swv.example", "v=DMARC1; p=reject; rua=mailto:post@swv.example")
        running.zone[("swv.example.", "MX")] = ["10 mx.mail.example."]
        yield running


def asked(zone, domain="swv.example", **more):
    fields = {"selectors": ("s1",), "nameserver": "127.0.0.1", "port": zone.port, "seconds": 2.0}
    return check_names(SenderDomain(domain=domain, **{**fields, **more}))


def test_a_domain_that_is_in_order(zone):
    found = asked(zone, spf=("include:spf.mail.example",))
    assert codes(found) == ["spf_good", "dkim_good", "dmarc_good", "mx_good"]


def test_a_long_key_comes_in_pieces(zone):
    zone.txt("s2._domainkey.swv.example", "v=DKIM1; p=" + KEY * 2)
    assert "dkim_broken" not in codes(asked(zone, selectors=("s2",)))


def test_a_domain_without_anything():
    with names() as empty:
        found = asked(empty, "leeg.example", selectors=())
        assert codes(found) == ["spf_missing", "dkim_unknown", "dmarc_missing", "mx_missing"]


def test_a_part_of_a_domain_follows_the_dmarc_above_it(zone):
    zone.txt("mail.swv.example", "v=spf1 mx -all")
    found = asked(zone, "mail.swv.example", selectors=())
    assert "dmarc_good" in codes(found)
    assert "_dmarc.example. TXT" not in zone.asked


def test_a_mail_server_that_says_it_is_none(zone):
    zone.zone[("swv.example.", "MX")] = ["0 ."]
    assert "mx_missing" in codes(asked(zone))


def test_questions_of_included_records_count(zone):
    zone.txt("swv.example", "v=spf1 include:a.example -all")
    zone.txt("a.example", "v=spf1 " + " ".join(f"include:b{n}.example" for n in range(11)) + " -all")
    assert "spf_lookups" in codes(asked(zone))


def test_records_that_include_each_other_end(zone):
    zone.txt("swv.example", "v=spf1 include:a.example -all")
    zone.txt("a.example", "v=spf1 include:swv.example -all")
    zone.txt("b.example", "v=spf1 include:a.example -all")
    assert wrong(asked(zone)) == []


def test_a_name_server_that_fails_or_is_silent(zone):
    zone.code = dns.rcode.SERVFAIL
    assert codes(asked(zone)) == ["dns_silent"]
    zone.code, zone.silent = dns.rcode.NOERROR, True
    assert codes(asked(zone, seconds=0.4)) == ["dns_silent"]


@pytest.mark.parametrize("domain", ["x" * 80 + ".example", "..", "a b.example", "é.example", "-"])
def test_a_strange_domain_breaks_nothing(zone, domain):
    assert asked(zone, domain) != []


# --- IMAP -----------------------------------------------------------------------------------------------------------


def box(running, **more):
    fields = {"username": "post", "password": 'ge"heim', "tls": "none", "host": "127.0.0.1", "timeout": 1.0}
    return Account(**{**fields, "port": running.port, **more})


GOOD = ["imap_reached", "imap_logged_in", "imap_folder", "imap_idle"]


def test_a_good_mailbox_is_looked_at_and_left_as_it_was():
    with imap() as running:
        assert codes(check_mailbox(box(running))) == GOOD
        assert set(running.seen) <= {"CAPABILITY", "LOGIN", "EXAMINE"}


def test_under_tls_with_an_own_authority(tmp_path):
    files = certificate(tmp_path)
    with imap(server_context(files)) as running:
        own = box(running, tls="implicit", host="localhost", ca=str(files[0]))
        assert codes(check_mailbox(own)) == GOOD
        assert wrong(check_mailbox(box(running, tls="implicit", host="localhost"))) == ["imap_certificate"]
        for ca in (tmp_path / "weg.pem", tmp_path, files[1]):
            assert wrong(check_mailbox(box(running, tls="implicit", ca=str(ca)))) == ["imap_ca"]


def test_a_wrong_password_folder_and_no_idle():
    with imap(words="IMAP4rev1") as running:
        bad = check_mailbox(box(running, password="geraden"))
        assert wrong(bad) == ["imap_login"]
        assert "geraden" not in str(bad)
        assert codes(check_mailbox(box(running)))[-1] == "imap_no_idle"
        assert "imap_done_folder" in codes(check_mailbox(box(running, done="Verwerkt")))
        assert wrong(check_mailbox(box(running, done="Weg"))) == ["imap_no_done_folder"]
        (gone,) = [one for one in check_mailbox(box(running, folder="Antwoorden")) if one.code == "imap_no_folder"]
        assert gone.todo == "Kies in IMAP_URL een map die er is: INBOX, Verwerkt."


def test_a_password_is_not_sent_in_clear_to_another_machine(monkeypatch):
    monkeypatch.setattr("integrations.connections.imap.LOOPBACK", frozenset())
    with imap() as running:
        assert wrong(check_mailbox(box(running))) == ["imap_plain"]
        assert "LOGIN" not in running.seen
        assert wrong(check_mailbox(box(running, tls="starttls"))) == ["imap_no_starttls"]


def test_a_mailbox_that_is_not_there_hangs_or_babbles():
    with imap() as running:
        assert wrong(check_mailbox(box(running, port=free_port()))) == ["imap_refused"]
        assert wrong(check_mailbox(box(running, host="bestaat-niet.invalid"))) == ["imap_unknown_host"]
        running.instead = lambda command: b"* BYE away\r\n" if command == "LOGIN" else None
        assert wrong(check_mailbox(box(running))) == ["imap_odd"]
        running.instead = lambda command: b"" if command == "EXAMINE" else None
        assert wrong(check_mailbox(box(running))) == ["imap_odd"]
    with talker(lambda line: time.sleep(3)) as port:
        assert wrong(check_mailbox(box(running, port=port, timeout=0.3))) == ["imap_silent"]
    with talker(lambda line: line.sendall(b"\x00\xff rommel\r\n" * 9)) as port:
        assert wrong(check_mailbox(box(running, port=port))) == ["imap_odd"]
