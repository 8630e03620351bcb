"""Where a click on "add to my calendar" leads: the address that each calendar program takes a subscription by.

The secret stands in these addresses, so they are shown to its owner alone and opened by the owner's own click.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

GOOGLE = "https://calendar.google.com/calendar/r?cid="
OUTLOOK_WORK = "https://outlook.office.com/calendar/0/addfromweb"
OUTLOOK_HOME = "https://outlook.live.com/calendar/0/addfromweb"


@dataclass(frozen=True, slots=True)
class Subscribe:
    """The ways to one feed. `plain` is to copy; `webcal` opens Apple's calendar, Thunderbird and classic Outlook."""

    plain: str
    webcal: str
    google: str
    outlook_work: str
    outlook_home: str


def ways_to(address: str, *, name: str) -> Subscribe:
    """The ways to subscribe to the feed at `address` (http or https), called `name` where a program lets us say so.

    Raises ValueError for another scheme.
    """
    scheme, _, rest = address.partition("://")
    if scheme not in {"http", "https"} or not rest:
        msg = "a feed has a web address"
        raise ValueError(msg)
    webcal = f"webcal://{rest}"
    query = f"?url={quote(address, safe='')}&name={quote(name, safe='')}"
    return Subscribe(
        plain=address,
        webcal=webcal,
        google=GOOGLE + quote(webcal, safe=""),  # with https:// Google takes it for an address book's id
        outlook_work=OUTLOOK_WORK + query,
        outlook_home=OUTLOOK_HOME + query,
    )
