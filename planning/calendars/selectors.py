"""Reads of connected calendars, scoped and without N+1. Nobody's secrets leave this room."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q

from planning.calendars import rules
from planning.calendars.models import (
    WRITTEN,
    AccountState,
    Answer,
    BusyTime,
    CalendarAccount,
    CalendarChange,
    OwnerChange,
    Wish,
)

_SECRETS = ("address", "username", "password")


def busy_of(
    person_ids: Iterable[UUID], *, first: dt.datetime, last: dt.datetime, now: dt.datetime
) -> dict[UUID, rules.Known]:
    """When people are busy in their connected calendars between two moments; who connected none is not in it.

    Unknown is never free: one calendar of a person that is not fresh makes that person unknown, though what others say
    still counts. Two queries for any number.
    """
    rows = CalendarAccount.objects.filter(person__in=list(person_ids)).exclude(state=AccountState.LEAVING)
    accounts = list(rows.defer(*_SECRETS))
    reads = {
        row.pk: rules.Read(
            first=row.busy_first,
            last=row.busy_last,
            at=row.busy_read_at,
            trouble=row.trouble or ("" if row.calendar else rules.NOT_CHOSEN),
        )
        for row in accounts
    }
    unknown = {key: rules.reason_unknown(read, first=first, last=last, now=now) for key, read in reads.items()}
    times: dict[UUID, list[rules.Stretch]] = defaultdict(list)
    owner = {row.pk: row.person_id for row in accounts}
    fresh = [row.pk for row in accounts if row.busy_read_at is not None and now - row.busy_read_at <= rules.FRESH]
    found = BusyTime.objects.filter(account__in=fresh, start__lt=last, end__gt=first)
    for account_id, start, end in found.values_list("account_id", "start", "end"):
        times[owner[account_id]].append((start, end))
    known: dict[UUID, rules.Known] = {}
    for row in accounts:
        so_far = known.get(row.person_id)
        moments = [read.at for key, read in reads.items() if owner[key] == row.person_id]
        known[row.person_id] = rules.Known(
            busy=rules.joined(times[row.person_id]),
            since=None if None in moments else min(moment for moment in moments if moment is not None),
            unknown=(so_far.unknown if so_far is not None else "") or unknown[row.pk],
        )
    return known


def connected(person: str) -> Exists:
    """For a query about people: whether the person in this field of its row has a calendar connected."""
    return Exists(CalendarAccount.objects.filter(person=OuterRef(person)).exclude(state=AccountState.LEAVING))


def written_into(person_ids: Collection[UUID] | None = None, *, works: bool = False) -> frozenset[UUID]:
    """Of these people (or of all of the SWV), whose calendar gets our meetings: one route per person.

    `works`: only where nothing is broken, so that it can be relied on for something new.
    """
    rows = CalendarAccount.objects.filter(kind__in=WRITTEN, calendar__isnull=False)
    rows = rows.filter(state=AccountState.CONNECTED) if works else rows.exclude(state=AccountState.LEAVING)
    if person_ids is not None:
        rows = rows.filter(person__in=list(person_ids))
    return frozenset(rows.values_list("person_id", flat=True))


def who_has(groups: Collection[str]) -> dict[str, set[UUID]]:
    """Who has something of these groups in the calendar, or wished for it. One query."""
    rows = CalendarChange.objects.filter(group__in=groups).exclude(wish=Wish.GONE)
    found: dict[str, set[UUID]] = defaultdict(set)
    for group, person_id in rows.values_list("group", "account__person_id"):
        found[group].add(person_id)
    return found


def standing(*, since: dt.datetime) -> dict[tuple[UUID, str], list[rules.Wanted]]:
    """What is wished now, per person and group: every hold, and meetings that end after `since`. One query."""
    found: dict[tuple[UUID, str], list[rules.Wanted]] = defaultdict(list)
    rows = CalendarChange.objects.exclude(wish=Wish.GONE).exclude(account__state=AccountState.LEAVING)
    recent = rows.filter(Q(wish=Wish.HOLD) | Q(end__gt=since))
    for row in recent.select_related("account").only(
        "account__person_id", "group", "wish", "start", "end", "summary", "location", "url"
    ):
        wanted = rules.Wanted(
            start=row.start,
            end=row.end,
            firm=row.wish == Wish.MEETING,
            summary=row.summary,
            location=row.location,
            url=row.url,
        )
        found[row.account.person_id, row.group].append(wanted)
    return found


def groups() -> frozenset[str]:
    """Every group of which something stands or is wished in some calendar. One query."""
    rows = CalendarChange.objects.exclude(wish=Wish.GONE).exclude(account__state=AccountState.LEAVING)
    return frozenset(rows.order_by().values_list("group", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Overview:
    """One account for its owner: how it is, and how much of ours stands in it or is on its way."""

    id: UUID
    kind: str
    server: str
    calendar: str
    state: str
    trouble: str
    since: dt.datetime | None
    read_at: dt.datetime | None
    meetings: int
    holds: int
    waiting: int


def overview_of(person_id: UUID) -> list[Overview]:
    """The calendars that somebody connected, without their secrets. One query."""
    rows = CalendarAccount.objects.filter(person=person_id).defer(*_SECRETS)
    counted = rows.annotate(
        meetings=Count("changes", filter=Q(changes__wish=Wish.MEETING)),
        holds=Count("changes", filter=Q(changes__wish=Wish.HOLD)),
        waiting=Count("changes", filter=Q(changes__done__lt=F("changes__revision"))),
    )
    return [
        Overview(
            id=row.pk,
            kind=row.kind,
            server=row.server,
            calendar=str(row.calendar_name or ""),
            state=row.state,
            trouble=row.trouble or ("" if row.calendar else rules.NOT_CHOSEN),
            since=row.last_success,
            read_at=row.busy_read_at,
            meetings=row.meetings,
            holds=row.holds,
            waiting=row.waiting,
        )
        for row in counted.order_by("created_at")
    ]


def own_account(person_id: UUID, account_id: UUID) -> CalendarAccount | None:
    """One account of its owner, or None."""
    return CalendarAccount.objects.filter(pk=account_id, person=person_id).first()


def written_rows(person_id: UUID, *, since: dt.datetime, most: int = 50) -> list[CalendarChange]:
    """What we wrote into somebody's calendar and what is on its way, from now on."""
    rows = CalendarChange.objects.filter(account__person=person_id, end__gte=since).exclude(
        Q(wish=Wish.GONE) & Q(done=F("revision"))
    )
    return list(rows.order_by("start")[:most])


def owner_changes(groups: Collection[str]) -> list[OwnerChange]:
    """What owners did to our events of these groups and nobody answered yet, with the account. One query."""
    rows = OwnerChange.objects.filter(group__in=list(groups), answer=Answer.OPEN)
    return list(rows.select_related("change__account").defer(*(f"change__account__{name}" for name in _SECRETS)))


def asked_about() -> frozenset[str]:
    """The groups of which a question is open. One query."""
    return frozenset(OwnerChange.objects.filter(answer=Answer.OPEN).values_list("group", flat=True))
