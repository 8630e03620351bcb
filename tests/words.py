"""What a page says, without its markup: an abbreviation may be a button or an `<abbr>` in the middle of a sentence."""

from __future__ import annotations

import re
from html import unescape


def words(html: str) -> str:
    """The text of a page, each stretch of white space one space."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    text = re.sub(r"</?(?:abbr|button|b|strong|small|span)\b[^>]*>", "", html)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", text)))


def without_tokens(text: str) -> str:
    """A page or letter less its secrets: sixty random letters may by chance spell a short word."""
    return re.sub(r"[A-Za-z0-9_-]{20,}", "", text)
