"""Handing one mail to the mail server: silence when it was taken, one error that says whether to try again.

What stays in here: smtplib, django-anymail and their errors. A server that refuses us (wrong password, unknown
certificate, closed for maintenance) is no fault of the letter: that is never permanent, whatever its code.
"""

from __future__ import annotations

import contextlib
import smtplib

from anymail.exceptions import (
    AnymailAPIError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from notifications.outbox import rules
from notifications.outbox.message import Mail

MOST_PER_LINE = 100  # some servers hang up after so many

_DONE, _WILL_FORWARD, _GOING = 250, 251, 421  # RFC 5321 §4.2.3
_TOO_LARGE = 552  # the one answer to MAIL FROM that is about the letter (RFC 1870)
_LETTER_AT_FAULT = (AnymailInvalidAddress, AnymailRecipientsRefused, AnymailSerializationError)


class NotSent(Exception):
    """The mail was not taken. `permanent`: never will be. `server_away`: the server was not even reached."""

    def __init__(self, said: str, *, permanent: bool = False, server_away: bool = False) -> None:
        super().__init__(said)
        self.permanent = permanent
        self.server_away = server_away


class Line:
    """A line to the mail server for several letters, one after another: `with Line() as line: line.send(mail)`.

    It is opened at the first letter, opened again where the server hung up between two letters or MOST_PER_LINE went
    over it, and closed at the end. Opening one costs more than a letter: with TLS and a login eight answers.
    """

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None
        self._carried = 0

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.close()

    def send(self, mail: Mail) -> None:
        """Hand over one mail by the configured backend. Raises NotSent, and nothing else for trouble with mail."""
        if self._carried >= MOST_PER_LINE:
            self.close()
        for last in (self._connection is None, True):
            connection = self._open()
            try:
                _hand_over(mail, connection=connection)
            except _HungUp as away:
                self.close()
                if last:
                    raise _verdict(away.trouble) from away
                continue  # between two letters it may: nothing of this one was said yet
            except NotSent:
                raise
            except Exception as trouble:  # whatever a mail library throws: keep the letter
                verdict = _verdict(trouble)
                if not _goes_on(trouble):
                    self.close()
                raise verdict from trouble
            self._carried += 1
            return

    def close(self) -> None:
        """Hang up. After its yes a server may hang or drop the line at QUIT; that must not undo the yes."""
        connection, self._connection, self._carried = self._connection, None, 0
        if connection is not None:
            with contextlib.suppress(Exception):
                connection.close()

    def _open(self) -> BaseEmailBackend:
        if self._connection is None:
            try:
                connection = get_connection()
                connection.open()
            except Exception as trouble:  # the network, the login, a misspelt setting: a letter cannot help any of it
                raise NotSent(_words(trouble), server_away=True) from trouble
            self._connection = connection
        return self._connection


class _HungUp(Exception):
    """The server was gone, or going, before anything was said of this letter."""

    def __init__(self, trouble: Exception) -> None:
        super().__init__()
        self.trouble = trouble


def _hand_over(mail: Mail, *, connection: BaseEmailBackend) -> None:
    if isinstance(connection, SmtpBackend):
        _say(connection.connection, mail)
        return
    try:
        taken = connection.send_messages([mail.for_django()])
    except AnymailUnsupportedFeature:  # raised before anything is sent
        # Most providers' APIs know text and HTML only: then the invitation goes as a file with its method, which
        # Gmail and Outlook still offer to put in the calendar.
        taken = connection.send_messages([mail.without_calendar()])
    if not taken:
        raise NotSent("de mailserver heeft de brief niet aangenomen")


def _say(server: smtplib.SMTP | None, mail: Mail) -> None:
    """One transaction of RFC 5321 §3.3, as `smtplib.SMTP.sendmail` does it, with one receiver.

    Said here step by step, to know which "gone" came before the letter.
    """
    if server is None:  # the backend swallowed what went wrong
        raise NotSent("geen verbinding met de mailserver", server_away=True)
    content = mail.raw
    try:
        server.ehlo_or_helo_if_needed()
        sized = f" size={len(content)}" if server.does_esmtp and server.has_extn("size") else ""
        code, words = server.docmd("mail", f"FROM:<{mail.sender_address}>{sized}")
    except (smtplib.SMTPServerDisconnected, ConnectionError, TimeoutError) as gone:
        raise _HungUp(gone) from gone
    if code == _GOING:
        raise _HungUp(smtplib.SMTPSenderRefused(code, words, mail.sender_address))
    if code != _DONE:
        _start_over(server)
        raise smtplib.SMTPSenderRefused(code, words, mail.sender_address)
    code, words = server.docmd("rcpt", f"TO:<{mail.address}>")
    if code not in {_DONE, _WILL_FORWARD}:
        _start_over(server)
        raise smtplib.SMTPRecipientsRefused({mail.address: (code, words)})
    try:
        code, words = server.data(content)
    except smtplib.SMTPDataError:  # no to the word DATA itself
        _start_over(server)
        raise
    if code != _DONE:
        _start_over(server)
        raise smtplib.SMTPDataError(code, words)


def _start_over(server: smtplib.SMTP) -> None:
    """Take back what was said of this letter. A line that does not bear it is closed: the next letter gets another."""
    try:
        code, _words_said = server.rset()
    except (smtplib.SMTPException, OSError):
        code = 0
    if code != _DONE:
        server.close()


def _goes_on(trouble: Exception) -> bool:
    """Whether the line is still good after a letter was not taken: the server answered, and did not say goodbye."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return all(code != _GOING for code, _said in trouble.recipients.values())
    return isinstance(trouble, smtplib.SMTPResponseException) and trouble.smtp_code != _GOING


def _verdict(trouble: Exception) -> NotSent:
    """Whose fault it is: the letter's (permanent on 5yz) or the service's (try again)."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(trouble.recipients.values()))
        return NotSent(_line(code, words), permanent=rules.is_permanent(code))
    if isinstance(trouble, smtplib.SMTPDataError):
        return NotSent(_words(trouble), permanent=rules.is_permanent(trouble.smtp_code))
    if isinstance(trouble, smtplib.SMTPSenderRefused):
        return NotSent(_words(trouble), permanent=trouble.smtp_code == _TOO_LARGE)
    return NotSent(_words(trouble), permanent=isinstance(trouble, (*_LETTER_AT_FAULT, AnymailUnsupportedFeature)))


def _words(trouble: Exception) -> str:
    """What the server said, in its own words; for other trouble its name and text."""
    if isinstance(trouble, smtplib.SMTPResponseException):
        return _line(trouble.smtp_code, trouble.smtp_error)
    if isinstance(trouble, AnymailAPIError) and trouble.status_code is not None:
        return f"{trouble.status_code} van de e-maildienst"  # its answer may repeat the whole letter
    if isinstance(trouble, _LETTER_AT_FAULT):
        return f"geweigerd door de e-maildienst ({type(trouble).__name__})"
    return f"{type(trouble).__name__}: {trouble}"


def _line(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
