"""Polling at the table, during a meeting: one screen, everybody present on the own phone by a code (R86)."""

from __future__ import annotations

import datetime as dt
import secrets
from uuid import UUID

from django.db import transaction
from django_scopes import scope, scopes_disabled

from notifications.links import services as links
from notifications.links.purposes import Purpose
from planning.cases.rules import ALPHABET
from planning.meetings import selectors as meetings_of
from planning.meetings import services as meetings
from planning.people import audit
from planning.people.access import Actor
from planning.people.audit import By
from planning.polls.models import PollState, TableRound, TableSeat
from planning.polls.services.errors import CodeUnknown, NotAsked, SeatTaken
from planning.polls.services.opening import locked, open_for_change

CODE_LENGTH = 6  # 27 letters and digits: nearly four hundred million, for half an hour, with a limit on guesses
ROUND_LASTS = dt.timedelta(minutes=45)
LINK_LASTS = dt.timedelta(hours=12)


@transaction.atomic
def open_table(*, actor: Actor, poll_id: UUID, now: dt.datetime) -> TableRound:
    """Let everybody who sits here answer by a code; who is absent has the own link. A second time gives a new code.

    Raises PollIsClosed, NotAllowed.
    """
    poll = open_for_change(actor=actor, poll_id=poll_id)
    round_, _made = TableRound.objects.update_or_create(
        poll=poll,
        defaults={
            "swv_id": poll.swv_id,
            "code": _free_code(),
            "opened_at": now,
            "until": now + ROUND_LASTS,
            "closed_at": None,
        },
    )
    audit.record(swv_id=poll.swv_id, by=actor.by, action="poll.table", on=poll, now=now)
    return round_


@transaction.atomic
def close_table(*, actor: Actor, poll_id: UUID, now: dt.datetime) -> None:
    """The code works no longer; answers and seats stand. Twice is once. Raises NotAllowed."""
    poll = locked(poll_id)
    meetings.require_manage(actor, poll.meeting)
    if TableRound.objects.filter(poll=poll, closed_at__isnull=True).update(closed_at=now):
        audit.record(swv_id=poll.swv_id, by=actor.by, action="poll.table_close", on=poll, now=now)


def find_table(code: str, *, now: dt.datetime) -> TableRound:
    """The round of a code, as somebody typed it. Unknown, closed and over are the same refusal: CodeUnknown."""
    clean = "".join(letter for letter in code.upper() if letter.isalnum())[:CODE_LENGTH]
    with scopes_disabled():
        found = (
            TableRound.objects.filter(code=clean, closed_at__isnull=True, until__gt=now, poll__state=PollState.OPEN)
            .select_related("poll__meeting__school")
            .first()
        )
    if found is None:
        raise CodeUnknown
    return found


def take_seat(*, code: str, participant_id: UUID, now: dt.datetime) -> str:
    """Say who one is and get a personal link (its token) to the poll. Each seat is taken once.

    Raises CodeUnknown, NotAsked, SeatTaken.
    """
    round_ = find_table(code, now=now)
    with scope(swv=round_.swv_id), transaction.atomic():
        poll = locked(round_.poll_id)
        participant = meetings_of.present(poll.meeting).filter(pk=participant_id).first()
        if participant is None or not meetings_of.is_admitted(participant, meeting=poll.meeting, now=now):
            raise NotAsked
        _seat, made = TableSeat.objects.get_or_create(
            round=round_, participant=participant, defaults={"swv_id": round_.swv_id, "at": now}
        )
        if not made:
            raise SeatTaken
        audit.record(swv_id=poll.swv_id, by=By.guest(participant.pk), action="poll.seat", on=participant, now=now)
        return links.issue(
            tenant_id=poll.swv_id,
            purpose=Purpose.POLL,
            person_key=str(participant.pk),
            object_key=str(poll.pk),
            expires_at=now + LINK_LASTS,
            now=now,
            rotate=False,
        )


@transaction.atomic
def free_seat(*, actor: Actor, poll_id: UUID, participant_id: UUID, now: dt.datetime) -> None:
    """Somebody took the wrong seat: it is free again, and the links given at the table die. Raises as `open_table`."""
    poll = open_for_change(actor=actor, poll_id=poll_id)
    TableSeat.objects.filter(round__poll=poll, participant=participant_id).delete()
    links.revoke(
        tenant_id=poll.swv_id,
        purpose=Purpose.POLL,
        person_key=str(participant_id),
        object_key=str(poll.pk),
        now=now,
    )


def _free_code() -> str:
    """A code that no open round has, in any SWV: the code alone finds its table."""
    with scopes_disabled():
        while True:
            code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
            if not TableRound.objects.filter(code=code, closed_at__isnull=True).exists():
                return code
