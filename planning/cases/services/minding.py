"""What time does to consent: the bells of a case, and what happens on the day something ends (C9, C14).

Two bells per case. `consent.look` rings just after midnight on the days on which something ends or the pupil turns 12,
16 or 18: grounds are looked at again at once, so that nobody keeps access a day too long. `consent.renew` rings at a
humane hour and writes letters. Each sets the next; a nightly sweep (`planning.cases.tasks`) sets what is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from notifications.reminders import services as reminders
from notifications.reminders.rules import humane
from planning.cases import ages, rules, voices
from planning.cases.ages import Voices
from planning.cases.models import Case, CaseState, ConsentRequest, OtherGround, Party, PartyKind, Task
from planning.cases.rules import ConsentState
from planning.cases.services.tasks import add_task
from planning.cases.signals import consent_changed
from planning.people import selectors as people
from planning.people.models import School

LOOK, RENEW = TIME_BELLS = ("consent.look", "consent.renew")
JUST_AFTER_MIDNIGHT = dt.time(0, 1)
RENEW_AT = dt.time(9, 0)
_LOOK_AHEAD = dt.timedelta(days=70)  # longer than any holiday


def mind(case: Case, *, now: dt.datetime) -> None:
    """Set the next bells of a case, in the caller's transaction. Twice is once."""
    for kind in TIME_BELLS:
        reminders.cancel(tenant_id=case.swv_id, object_key=str(case.pk), kind=kind, now=now)
    if case.state == CaseState.CLOSED:
        return
    today = timezone.localdate(now)
    asked = asked_of(case)
    looks = [*_days_that_end(case, asked, today=today), *ages.days_to_look(str(case.pupil_birth_month or ""))]
    look = min((day for day in looks if day > today), default=None)
    if look is not None:
        set_bell(LOOK, case, due=dt.datetime.combine(look, JUST_AFTER_MIDNIGHT, tzinfo=rules.AMSTERDAM), now=now)
    renewals = [*_days_to_renew(case, asked, today=today), *_days_to_ask_the_pupil(case)]
    if _waits_for_the_pupil(case, asked, now=now):
        renewals.append(today + dt.timedelta(days=1))
    renew = min((day for day in renewals if day > today), default=None)
    if renew is not None:
        due = dt.datetime.combine(renew, RENEW_AT, tzinfo=rules.AMSTERDAM)
        set_bell(RENEW, case, due=decent(due, school=case.school), now=now)


@transaction.atomic
def look_at_case(*, case_id: UUID, now: dt.datetime) -> None:
    """Something ended, or somebody has a birthday: look at every ground again, and tell the school what to do."""
    case = locked_open(case_id)
    if case is None:
        return
    today = timezone.localdate(now)
    consent_changed.send(sender=Case, case_id=case.pk, swv_id=case.swv_id, now=now)
    states = voices.states_of_cases([case], now=now)[case.pk]
    asked = asked_of(case)
    for question, state in states.items():
        if state == ConsentState.EXPIRED:
            newest = _newest(asked, question)
            task_once(
                case=case, person_id=newest.asked_by_id, code="consent_expired", object_key=str(newest.pk), now=now
            )
    coming = ages.coming(str(case.pupil_birth_month or ""), today=today)
    if coming is not None:
        code = f"pupil_turns_{coming.years}"
        task_once(case=case, person_id=case.opened_by_id, code=code, due=coming.perhaps_on, now=now)
    mind(case, now=now)


def task_once(
    *, case: Case, person_id: UUID, code: str, object_key: str = "", due: dt.date | None = None, now: dt.datetime
) -> None:
    """A task that does not come back once it was done: what time does is looked at every night."""
    key = object_key or str(case.pk)
    if not Task.objects.filter(case=case, code=code, object_key=key).exists():
        add_task(case=case, person_id=person_id, code=code, object_key=key, due=due, now=now)


def not_put_to_the_pupil(
    case: Case, asked: voices.Asked, *, givers: Iterable[Party], heard: Voices, now: dt.datetime
) -> list[tuple[Party, list[ConsentRequest]]]:
    """What the parents were asked and the pupil was not, by pupil; nothing that is refused or blocked anyhow.

    From 16 it is the pupil's to say, at 12 to have an opinion about (C9).
    """
    states = voices.states_of_cases([case], now=now)[case.pk]
    found = []
    for pupil in givers:
        if pupil.kind != PartyKind.PUPIL:
            continue
        missing = [
            max((rounds[-1] for rounds in by_giver.values()), key=lambda row: row.asked_at)
            for question, by_giver in asked.items()
            if not voices.that_count(by_giver.get(pupil.pk, []), giver=pupil, heard=heard)
            and states.get(question) not in rules.SAID_NO
        ]
        if missing:
            found.append((pupil, missing))
    return found


def _waits_for_the_pupil(case: Case, asked: voices.Asked, *, now: dt.datetime) -> bool:
    settings = voices.settings_of([case])[case.pk]
    heard = voices.voices_of(case, settings=settings, today=timezone.localdate(now))
    if not heard.asks_pupil:
        return False
    return bool(not_put_to_the_pupil(case, asked, givers=case.parties.all(), heard=heard, now=now))


def locked_open(case_id: UUID) -> Case | None:
    """The case's row, locked; None when it is closed or gone."""
    cases = Case.objects.select_for_update(of=("self",)).select_related("school", "casusregisseur", "opened_by")
    return cases.filter(pk=case_id, state=CaseState.OPEN).first()


def asked_of(case: Case) -> voices.Asked:
    """Everything that was asked about a case, with answers, parties and askers. Two queries."""
    rows = ConsentRequest.objects.filter(case=case).select_related("involved__person", "giver", "asked_by")
    return voices.asked_in(rows.prefetch_related(voices.with_answers()))


def _newest(asked: voices.Asked, question: voices.Question) -> ConsentRequest:
    return max((rounds[-1] for rounds in asked[question].values()), key=lambda row: row.asked_at)


def _ends(asked: voices.Asked, *, today: dt.date) -> Iterable[dt.date]:
    for by_giver in asked.values():
        for rounds in by_giver.values():
            said = voices.standing_of(rounds, today=today)
            if said.answer == "yes":
                yield said.expires_on


def _days_that_end(case: Case, asked: voices.Asked, *, today: dt.date) -> list[dt.date]:
    """The first day after each consent and each other ground."""
    grounds = OtherGround.objects.filter(case=case, ended_at__isnull=True).values_list("until", flat=True)
    return [day + dt.timedelta(days=1) for day in (*_ends(asked, today=today), *grounds)]


def _days_to_renew(case: Case, asked: voices.Asked, *, today: dt.date) -> list[dt.date]:
    """Weeks before each end; and tomorrow, where that day is past and nobody was asked."""
    weeks = dt.timedelta(weeks=voices.settings_of([case])[case.pk].renew_weeks)
    days = []
    for by_giver in asked.values():
        for rounds in by_giver.values():
            said = voices.standing_of(rounds, today=today)
            if said.answer == "yes" and not said.renewing and said.expires_on >= today:
                days.append(max(said.expires_on - weeks, today + dt.timedelta(days=1)))
    return days


def _days_to_ask_the_pupil(case: Case) -> list[dt.date]:
    """The first day of the month of 12; weeks before 16, so that a yes is there on the day."""
    points = {row.years: row.perhaps_on for row in ages.turning_points(str(case.pupil_birth_month or ""))}
    return [points[ages.OPINION_AT], points[ages.OWN_CONSENT_AT] - ages.FLAG_BEFORE] if points else []


def set_bell(kind: str, case: Case, *, due: dt.datetime, now: dt.datetime) -> None:
    """One bell of this case."""
    reminders.remind(tenant_id=case.swv_id, kind=kind, object_key=str(case.pk), due_at=due, now=now)


def decent(when: dt.datetime, *, school: School) -> dt.datetime:
    """The first humane moment at this school from then on (U9)."""
    first = when.astimezone(rules.AMSTERDAM).date()
    calendar = people.school_calendar(school, first=first, last=first + _LOOK_AHEAD)
    return humane(when, free_days=frozenset(calendar.closed))
