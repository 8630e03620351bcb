"""A mailbox on an IMAP server (RFC 3501), with IDLE where the server has it (RFC 2177)."""
