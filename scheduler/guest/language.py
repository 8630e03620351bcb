"""In which language a guest reads: the one the school knows of, or the one chosen on the page (U4).

Only languages that the SWV switched on. Who reads one that is off gets English with the Dutch beside it.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation.trans_real import parse_accept_lang_header
from django_scopes import get_scope

from notifications.languages import ALL, BY_CODE, DUTCH, Language, for_reader
from planning.people.languages import switched_on_here

CHOICE = "taal"
KEPT = (
    "klaar",
    "hulp",
    "code",
    "stand",
    "stap",
    "naar",
)  # what else stands in a guest page's address, and goes with a switch


def _on(request: HttpRequest) -> tuple[Language, ...]:
    """What is on in the SWV of this request; asked once. Before a code is typed nobody knows whose table it is: all."""
    if "swv" not in get_scope():
        return ALL
    found: tuple[Language, ...] | None = getattr(request, "guest_languages", None)
    if found is None:
        found = switched_on_here()
        request.guest_languages = found  # type: ignore[attr-defined]  # kept for the rest of this request
    return found


def chosen_language(request: HttpRequest) -> str:
    """The code that was chosen on the page; "" for none, or for a language that is not offered."""
    code = request.GET.get(CHOICE, "")
    return code if code in {one.code for one in _on(request)} else ""


def language_for(request: HttpRequest, *, preferred: str) -> str:
    """The code to show a page in: the choice in the address, else what the reader prefers, as far as it is on."""
    return chosen_language(request) or for_reader(preferred or DUTCH, on=tuple(one.code for one in _on(request)))[0]


def language_of_browser(request: HttpRequest) -> str:
    """The best language of the browser that is in the list, for a page without a link; Dutch when there is none."""
    wanted = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200])
    found = (code.partition("-")[0] for code, _weight in wanted)
    return next((code for code in found if code in BY_CODE), DUTCH)


def language_links(request: HttpRequest) -> list[tuple[str, str, str]]:
    """For the menu on the page: code, own name of the language, and the same page in it."""
    rest = {key: request.GET[key] for key in KEPT if key in request.GET}
    return [(one.code, one.name, f"{request.path}?{urlencode({**rest, CHOICE: one.code})}") for one in _on(request)]
