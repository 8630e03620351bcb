"""The outbox: every letter is a row before it is sent, and is never lost."""
