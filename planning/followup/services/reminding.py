"""Reminding who agreed to do something: one letter to one person, calm, until it is done (R123, U9).

One bell at a time for an agreement: each sets the next, so that a holiday between them does not push two letters onto
one morning.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from notifications.reminders import services as reminders
from notifications.reminders.rules import humane
from planning.cases import services as cases
from planning.cases.models import CaseState
from planning.followup import rules
from planning.followup.models import Agreement, Progress
from planning.followup.services import letters, stuck
from planning.people import selectors as people
from planning.people.models import School

AGREEMENT_BELL = "agreement"
_LOOK_AHEAD = dt.timedelta(days=70)  # longer than any holiday


def expect_report(agreement: Agreement, *, now: dt.datetime) -> None:
    """Set the bell of the next letter, when there is to be one."""
    moment = rules.next_ask(
        due=agreement.due, now=now, reminded_at=agreement.reminded_at, asked_late=agreement.asked_late
    )
    if moment is not None:
        _set_bell(agreement, due=moment, now=now)


def stop_asking(agreement: Agreement, *, now: dt.datetime) -> None:
    """Nobody is reminded of this any more."""
    reminders.cancel(tenant_id=agreement.swv_id, object_key=str(agreement.pk), kind=AGREEMENT_BELL, now=now)


@transaction.atomic
def remind_owner(*, agreement_id: UUID, now: dt.datetime) -> None:
    """Ring for one agreement: a letter to the owner with all that this person has open about now.

    Nothing when it is done, withdrawn or the case is closed. A bell that rings late, at night, in a weekend or holiday
    waits for a decent moment; about what was written of lately it waits for the next. Past its date it becomes a task
    of the casusregisseur too (R127, R137).
    """
    agreement = _waiting().select_for_update(of=("self",)).filter(pk=agreement_id).first()
    if agreement is None or _is_done(agreement):
        return
    if cases.is_frozen(agreement.case_id):
        _set_bell(agreement, due=now + rules.ASK_AGAIN, now=now)
        return
    if decent(now, school=agreement.school) != now:
        _set_bell(agreement, due=now, now=now)
        return
    if rules.rests(reminded_at=agreement.reminded_at, now=now):
        expect_report(agreement, now=now)
        return
    together = [agreement, *_also_open(agreement, now=now)]
    letters.remind(together, now=now)
    for row in together:
        _note_asked(row, now=now)


def decent(when: dt.datetime, *, school: School) -> dt.datetime:
    """The first decent moment for a letter: no night, weekend or holiday of this school (U9).

    What has to wait waits for nine in the morning, Amsterdam time.
    """
    first = when.astimezone(rules.AMSTERDAM).date()
    calendar = people.school_calendar(school, first=first, last=first + _LOOK_AHEAD)
    moment = humane(when, free_days=frozenset(calendar.closed))
    if moment == when:
        return when
    return dt.datetime.combine(moment.astimezone(rules.AMSTERDAM).date(), rules.REMIND_AT, tzinfo=rules.AMSTERDAM)


def _waiting() -> QuerySet[Agreement]:
    newest = Progress.objects.filter(agreement=OuterRef("pk")).order_by("-at").values("state")[:1]
    runs = Q(case__state=CaseState.OPEN) | Q(point__isnull=False)
    rows = Agreement.objects.filter(runs, withdrawn_at__isnull=True)
    return rows.select_related(
        *("case__school", "case__casusregisseur", "owner__person", "owner__party", "guest"),
        *("meeting__case__casusregisseur", "meeting__organiser", "meeting__school"),
    ).annotate(newest_state=Subquery(newest))


def _is_done(agreement: Agreement) -> bool:
    return getattr(agreement, "newest_state", None) == "done"


def _also_open(first: Agreement, *, now: dt.datetime) -> list[Agreement]:
    """What else the same person has open and due soon or late, oldest date first."""
    who = first.who
    same = Q(owner__party=who.party_id)
    if who.person_id is not None:  # at a table, or for a point only: one person gets one letter
        same = Q(owner__person=who.person_id) | Q(guest=who.person_id)
    rows = _waiting().filter(same, due__lte=now.astimezone(rules.AMSTERDAM).date() + rules.TOGETHER)
    rows = rows.filter(owner__removed_at__isnull=True).exclude(pk=first.pk).order_by("due", "pk")
    found = [
        row
        for row in rows
        if rules.goes_along(
            state=getattr(row, "newest_state", None) or "open",
            due=row.due,
            reminded_at=row.reminded_at,
            asked_late=row.asked_late,
            now=now,
        )
    ]
    found = [row for row in found if not cases.is_frozen(row.case_id) and letters.with_ground(row, now=now) is not None]
    return found[: rules.MOST_TOGETHER]


def _note_asked(agreement: Agreement, *, now: dt.datetime) -> None:
    """Keep that it was asked about, so that it rests; a late one waits for the casusregisseur too."""
    agreement.reminded_at = now
    if now.astimezone(rules.AMSTERDAM).date() > agreement.due:
        agreement.asked_late += 1
        stuck.wait_for_regie(agreement, code=stuck.LATE, now=now)
    agreement.save(update_fields=["reminded_at", "asked_late"])
    expect_report(agreement, now=now)


def _set_bell(agreement: Agreement, *, due: dt.datetime, now: dt.datetime) -> None:
    reminders.remind(
        tenant_id=agreement.swv_id,
        kind=AGREEMENT_BELL,
        object_key=str(agreement.pk),
        due_at=decent(due, school=agreement.school),
        now=now,
    )
