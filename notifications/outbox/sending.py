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
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notifications.outbox import rules
from notifications.outbox.message import calendar_as_file

_TOO_LARGE = 552  # the one answer to MAIL FROM that is about the letter (RFC 1870)
_LETTER_AT_FAULT = (AnymailInvalidAddress, AnymailRecipientsRefused, AnymailSerializationError)


class NotSent(Exception):
    """The mail was not taken. `permanent`: never will be. `server_away`: the server was not even reached."""

    def __init__(self, said: str, *, permanent: bool = False, server_away: bool = False) -> None:
        super().__init__(said)
        self.permanent = permanent
        self.server_away = server_away


def send(mail: EmailMultiAlternatives) -> None:
    """Hand over one mail by the configured backend. Raises NotSent, and nothing else for trouble with mail."""
    try:
        connection = get_connection()
        connection.open()
    except Exception as trouble:  # the network, the login, a misspelt setting: a letter cannot help any of it
        raise NotSent(_words(trouble), server_away=True) from trouble
    try:
        _hand_over(mail, connection=connection)
    except NotSent:
        raise
    except Exception as trouble:  # whatever a mail library throws: keep the letter
        raise _verdict(trouble) from trouble
    finally:
        # After its yes a server may hang or drop the line at QUIT; that must not undo the yes.
        with contextlib.suppress(Exception):
            connection.close()


def _hand_over(mail: EmailMultiAlternatives, *, connection: BaseEmailBackend) -> None:
    try:
        taken = connection.send_messages([mail])
    except AnymailUnsupportedFeature:  # raised before anything is sent
        # Most providers' APIs know text and HTML only: then the invitation goes as a file with its method, which
        # Gmail and Outlook still offer to put in the calendar.
        taken = connection.send_messages([calendar_as_file(mail)])
    if not taken:
        raise NotSent("de mailserver heeft de brief niet aangenomen")


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
