"""What a refusal looks like in this house (rule 9): a stable code, a sentence for the user, a hint for what to do."""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.text import format_lazy

Text = str | Promise


class DomainError(Exception):
    """A refusal that a user may read.

    Subclasses set `code` (stable, for machines), `message` (one Dutch sentence), `hint` (what to do now) and the HTTP
    `status` that the API gives. A message given to the constructor replaces the class's own; `fields` names the input
    that is wrong, for forms and for problem details (RFC 9457).
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    message: Text = "Dit kan nu niet."
    hint: Text = ""

    def __init__(
        self, message: Text | None = None, *, hint: Text | None = None, fields: dict[str, Text] | None = None
    ) -> None:
        if message is not None:
            self.message = message
        if hint is not None:
            self.hint = hint
        self.fields = fields or {}
        super().__init__(str(self.message))

    @property
    def said(self) -> Text:
        """The sentence and what to do now, in the language in which it is shown."""
        return format_lazy("{} {}", self.message, self.hint) if self.hint else self.message
