"""Whether the mailbox for answers can be read: reached, encrypted, logged in, the folder there. Nothing is changed."""

from __future__ import annotations

import contextlib
import imaplib
import socket
import ssl
from collections.abc import Callable
from typing import TypeVar

from integrations.connections.types import Area, Finding, Level
from integrations.mailbox.imap.client import Account

Done = TypeVar("Done")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
MOST_NAMED = 12
PATIENCE = 10.0  # seconds for one answer: somebody waits


def _found(level: Level, code: str, text: str, todo: str = "") -> Finding:
    return Finding(Area.IMAP, level, code, text, todo)


class _Stop(Exception):
    def __init__(self, code: str, text: str, todo: str) -> None:
        super().__init__(code)
        self.finding = _found(Level.WRONG, code, text, todo)


def check_mailbox(mailbox: Account) -> list[Finding]:
    """Look into the folder without changing anything. Asks the network; never raises."""
    findings: list[Finding] = []
    line: imaplib.IMAP4 | None = None
    try:
        line = _guarded(lambda: _connected(mailbox), mailbox)
        findings.append(_found(Level.OK, "imap_reached", f"De postbus op {mailbox.host}:{mailbox.port} antwoordt."))
        if mailbox.tls == "none" and mailbox.host not in LOOPBACK:
            text = "De verbinding met de postbus is niet versleuteld: uw wachtwoord is onderweg leesbaar."
            findings.append(_found(Level.WRONG, "imap_plain", text, "Gebruik imaps:// in IMAP_URL."))
            return findings
        _guarded(lambda: _log_in(line, mailbox), mailbox)
        findings.append(_found(Level.OK, "imap_logged_in", f"Aangemeld als {mailbox.username}."))
        findings.append(_guarded(lambda: _folder(line, mailbox), mailbox))
        findings += _guarded(lambda: _done(line, mailbox), mailbox)
        findings.append(_idle(line))
    except _Stop as stop:
        findings.append(stop.finding)
    finally:
        if line is not None:
            with contextlib.suppress(OSError):
                line.shutdown()
    return findings


def _guarded(step: Callable[[], Done], mailbox: Account) -> Done:
    where = f"{mailbox.host}:{mailbox.port}"
    try:
        return step()
    except ssl.SSLCertVerificationError as error:
        text = f"Het certificaat van {where} klopt niet: {error.verify_message}."
        todo = "Gebruik de naam die in het certificaat staat. Een eigen certificaat? Noem het bestand in IMAP_CA."
        raise _Stop("imap_certificate", text, todo) from None
    except ssl.SSLError:
        text = f"Met {where} lukt geen versleutelde verbinding."
        raise _Stop("imap_tls", text, "Poort 993 hoort bij imaps://, poort 143 bij imap://.") from None
    except socket.gaierror:
        text = f"De naam {mailbox.host} bestaat niet in DNS."
        raise _Stop("imap_unknown_host", text, "Kijk of de naam in IMAP_URL goed geschreven is.") from None
    except TimeoutError:
        text = f"{where} antwoordt niet op tijd."
        raise _Stop("imap_silent", text, "Kijk of de firewall deze poort naar buiten toelaat.") from None
    except ConnectionRefusedError:
        text = f"{where} neemt geen verbinding aan."
        raise _Stop("imap_refused", text, "Kijk of de poort klopt en of IMAP aanstaat.") from None
    except (imaplib.IMAP4.error, OSError, UnicodeError, ValueError) as error:
        text = f"{where} zegt iets wat wij niet begrijpen ({type(error).__name__})."
        raise _Stop("imap_odd", text, "Kijk of op deze poort een IMAP-server luistert.") from None


def _connected(mailbox: Account) -> imaplib.IMAP4:
    try:
        context = ssl.create_default_context(cafile=mailbox.ca or None)
    except OSError:  # not there, not readable, or no certificate
        text = "Het bestand in IMAP_CA is er niet, of het is geen certificaat."
        raise _Stop("imap_ca", text, "Geef het pad van een PEM-bestand, of laat IMAP_CA leeg.") from None
    seconds = min(mailbox.timeout, PATIENCE)
    if mailbox.tls == "implicit":
        return imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=seconds)
    line = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=seconds)
    if mailbox.tls == "starttls":
        if "STARTTLS" not in line.capabilities:
            todo = "Gebruik imaps:// met poort 993."
            raise _Stop("imap_no_starttls", "De postbus biedt geen versleuteling aan (STARTTLS).", todo)
        line.starttls(ssl_context=context)
    return line


def _log_in(line: imaplib.IMAP4, mailbox: Account) -> None:
    try:
        line.login(mailbox.username, mailbox.password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        text = f"De postbus weigert de aanmelding van {mailbox.username}."
        todo = (
            "Kijk gebruikersnaam en wachtwoord na; een teken als @ of / in het wachtwoord schrijft u als %40 of %2F. "
            "Google en Microsoft willen een app-wachtwoord, of laten IMAP met een wachtwoord niet toe."
        )
        raise _Stop("imap_login", text, todo) from None


def _folder(line: imaplib.IMAP4, mailbox: Account) -> Finding:
    answer, data = line.select(f'"{mailbox.folder}"', readonly=True)
    if answer == "OK":
        count = (data[0] or b"?").decode("ascii", "replace")
        return _found(Level.OK, "imap_folder", f"De map {mailbox.folder} is er, met {count} berichten.")
    names = ", ".join(_names(line)[:MOST_NAMED])
    text = f"De map {mailbox.folder} is er niet."
    return _found(Level.WRONG, "imap_no_folder", text, f"Kies in IMAP_URL een map die er is: {names}." if names else "")


def _done(line: imaplib.IMAP4, mailbox: Account) -> list[Finding]:
    """The folder that what was taken is moved to, where one is named."""
    if not mailbox.done:
        return []
    answer, _data = line.status(f'"{mailbox.done}"', "(MESSAGES)")
    if answer == "OK":
        return [_found(Level.OK, "imap_done_folder", f"De map {mailbox.done} voor gelezen mail is er.")]
    text = f"De map {mailbox.done} voor gelezen mail is er niet."
    return [_found(Level.WRONG, "imap_no_done_folder", text, "Maak deze map in de postbus, of laat IMAP_DONE leeg.")]


def _names(line: imaplib.IMAP4) -> list[str]:
    answer, rows = line.list()
    if answer != "OK":
        return []
    found = [row.decode("utf-8", "replace") for row in rows if isinstance(row, bytes)]
    return [row.rsplit(' "', 1)[-1].strip('"') if row.endswith('"') else row.rsplit(" ", 1)[-1] for row in found]


def _idle(line: imaplib.IMAP4) -> Finding:
    if "IDLE" in line.capabilities:
        return _found(Level.OK, "imap_idle", "Antwoorden komen meteen binnen (IDLE).")
    text = "De postbus kent geen IDLE. Antwoorden komen met een paar minuten vertraging binnen."
    return _found(Level.WARNING, "imap_no_idle", text, "Dat werkt goed; u hoeft niets te doen.")
