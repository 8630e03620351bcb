"""`manage.py check_connections`: what it says, its exit code, its JSON, and that it never shows a secret."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import environ
import pytest
from django.core.management import CommandError, call_command

from tests.connections.servers import certificate, imap, names, server_context, smtp
from tests.connections.test_records import KEY
from tests.integrations.radicale import server

__all__ = ["server"]
HOME = Path(__file__).resolve().parents[2]


def run(*arguments):
    out = io.StringIO()
    try:
        call_command("check_connections", *arguments, stdout=out)
    except CommandError as error:
        return 1, out.getvalue() + str(error)
    return 0, out.getvalue()


def test_the_demo_has_nothing_to_check_and_that_is_fine():
    code, said = run()
    assert code == 0
    assert said.count("[niet nagekeken]") == 6


def test_all_in_order_says_so_and_exits_0(settings, tmp_path, monkeypatch, server):
    files = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    monkeypatch.setenv("CALDAV_PASSWORD", "geheim")
    settings.CALENDAR_INSIDE = [server.url]
    settings.DEFAULT_FROM_EMAIL = "Aan tafel <planning@swv.example>"
    settings.DKIM_SELECTORS = ["s1"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "localhost", True, False
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "planning", "geheim"
    with names() as zone, smtp(server_context(files)) as mail, imap(server_context(files)) as post:
        zone.txt("swv.example", "v=spf1 mx -all")
        zone.txt("s1._domainkey.swv.example", f"p={KEY}")
        zone.txt("_dmarc.swv.example", "v=DMARC1; p=reject; rua=mailto:a@swv.example")
        zone.zone[("swv.example.", "MX")] = ["10 mx.swv.example."]
        settings.EMAIL_PORT = mail.port
        settings.IMAP_URL = f"imaps://post:ge%22heim@localhost:{post.port}/INBOX"
        settings.IMAP_CA, settings.IMAP_DONE = str(files[0]), "Verwerkt"
        asked = ["--domain=swv.example", f"--nameserver=127.0.0.1:{zone.port}"]
        asked += [f"--caldav-url={server.account.url}", "--caldav-user=gw"]
        code, said = run(*asked)
        assert (code, "[FOUT]" in said) == (0, False), said
        for word in (
            "Aangemeld als planning",
            "SPF van swv.example is in orde",
            "De map INBOX is er",
            "Agenda's: Werk",
        ):
            assert word in said
        assert "geheim" not in said
        code, said = run("--json", *asked)
        found = json.loads(said)
        assert (code, found["ok"]) == (0, True)
        assert {row["area"] for row in found["findings"]} == {"smtp", "dns", "imap", "caldav", "graph", "clamd"}
        assert set(found["findings"][0]) == {"area", "level", "code", "text", "todo"}


def test_what_is_wrong_is_said_with_what_to_do_and_exits_1(settings):
    settings.IMAP_URL = "mail.example"
    code, said = run("--only=imap")
    assert code == 1
    assert "[FOUT] IMAP_URL is niet te lezen." in said
    assert "Wat te doen: Schrijf imaps://" in said
    assert said.endswith("Er is 1 fout.")
    code, said = run("--only=imap", "--json")
    assert code == 1
    assert json.loads(said.splitlines()[0])["ok"] is False


def test_an_unknown_word_is_refused():
    code, said = run("--only=smtp,fax")
    assert (code, "fax" in said) == (1, True)


@pytest.mark.parametrize(("more", "expected"), [({}, 0), ({"IMAP_URL": "x"}, None)])
def test_it_runs_as_a_program_of_its_own(tmp_path, more, expected):
    """Without a database, and with the exit code that a script reads."""
    environment = {**os.environ, "DATA_DIR": str(tmp_path), **more}
    done = subprocess.run(
        [sys.executable, "manage.py", "check_connections", "--only=imap,graph"],
        cwd=HOME,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert expected is None or done.returncode == expected, done.stderr
    assert "Postbus voor antwoorden" in done.stdout
    assert not list(tmp_path.glob("*.sqlite3"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [("smtp+tls://u:p%40w@mail.example:587", (True, False)), ("smtp+ssl://u:p%40w@mail.example:465", (False, True))],
)
def test_the_addresses_that_we_tell_to_write_mean_what_we_say(url, expected):
    """docs/koppelingen.md and the hints name them."""
    found = environ.Env().email_url_config(url)
    assert (found.get("EMAIL_USE_TLS", False), found.get("EMAIL_USE_SSL", False)) == expected
    assert found["EMAIL_HOST_PASSWORD"] == "p@w"
    assert url.split("://")[0] + "://" in (HOME / "docs" / "koppelingen.md").read_text()
