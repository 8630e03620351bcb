"""What may be in a log line: codes and ids. Tokens of personal links are cut out wherever they turn up (S3)."""

import logging
import re

# A token is 43 base64url characters after a path that carries one: /u/<token>, /agenda/<token>.ics
_TOKEN = re.compile(r"(/(?:u|agenda)/)[A-Za-z0-9_\-]{16,}")


def redact(text: str) -> str:
    """The same text with every personal token replaced."""
    return _TOKEN.sub(r"\1[token]", text)


class RedactTokens(logging.Filter):
    """Rewrites a record before any handler writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always let the record pass, cleaned."""
        message = record.getMessage()
        clean = redact(message)
        if clean != message:
            record.msg, record.args = clean, ()
        return True
