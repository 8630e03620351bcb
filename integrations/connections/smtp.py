"""Whether the mail server takes our letters: reached, encrypted, logged in, sender accepted. Nothing is sent."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable
from typing import TypeVar

from integrations.connections.types import Area, Finding, Level, MailServer

Done = TypeVar("Done")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def _found(level: Level, code: str, text: str, todo: str = "") -> Finding:
    return Finding(Area.SMTP, level, code, text, todo)


class _Stop(Exception):
    """No use to look further; carries what is wrong."""

    def __init__(self, code: str, text: str, todo: str) -> None:
        super().__init__(code)
        self.finding = _found(Level.WRONG, code, text, todo)


def check_mail_server(server: MailServer) -> list[Finding]:
    """Talk to the mail server until just before a letter. Asks the network; never raises."""
    where = f"{server.host}:{server.port}"
    findings: list[Finding] = []
    session: smtplib.SMTP | None = None
    try:
        session = _guarded(lambda: _connected(server), server)
        findings.append(_found(Level.OK, "smtp_reached", f"De mailserver {where} antwoordt."))
        findings += _guarded(lambda: _encrypted(session, server), server)
        findings += _guarded(lambda: _logged_in(session, server), server)
        findings += _guarded(lambda: _accepted(session, server), server)
    except _Stop as stop:
        findings.append(stop.finding)
    finally:
        if session is not None:
            session.close()
    return findings


def _guarded(step: Callable[[], Done], server: MailServer) -> Done:
    """A step, with what the network does in words."""
    where = f"{server.host}:{server.port}"
    try:
        return step()
    except ssl.SSLCertVerificationError as error:
        text = f"Het certificaat van {where} klopt niet: {error.verify_message}."
        todo = "Gebruik de naam die in het certificaat staat. Verlopen? Vraag uw mailbedrijf om een nieuw certificaat."
        raise _Stop("smtp_certificate", text, todo) from None
    except ssl.SSLError:
        text = f"Met {where} lukt geen versleutelde verbinding."
        todo = "Poort 465 hoort bij EMAIL_URL=smtp+ssl://, poort 587 bij smtp+tls://. Kijk of dat klopt."
        raise _Stop("smtp_tls", text, todo) from None
    except socket.gaierror:
        text = f"De naam {server.host} bestaat niet in DNS."
        raise _Stop("smtp_unknown_host", text, "Kijk of de naam in EMAIL_URL goed geschreven is.") from None
    except TimeoutError:
        raise _silent(where) from None
    except ConnectionRefusedError:
        text = f"{where} neemt geen verbinding aan."
        raise _Stop("smtp_refused", text, "Kijk of de poort klopt en of de mailserver aanstaat.") from None
    except smtplib.SMTPServerDisconnected as error:
        if isinstance(error.__context__, TimeoutError):
            raise _silent(where) from None
        text = f"{where} verbreekt de verbinding."
        todo = "Kijk of de poort en de versleuteling bij elkaar horen, en of dit adres mag verbinden."
        raise _Stop("smtp_hung_up", text, todo) from None
    except (smtplib.SMTPException, OSError, UnicodeError, ValueError) as error:
        text = f"{where} zegt iets wat wij niet begrijpen ({type(error).__name__})."
        raise _Stop("smtp_odd", text, "Kijk of op deze poort een mailserver luistert.") from None


def _silent(where: str) -> _Stop:
    todo = "Kijk of de firewall deze poort naar buiten toelaat, en of de poort klopt (587 of 465)."
    return _Stop("smtp_silent", f"{where} antwoordt niet op tijd.", todo)


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.implicit_tls:
        context = ssl.create_default_context()
        session: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.seconds, context=context)
    else:
        session = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
    session.ehlo_or_helo_if_needed()
    return session


def _encrypted(session: smtplib.SMTP, server: MailServer) -> list[Finding]:
    if server.implicit_tls:
        return [_found(Level.OK, "smtp_encrypted", "De verbinding is versleuteld.")]
    offered = session.has_extn("starttls")
    if server.starttls:
        if not offered:
            text = "De mailserver biedt geen versleuteling aan (STARTTLS), en die is wel gevraagd."
            todo = "Gebruik poort 587, of EMAIL_URL=smtp+ssl:// met poort 465."
            raise _Stop("smtp_no_starttls", text, todo)
        session.starttls(context=ssl.create_default_context())
        session.ehlo()
        return [_found(Level.OK, "smtp_encrypted", "De verbinding is versleuteld.")]
    if server.host in LOOPBACK:
        return [_found(Level.OK, "smtp_here", "De mailserver draait op deze machine; versleuteling is niet nodig.")]
    todo = "Gebruik EMAIL_URL=smtp+tls://…:587" + (". De server biedt het aan." if offered else " of smtp+ssl://…:465.")
    raise _Stop("smtp_plain", "Brieven en wachtwoord gaan onversleuteld naar de mailserver.", todo)


def _logged_in(session: smtplib.SMTP, server: MailServer) -> list[Finding]:
    if not server.username:
        return []
    try:
        session.login(server.username, server.password)
    except smtplib.SMTPAuthenticationError:
        text = f"De mailserver weigert de aanmelding van {server.username}."
        todo = (
            "Kijk gebruikersnaam en wachtwoord na. Bij Microsoft 365 moet “Authenticated SMTP” aanstaan; "
            "bij Google hoort een app-wachtwoord."
        )
        raise _Stop("smtp_login", text, todo) from None
    except smtplib.SMTPNotSupportedError:
        text = "De mailserver laat op deze manier niemand aanmelden."
        todo = "Vaak mag dat pas na versleuteling: gebruik smtp+tls:// of smtp+ssl:// in EMAIL_URL."
        raise _Stop("smtp_no_login", text, todo) from None
    return [_found(Level.OK, "smtp_logged_in", f"Aangemeld als {server.username}.")]


def _accepted(session: smtplib.SMTP, server: MailServer) -> list[Finding]:
    """Say who the letter would come from, and take it back."""
    code, _words = session.mail(server.sender)
    session.rset()
    session.quit()
    if code == 250:
        return [_found(Level.OK, "smtp_sender", f"De mailserver neemt mail aan van {server.sender}.")]
    text = f"De mailserver neemt geen mail aan van {server.sender} (antwoord {code})."
    todo = "Zet in MAIL_FROM een adres dat deze aanmelding mag gebruiken, of laat de mailserver dit adres toestaan."
    return [_found(Level.WRONG, "smtp_sender_refused", text, todo)]
