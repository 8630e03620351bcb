"""Who was reached: per person how the question went out, and what happened to a poll (codes and moments, no texts)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from notifications.links.selectors import live_links
from notifications.outbox import selectors as outbox
from notifications.outbox.models import LetterState
from notifications.sms import selectors as sms
from planning.meetings import selectors as meetings_of
from planning.people.models import AuditEvent
from planning.polls.models import DatePoll

WHAT = ("poll.", "meeting.add", "meeting.remove")


@dataclass(frozen=True, slots=True)
class Reached:
    """The newest question to one person: where the letter is, and whether a link of theirs still works."""

    state: str  # of LetterState; "" when nothing was written: there is no address
    at: dt.datetime | None
    link: bool
    text: str = ""  # of SmsState: the newest text message beside it

    @property
    def failed(self) -> bool:
        """The letter came back, or could not be delivered."""
        return self.state == LetterState.FAILED


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened: when, what (the code of the act), by whom (their key), about whom."""

    at: dt.datetime
    action: str
    by_kind: str
    by: str
    about: str


def reached(poll: DatePoll, *, now: dt.datetime) -> dict[UUID, Reached]:
    """Per participant how the question went out: two queries, and one for the text messages of an urgent poll."""
    newest: dict[str, tuple[str, dt.datetime]] = {}
    for prefix in (f"poll_invite:{poll.pk}:", f"poll_more:{poll.pk}:"):
        rows = outbox.letters_to(key_prefix=prefix).values_list("key", "state", "created_at")
        for key, state, at in rows:
            who = key.split(":")[2]
            if who not in newest or newest[who][1] < at:
                newest[who] = (state, at)
    alive = {link.person_key for link in live_links(object_key=str(poll.pk), now=now)}
    texts: dict[str, str] = {}
    for message in sms.messages_with(str(poll.pk)) if poll.urgent else ():
        texts.setdefault(message.recipient_key, message.state)
    found = {}
    for row in meetings_of.present(poll.meeting):
        letter = newest.get(str(row.pk))
        found[row.pk] = Reached(
            state=letter[0] if letter else "",
            at=letter[1] if letter else None,
            link=str(row.pk) in alive,
            text=texts.get(str(row.person_id or row.party_id), ""),
        )
    return found


def history(poll: DatePoll) -> list[Happened]:
    """What happened to a poll and to who is asked in it, newest first."""
    seats = [str(key) for key in poll.meeting.participants.values_list("pk", flat=True)]
    rows = AuditEvent.objects.filter(object_id__in=[str(poll.pk), *seats], at__gte=poll.created_at).order_by("-at")
    return [
        Happened(at=row.at, action=row.action, by_kind=row.actor_kind, by=row.actor, about=row.object_id)
        for row in rows
        if row.action.startswith(WHAT)
    ]
