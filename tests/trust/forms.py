"""The forms of a page, as a browser would find them: where they go and which fields they send."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form with `method=post`; `fixed` are its hidden fields, `typed` what a person fills in: name to sort.

    The sorts are "text", "number", "moment" (a day or a time) and "choice" (what is picked or pressed).
    """

    action: str
    fixed: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)


SORTS = {
    **{"number": "number", "range": "number", "date": "moment", "time": "moment", "datetime-local": "moment"},
    **{"radio": "choice", "checkbox": "choice", "submit": "choice", "select": "choice", "button": "choice"},
}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(found.get("action", "")) if found.get("method", "get").lower() == "post" else None
            if self._open is not None:
                self.forms.append(self._open)
        elif self._open is not None and tag in {"input", "select", "textarea", "button"} and found.get("name"):
            if found.get("type") == "hidden":
                self._open.fixed[found["name"]] = found.get("value", "")
            else:
                sort = tag if tag in {"select", "button"} else found.get("type", "text")
                self._open.typed[found["name"]] = SORTS.get(sort, "text")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def forms_of(html: str) -> list[Form]:
    """The forms of a page that change something, the way out (log out) left aside."""
    reader = _Reader()
    reader.feed(html)
    return [form for form in reader.forms if not form.action.startswith("/account/")]
