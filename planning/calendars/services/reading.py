"""Reading when people are busy: in parallel, few at once per server, and never longer than allowed for one account."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django_scopes import scope, scopes_disabled

from integrations.calendars.seam import CalendarTrouble, OwnEvent
from integrations.types import BusyTime as Busy
from planning.calendars import rules, servers
from planning.calendars.models import AccountState, BusyTime, CalendarAccount, CalendarChange
from planning.calendars.services import asking
from planning.calendars.services.delivering import note_success, note_trouble

log = logging.getLogger(__name__)
COME_BACK = dt.timedelta(minutes=10)
MOST = 400  # accounts in one go; the next goes on
_ROWS = 200


@dataclass(frozen=True, slots=True)
class Question:
    """What a thread is sent out with: it never touches the database."""

    account: CalendarAccount
    ours: tuple[OwnEvent, ...]
    first: dt.datetime
    last: dt.datetime
    known: str  # what the calendar looked like when it was read; "" when it must be read whole


@dataclass(frozen=True, slots=True)
class Answer:
    """What it came back with: busy times, None when nothing changed, or trouble; or it was not asked at all."""

    times: tuple[Busy, ...] | None = None
    tag: str = ""
    trouble: CalendarTrouble | None = None
    spared: bool = False


def refresh_busy(*, now: dt.datetime, account_ids: Collection[UUID] | None = None) -> int:
    """Ask the calendars that are due (or these, now) when their owners are busy; gives how many answered.

    A server that is slow, hostile or away costs its own account a time-out and nobody else anything.
    """
    questions = _take(now=now, account_ids=account_ids)
    if not questions:
        return 0
    asked = asking.ask_all(
        questions,
        server_of=lambda question: question.account.server,
        ask=lambda question: _ask(question, now),
        silent=lambda answer: answer.trouble is not None and answer.trouble.code == "unreachable",
        spared=Answer(spared=True),
    )
    return sum(_keep(question, answer, now=now) for question, answer in asked)


def _take(*, now: dt.datetime, account_ids: Collection[UUID] | None) -> list[Question]:
    """The due accounts that nobody else reads at this moment: moving `read_next` on is the claim."""
    with scopes_disabled():
        found = CalendarAccount.objects.exclude(state=AccountState.LEAVING).filter(calendar__isnull=False)
        if account_ids is None:
            closed = Q(open_until__gt=now)
            due = found.filter(read_next__lte=now).exclude(closed).order_by("read_next")
            keys = list(due.values_list("pk", flat=True)[:MOST])
        else:
            keys = list(found.filter(pk__in=account_ids).values_list("pk", flat=True))
        taken = [key for key in keys if account_ids is not None or _claim(key, now=now)]
        rows = list(CalendarAccount.objects.filter(pk__in=taken))
        ours = _ours(CalendarChange.objects.filter(account__in=taken).exclude(ref=""))
    return [_question(row, ours[row.pk], now=now) for row in rows]


def _claim(key: UUID, *, now: dt.datetime) -> bool:
    due = CalendarAccount.objects.filter(pk=key, read_next__lte=now)
    return due.update(read_next=now + rules.REFRESH_EVERY) == 1


def _ours(rows: QuerySet[CalendarChange]) -> dict[UUID, list[OwnEvent]]:
    found: dict[UUID, list[OwnEvent]] = defaultdict(list)
    for account_id, uid, start, end in rows.values_list("account_id", "uid", "start", "end"):
        found[account_id].append(OwnEvent(uid=uid, start=start, end=end))
    return found


def _question(account: CalendarAccount, ours: Sequence[OwnEvent], *, now: dt.datetime) -> Question:
    reaches = account.busy_last is not None and account.busy_last >= now + rules.REACH
    fresh = account.busy_read_at is not None and now - account.busy_read_at <= rules.FRESH
    return Question(
        account=account,
        ours=tuple(ours),
        first=now - dt.timedelta(days=1),
        last=now + rules.HORIZON,
        known=account.busy_tag if reaches and fresh else "",
    )


def _ask(question: Question, now: dt.datetime) -> Answer:
    account = question.account
    try:
        with closing(servers.source_of(account, now=now, seconds=servers.ACCOUNT_SECONDS)) as source:
            calendars = [str(account.calendar)]
            tag = source.tag(calendars, known=question.known)
            if tag and tag == question.known:
                return Answer(tag=tag)
            times = source.busy(calendars, start=question.first, end=question.last, without=question.ours)
    except CalendarTrouble as trouble:
        return Answer(trouble=trouble)
    except Exception as fault:  # whatever a strange answer makes a parser raise: one account's trouble, nobody else's
        log.error("calendar %s cannot be read: %s", account.pk, type(fault).__name__)  # noqa: TRY400
        return Answer(trouble=CalendarTrouble("odd_answer", type(fault).__name__, retry=False))
    return Answer(times=times, tag=tag)


@transaction.atomic
def _keep(question: Question, answer: Answer, *, now: dt.datetime) -> bool:
    """Keep the intervals of one account and nothing else; after trouble the old ones stay until they are a day old."""
    account = question.account
    with scope(swv=account.swv_id):
        if answer.spared:
            CalendarAccount.objects.filter(pk=account.pk).update(read_next=now + COME_BACK)
            return False
        if answer.trouble is not None:
            note_trouble(account, answer.trouble, now=now)
            return False
        row = CalendarAccount.objects.filter(pk=account.pk).exclude(state=AccountState.LEAVING)
        if answer.times is None:
            row.update(busy_read_at=now)
        elif row.update(busy_first=question.first, busy_last=question.last, busy_read_at=now, busy_tag=answer.tag):
            BusyTime.objects.filter(account=account).delete()
            BusyTime.objects.bulk_create(
                (
                    BusyTime(swv_id=account.swv_id, account=account, start=time.start, end=time.end)
                    for time in answer.times
                ),
                batch_size=_ROWS,
            )
        note_success(account, now=now)
    return True
