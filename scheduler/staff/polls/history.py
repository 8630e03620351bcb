"""What happened to a poll, in sentences: who did what about whom, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.errors import Text
from planning.people import selectors as people
from planning.polls import selectors
from planning.polls.models import DatePoll
from planning.polls.selectors import PollPage

MOST = 40
WORDS: dict[str, Text] = {
    "poll.open": gettext_lazy("De vraag is verstuurd"),
    "poll.answer": gettext_lazy("Antwoord bewaard"),
    "poll.send_again": gettext_lazy("Vraag opnieuw verstuurd, met een nieuwe link"),
    "poll.revoke": gettext_lazy("Link ingetrokken"),
    "poll.more": gettext_lazy("Nieuwe momenten of meer tijd gevraagd"),
    "poll.aim": gettext_lazy("Ander besluit gekozen"),
    "poll.table": gettext_lazy("Prikken aan tafel begonnen"),
    "poll.table_close": gettext_lazy("Prikken aan tafel gestopt"),
    "poll.seat": gettext_lazy("Aan tafel aangeschoven met de code"),
    "poll.settle": gettext_lazy("De datum is gekozen"),
    "poll.cancel": gettext_lazy("De datumprikker is gestopt"),
    "meeting.add": gettext_lazy("Later gevraagd"),
    "meeting.remove": gettext_lazy("Van de lijst gehaald"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened."""

    at: dt.datetime
    what: Text
    whom: str
    by: str


def happened(poll: DatePoll, page: PollPage) -> list[Line]:
    """The history of a poll, newest first: three queries."""
    names = {str(row.participant.pk): row.name for row in page.rows}
    rows = [row for row in selectors.history(poll) if row.action in WORDS][:MOST]
    staff = people.names_of({row.by for row in rows if row.by_kind == "person"})
    return [
        Line(
            at=row.at,
            what=WORDS[row.action],
            whom=names.get(row.about, ""),
            by=_who(row.by_kind, row.by, about=row.about, staff=staff),
        )
        for row in rows
    ]


def _who(kind: str, key: str, *, about: str, staff: dict[str, str]) -> str:
    if kind == "person":
        return staff.get(key, "")
    if kind == "system":
        return _("vanzelf")
    return "" if key == about else _("via een link")
