"""The servers of these tests."""

from tests.mailbox.dovecot import dovecot, dovecot_once, misbehaving

__all__ = ["dovecot", "dovecot_once", "misbehaving"]
