"""Noticing what owners did to our events: asked now and then and when a server calls; kept as a question, no more.

What we wrote ourselves never echoes: an event whose ETag is the one we got is ours, and one that stands at the time we
wrote is too, whatever its server made of the rest.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django_scopes import scope, scopes_disabled

from integrations.calendars.seam import CalendarTrouble, Changes, Written
from planning.calendars import rules, servers
from planning.calendars.models import (
    WRITTEN,
    AccountState,
    CalendarAccount,
    CalendarChange,
    Did,
    OwnerChange,
    Wish,
)
from planning.calendars.models import (
    Answer as Answered,
)
from planning.calendars.services import asking
from planning.calendars.services.delivering import note_success, note_trouble
from planning.calendars.signals import owner_changed
from planning.people import audit
from planning.people.audit import By

log = logging.getLogger(__name__)
MOST = 400  # accounts in one go; the next goes on


@dataclass(frozen=True, slots=True)
class Known:
    """An event of ours as it was when we asked."""

    key: UUID
    revision: int
    written: Written


@dataclass(frozen=True, slots=True)
class Question:
    """What a thread is sent out with: it never touches the database. `moving`: something is on its way there."""

    account: CalendarAccount
    known: tuple[Known, ...]
    moving: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What it came back with: changes or trouble, or neither when it was not asked."""

    changes: Changes | None = None
    trouble: CalendarTrouble | None = None


def notice(*, now: dt.datetime, account_ids: Collection[UUID] | None = None) -> int:
    """Ask the calendars that are due (or these, now) what their owners did to our meetings; gives how many questions.

    Only meetings ahead are looked at: options on hold are let go of by themselves.
    """
    questions = _take(now=now, account_ids=account_ids)
    if not questions:
        return 0
    asked = asking.ask_all(
        questions,
        server_of=lambda question: question.account.server,
        ask=lambda question: _ask(question, now),
        silent=lambda answer: answer.trouble is not None and answer.trouble.code == "unreachable",
        spared=Answer(),
    )
    made = 0
    for question, answer in asked:
        try:
            made += _keep(question, answer, now=now)
        except Exception as fault:  # one calendar must not hold up everybody's
            log.error("calendar %s cannot be looked at: %s", question.account.pk, type(fault).__name__)  # noqa: TRY400
    return made


def _take(*, now: dt.datetime, account_ids: Collection[UUID] | None) -> list[Question]:
    """The due accounts with a meeting of ours ahead that nobody else looks at: moving `look_next` on is the claim."""
    due = Q(look_next__isnull=True) | Q(look_next__lte=now)
    with scopes_disabled():
        found = CalendarAccount.objects.filter(kind__in=WRITTEN, calendar__isnull=False)
        found = found.exclude(state=AccountState.LEAVING).exclude(open_until__gt=now)
        found = found.filter(pk__in=_ahead(now=now).values("account_id"))
        found = found.filter(due) if account_ids is None else found.filter(pk__in=account_ids)
        keys = list(found.order_by("look_next").values_list("pk", flat=True)[:MOST])
        moved_on = now + rules.LOOK_EVERY
        free = CalendarAccount.objects.filter(due) if account_ids is None else CalendarAccount.objects.all()
        taken = [key for key in keys if free.filter(pk=key).update(look_next=moved_on) == 1]
        accounts = list(CalendarAccount.objects.filter(pk__in=taken))
        rows: dict[UUID, list[CalendarChange]] = defaultdict(list)
        for row in _ahead(now=now).filter(account__in=taken):
            rows[row.account_id].append(row)
    return [_question(account, rows[account.pk]) for account in accounts]


def _ahead(*, now: dt.datetime) -> QuerySet[CalendarChange]:
    """Meetings of ours that are still to be, wherever they stand."""
    return CalendarChange.objects.filter(wish=Wish.MEETING, end__gt=now).exclude(ref="")


def _question(account: CalendarAccount, rows: list[CalendarChange]) -> Question:
    here = [row for row in rows if row.written_in == account.calendar]
    settled = [row for row in here if row.done == row.revision and row.claimed_at is None]
    return Question(
        account=account,
        known=tuple(Known(row.pk, row.revision, Written(ref=row.ref, etag=row.etag)) for row in settled if row.etag),
        moving=len(settled) < len(rows),
    )


def _ask(question: Question, now: dt.datetime) -> Answer:
    account = question.account
    if not question.known:
        return Answer()
    try:
        with closing(servers.provider_of(account, now=now, seconds=servers.ACCOUNT_SECONDS)) as provider:
            written = [one.written for one in question.known]
            return Answer(provider.changes(str(account.calendar), written, token=str(account.look_token or "")))
    except CalendarTrouble as trouble:
        return Answer(trouble=trouble)
    except Exception as fault:  # whatever a strange answer makes a parser raise: one account's trouble, nobody else's
        log.error("calendar %s cannot be looked at: %s", account.pk, type(fault).__name__)  # noqa: TRY400
        return Answer(trouble=CalendarTrouble("odd_answer", type(fault).__name__, retry=False))


@transaction.atomic
def _keep(question: Question, answer: Answer, *, now: dt.datetime) -> int:
    account = question.account
    with scope(swv=account.swv_id):
        if answer.trouble is not None:
            note_trouble(account, answer.trouble, now=now)
            return 0
        if answer.changes is None:
            return 0
        note_success(account, now=now)
        by_ref = {one.written.ref: one for one in question.known}
        made, sure = 0, not question.moving
        found = [(one.written.ref, one.written.etag, None if one.cancelled else (one.start, one.end))
                 for one in answer.changes.changed]  # fmt: skip
        for ref, etag, where in [*found, *((ref, "", None) for ref in answer.changes.gone)]:
            row = _still(by_ref[ref]) if ref in by_ref else None
            if row is None:  # it was written anew while we asked: look once more
                sure = False
                continue
            made += _note(row, etag=etag, where=where, account=account, now=now)
        if sure:
            CalendarAccount.objects.filter(pk=account.pk).update(look_token=answer.changes.token)
    return made


def _still(known: Known) -> CalendarChange | None:
    """The row, locked, when it is as it was when we asked."""
    rows = CalendarChange.objects.select_for_update(of=("self",)).filter(
        pk=known.key, revision=known.revision, done=F("revision"), claimed_at__isnull=True
    )
    return rows.filter(ref=known.written.ref, etag=known.written.etag).exclude(wish=Wish.GONE).first()


def _note(
    row: CalendarChange, *, etag: str, where: rules.Stretch | None, account: CalendarAccount, now: dt.datetime
) -> int:
    """One event that is not as we wrote it; gives whether that is a new question.

    Its tag of now is kept, so that the same is not told twice; without one (it is gone) it is not asked about again.
    """
    earlier = list(OwnerChange.objects.filter(change=row, about=row.start))
    answered = [one for one in earlier if one.answer not in {Answered.OPEN, Answered.OVER}]
    step = rules.look(
        (row.start, row.end),
        where,
        answered=len(answered),
        put_back=sum(one.answer == Answered.PUT_BACK for one in answered),
    )
    CalendarChange.objects.filter(pk=row.pk).update(etag=etag[:200])
    waiting = next((one for one in earlier if one.answer == Answered.OPEN), None)
    if step in {rules.Step.NOTHING, rules.Step.QUIET}:
        if waiting is not None:  # its owner put it back
            OwnerChange.objects.filter(pk=waiting.pk).update(answer=Answered.OVER, answered_at=now)
        return 0
    start, end = where if where is not None else (None, None)
    did = Did.MOVED if where is not None else Did.REMOVED
    if waiting is not None:
        OwnerChange.objects.filter(pk=waiting.pk).update(did=did, start=start, end=end, seen_at=now)
        return 0
    made = OwnerChange.objects.create(
        swv_id=row.swv_id, change=row, group=row.group, did=did, about=row.start, start=start, end=end,
        again=step == rules.Step.ASK_AGAIN, seen_at=now,
    )  # fmt: skip
    audit.record(swv_id=row.swv_id, by=By.system(), action="calendar.owner_changed", on=made, now=now, did=str(did))
    owner_changed.send(sender=OwnerChange, group=row.group, person_id=account.person_id, now=now)
    return 1
