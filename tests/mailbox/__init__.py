"""The mailbox, against a real IMAP server (Debian's dovecot) and one that misbehaves."""
