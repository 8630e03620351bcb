"""Guardians who do not answer: two reminders to them alone, then a task for the school to call (U9, C11).

One bell at a time: each sets the next, so that a holiday between them does not push two letters onto one morning.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from notifications.reminders import services as reminders
from notifications.reminders.rules import humane
from planning.cases import rules, voices
from planning.cases.models import Authority, Case, CaseState, ConsentRequest, Party, PartyKind, Task
from planning.cases.services import letters
from planning.cases.services.freezing import is_frozen
from planning.cases.services.tasks import add_task
from planning.people import audit
from planning.people import selectors as people
from planning.people.audit import By
from planning.people.models import School

FIRST, SECOND, SILENT = CONSENT_BELLS = ("consent.remind", "consent.remind-again", "consent.silent")
CONSENT_SILENT = "consent_silent"
REMIND_AT_MOST_EVERY = dt.timedelta(hours=20)  # S5: one reminder a day, also when yesterday's was in the afternoon
_LOOK_AHEAD = dt.timedelta(days=70)  # longer than any holiday


def expect_answer(giver: Party, *, school: School, now: dt.datetime) -> None:
    """A new round was put to this guardian: the bells begin anew. Who has no e-mail address is not written to."""
    reminders.cancel(tenant_id=giver.swv_id, object_key=str(giver.pk), now=now)
    _set_bell(FIRST if giver.email else SILENT, giver, school=school, due=rules.next_word(after=now), now=now)


@transaction.atomic
def remind_silent(*, kind: str, giver_id: UUID, now: dt.datetime) -> None:
    """Ring for one guardian: a letter, or after two of them a task for who asked.

    Nothing once every question is answered ("I do not know yet" is an answer), ran out or is not theirs any more, or
    the case is closed. A bell that rings late, at night or in a holiday, waits for a decent moment.
    """
    giver = Party.objects.filter(pk=giver_id).first()
    if giver is None:
        return
    cases = Case.objects.select_for_update(of=("self",)).select_related("school", "casusregisseur")
    case = cases.filter(pk=giver.case_id, state=CaseState.OPEN).first()
    if case is None or is_frozen(case.pk):
        return
    waiting = unanswered(giver, today=timezone.localdate(now))
    if not waiting or not _is_asked(giver, case=case, today=timezone.localdate(now)):
        return
    if _decent(now, school=case.school) != now:
        _set_bell(kind, giver, school=case.school, due=now, now=now)
        return
    if kind == SILENT:
        asker_id = waiting[-1].asked_by_id
        add_task(case=case, person_id=asker_id, code=CONSENT_SILENT, object_key=str(giver.pk), now=now)
        return
    if all(now - (row.reminded_at or row.asked_at) >= REMIND_AT_MOST_EVERY for row in waiting):
        letters.remind(giver, case=case, asker=waiting[-1].asked_by, now=now)
        ConsentRequest.objects.filter(pk__in=[row.pk for row in waiting]).update(reminded_at=now)
        audit.record(swv_id=case.swv_id, by=By.system(), action="consent.remind", on=case, now=now)
    _set_bell(SECOND if kind == FIRST else SILENT, giver, school=case.school, due=rules.next_word(after=now), now=now)


def hush(giver: Party, *, now: dt.datetime) -> None:
    """This guardian said something: when nothing waits any more, the bells stop and nobody needs to call."""
    if not unanswered(giver, today=timezone.localdate(now)):
        reminders.cancel(tenant_id=giver.swv_id, object_key=str(giver.pk), now=now)
        Task.objects.filter(code=CONSENT_SILENT, object_key=str(giver.pk), done_at__isnull=True).update(done_at=now)


def unanswered(giver: Party, *, today: dt.date) -> list[ConsentRequest]:
    """The questions to this giver that wait without any answer in this round and have not run out, oldest first."""
    rows = ConsentRequest.objects.filter(giver=giver).select_related("asked_by", "involved")
    asked = voices.asked_in(rows.prefetch_related(voices.with_answers()))
    waiting = []
    for by_giver in asked.values():
        for rounds in by_giver.values():
            said = voices.standing_of(rounds, today=today)
            if (said.answer is None or said.renewing) and rounds[-1].expires_on >= today:
                waiting.append(rounds[-1])
    return sorted(waiting, key=lambda row: row.asked_at)


def _is_asked(giver: Party, *, case: Case, today: dt.date) -> bool:
    """Whether an answer of this giver is still wanted: not of a parent without gezag, nor of one whose child is 16."""
    heard = voices.voices_of(case, settings=voices.settings_of([case])[case.pk], today=today)
    if giver.kind == PartyKind.PUPIL:
        return heard.asks_pupil
    return heard.guardians and giver.authority != Authority.NO


def _set_bell(kind: str, giver: Party, *, school: School, due: dt.datetime, now: dt.datetime) -> None:
    reminders.remind(
        tenant_id=giver.swv_id, kind=kind, object_key=str(giver.pk), due_at=_decent(due, school=school), now=now
    )


def _decent(when: dt.datetime, *, school: School) -> dt.datetime:
    first = when.astimezone(rules.AMSTERDAM).date()
    calendar = people.school_calendar(school, first=first, last=first + _LOOK_AHEAD)
    return humane(when, free_days=frozenset(calendar.closed))
