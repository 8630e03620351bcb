"""Saying in time what a SOT still lacks: a bell a SOT, one calm letter a person and day with all of it (U9, S5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.db import transaction

from notifications.letters import when
from notifications.outbox import services as outbox
from notifications.reminders import services as reminders
from notifications.types import Letter, Recipient
from planning.agenda import selectors
from planning.agenda.rules import reminding as rules
from planning.agenda.rules import states
from planning.agenda.selectors import Lacking, MustHear
from planning.meetings import rules as meeting_rules
from planning.meetings.models import Meeting, MeetingState
from planning.people import audit
from planning.people import selectors as people
from planning.people.audit import By

BELL = "agenda.lacking"
TOGETHER = dt.timedelta(days=14)  # other SOTs that begin by then go along in the same letter


@transaction.atomic
def set_bells(meeting: Meeting, *, now: dt.datetime) -> None:
    """By itself, before the last day to hand in and before the SOT; one that moves or is off silences the old ones."""
    reminders.cancel(tenant_id=meeting.swv_id, object_key=str(meeting.pk), kind=BELL, now=now)
    start = meeting.start
    if start is None or meeting.state != MeetingState.PLANNED or not selectors.has_agenda(meeting):
        return
    last = start.astimezone(meeting_rules.AMSTERDAM).date()
    first = last - rules.LOOK_BACK
    calendar = people.school_calendar(meeting.school, first=first, last=last)
    free = {first + dt.timedelta(days=n) for n in range(rules.LOOK_BACK.days + 1)} - set(calendar.school_days)
    days = selectors.days_before(meeting.school)
    for moment in rules.moments(start, days=days, now=now, free_days=free):
        # A second later at each revision: a SOT that moves back to its old time needs a bell of its own.
        due_at = moment + dt.timedelta(seconds=meeting.sequence)
        reminders.remind(tenant_id=meeting.swv_id, kind=BELL, object_key=str(meeting.pk), due_at=due_at, now=now)


@transaction.atomic
def ring(*, meeting_id: UUID, now: dt.datetime) -> int:
    """The bell: a letter to who proposed or makes the agenda, where something lacks; gives how many people.

    Who has several SOTs before them gets one letter about all of them, and one a day. Nothing for a SOT that is off or
    past.
    """
    meeting = Meeting.objects.filter(pk=meeting_id, state=MeetingState.PLANNED, start__gt=now).first()
    if meeting is None or not selectors.has_agenda(meeting):
        return 0
    soon = [row for row in selectors.sots_with_points(None, now=now) if row.start and row.start <= now + TOGETHER]
    around = {row.pk: row for row in (meeting, *soon)}
    told = selectors.must_hear(selectors.lacking(around.values(), now=now), now=now)
    concerned = [one for one in told if any(row.item.meeting_id == meeting.pk for row in one.rows)]
    for one in concerned:
        _write(one, meeting=meeting, now=now)
    audit.record(
        swv_id=meeting.swv_id, by=By.system(), action="agenda.remind", on=meeting, now=now, people=len(concerned)
    )
    return len(concerned)


def _write(one: MustHear, *, meeting: Meeting, now: dt.datetime) -> None:
    """Neutral: a code, a day and numbers of points, never whom they are about (P1)."""
    person = one.person
    by_sot = groupby(sorted(one.rows, key=_when), key=_when)
    path = f"{meeting.pk}/agenda/" if person.pk == meeting.organiser_id else f"agenda/{one.rows[0].item.pk}/"
    outbox.post(
        Letter(
            tenant_id=meeting.swv_id,
            key=f"agenda_lacking:{person.pk}:{now.astimezone(meeting_rules.AMSTERDAM):%Y%m%d}",
            template="agenda_lacking",
            recipient=Recipient(
                key=str(person.pk), name=person.name, address=person.email, languages=people.languages_of(person)
            ),
            context={
                "name": person.name,
                "lines": [_line(list(rows)) for _key, rows in by_sot],
                "url": f"{settings.BASE_URL}/overleggen/{path}",
            },
        ),
        now=now,
    )


def _when(row: Lacking) -> tuple[str, str]:
    meeting = row.item.meeting
    return (f"{meeting.start}", str(meeting.pk)) if meeting is not None else ("", "")


def _line(rows: Sequence[Lacking]) -> str:
    meeting = rows[0].item.meeting
    if meeting is None or meeting.start is None:
        return ""
    title = meeting_rules.title(school=meeting.school.name, reference=meeting.reference)
    last = states.hand_in_by(
        meeting.start.astimezone(meeting_rules.AMSTERDAM).date(), days=selectors.days_before(meeting.school)
    )
    counted = {
        "vraag": sum(row.question for row in rows),
        "groeidocument": sum(row.groeidocument for row in rows),
        "toestemming": sum(row.consent for row in rows),
    }
    said = [f"{n} {'punt' if n == 1 else 'punten'} zonder {what}" for what, n in counted.items() if n]
    return f"{title}, {when.day(meeting.start)}: {', '.join(said)}. Inleveren: tot en met {when.day(last)}."
