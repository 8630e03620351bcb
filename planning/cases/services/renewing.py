"""Asking again without anybody clicking: renewal weeks before the end, and the pupil whose turn it is (C9, C14)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from planning.cases import voices
from planning.cases.models import ConsentRequest, PartyKind
from planning.cases.services.asking import ask_by_the_house, to_be_asked
from planning.cases.services.minding import (
    RENEW,
    asked_of,
    decent,
    locked_open,
    mind,
    not_put_to_the_pupil,
    set_bell,
    task_once,
)


@transaction.atomic
def renew_consents(*, case_id: UUID, now: dt.datetime) -> int:
    """Ask again what ends within weeks, and ask a pupil whose turn it is; gives how many questions were put.

    At a humane hour; a bell that rings late or in a holiday waits for a decent moment.
    """
    case = locked_open(case_id)
    if case is None:
        return 0
    moment = decent(now, school=case.school)
    if moment != now:
        set_bell(RENEW, case, due=moment, now=now)
        return 0
    today = timezone.localdate(now)
    settings = voices.settings_of([case])[case.pk]
    heard = voices.voices_of(case, settings=settings, today=today)
    givers = to_be_asked(case, heard=heard)
    asked, count = asked_of(case), 0
    if asked and heard.asks_pupil and not any(row.kind == PartyKind.PUPIL for row in givers):
        task_once(case=case, person_id=case.opened_by_id, code="pupil_to_add", object_key=str(case.pk), now=now)
    for giver in givers:
        rows = [rounds[-1] for by_giver in asked.values() if (rounds := by_giver.get(giver.pk))]
        ending = [row for row in rows if _near_its_end(row, asked, weeks=settings.renew_weeks, today=today)]
        if ending:
            count += len(ask_by_the_house(case, givers=[giver], requests=ending, action="consent.renew", now=now))
    for pupil, missing in not_put_to_the_pupil(case, asked, givers=givers, heard=heard, now=now):
        count += len(ask_by_the_house(case, givers=[pupil], requests=missing, action="consent.ask_pupil", now=now))
    mind(case, now=now)
    return count


def _near_its_end(row: ConsentRequest, asked: voices.Asked, *, weeks: int, today: dt.date) -> bool:
    rounds = asked[voices.Question(row.purpose, row.involved_id)][row.giver_id]
    said = voices.standing_of(rounds, today=today)
    return said.answer == "yes" and not said.renewing and today >= said.expires_on - dt.timedelta(weeks=weeks)
