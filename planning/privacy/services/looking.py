"""The access log: one row a look, chained by a sweep, checked, reviewed, and forgotten by whole days (P6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.audit import By
from planning.people.models import SWV
from planning.privacy import rules
from planning.privacy.models import AccessChain, AccessEntry, LogReview
from planning.privacy.subjects import About

BATCH = 2000


class MonthNotOver(DomainError):
    """A review is of a month that is over."""

    code = "month_not_over"
    status = 422
    message = _("Deze maand is nog niet voorbij.")
    hint = _("Teken de controle af als de maand om is.")


@dataclass(frozen=True, slots=True)
class Look:
    """What a door saw happen: codes and ids only."""

    by: By
    role: str
    action: str
    page: str
    purpose: str
    result: str
    source: str
    object_type: str = ""
    object_id: str = ""
    about: About | None = None


def record_look(look: Look, *, swv_id: UUID, now: dt.datetime) -> AccessEntry:
    """Write one row; its place in the chain comes with the next sweep. One query."""
    entry = AccessEntry(
        swv_id=swv_id,
        at=now,
        actor_kind=look.by.kind,
        actor=look.by.id,
        role=look.role[:60],
        school=look.about.school_id if look.about else None,
        case_reference=look.about.reference if look.about else "",
        action=look.action,
        object_type=look.object_type,
        object_id=look.object_id[:64],
        page=look.page[:60],
        purpose=look.purpose[:30],
        result=look.result,
        source=look.source,
    )
    entry.seal = seal_of(entry)
    entry.save(force_insert=True)
    return entry


def seal_of(entry: AccessEntry) -> str:
    """The seal that the fields of a row should have."""
    fields = {
        name: str(getattr(entry, name) or "")
        for name in (
            *("swv_id", "actor_kind", "actor", "role", "school", "case_reference", "action", "object_type"),
            *("object_id", "page", "purpose", "result", "source"),
        )
    }
    fields["at"] = entry.at.astimezone(dt.UTC).isoformat()
    return rules.seal(fields, key=f"access-log:{settings.LOG_KEY}")


def link_all() -> int:
    """Take what every SWV wrote since the last time into its chain; gives how many rows."""
    done = 0
    for swv_id in SWV.objects.values_list("pk", flat=True):
        with scope(swv=swv_id):
            done += link_new(swv_id=swv_id)
    return done


@transaction.atomic
def link_new(*, swv_id: UUID) -> int:
    """Number and hash the rows that wait, in the order of their time; gives how many."""
    SWV.objects.select_for_update().get(pk=swv_id)  # one chain, one writer
    waiting = list(AccessEntry.objects.filter(number__isnull=True).order_by("at", "pk")[:BATCH])
    if not waiting:
        return 0
    last = AccessChain.objects.order_by("-first").first()
    number, before = (last.first + last.count, last.head) if last is not None else (1, "")
    touched: dict[int, AccessChain] = {}
    for entry in waiting:
        entry.number, entry.hash = number, rules.link(before=before, seal=entry.seal, number=number)
        day = entry.at.astimezone(rules.AMSTERDAM).date()
        if last is None or last.day != day:
            last = AccessChain(swv_id=swv_id, day=day, before=before, first=number, count=0, head=before)
        last.count, last.head = last.count + 1, entry.hash
        touched[last.first] = last
        number, before = number + 1, entry.hash
    for chain in touched.values():
        chain.save()
    AccessEntry.objects.bulk_update(waiting, ["number", "hash"], batch_size=200)
    return len(waiting)


def chain_is_whole(*, first: dt.date, last: dt.date) -> bool:
    """Whether the log of these days (Amsterdam, both included) is all there and as it was written.

    What the sweep has not taken yet is looked at by its seal only. Two queries and one a stretch.
    """
    before: str | None = None
    for chain in AccessChain.objects.filter(day__gte=first, day__lte=last).order_by("first"):
        if before is not None and chain.before != before:
            return False
        before = chain.head
        if chain.erased_at is not None:
            continue
        rows = AccessEntry.objects.filter(number__gte=chain.first, number__lt=chain.first + chain.count)
        links = [
            rules.Link(number=row.number or 0, seal=row.seal, hash=row.hash, should=seal_of(row))
            for row in rows.order_by("number")
        ]
        if not rules.day_is_whole(links, before=chain.before, first=chain.first, count=chain.count, head=chain.head):
            return False
    return all(row.seal == seal_of(row) for row in AccessEntry.objects.filter(number__isnull=True))


@transaction.atomic
def sign_review(*, actor: Actor, month: dt.date, remark: str, now: dt.datetime) -> LogReview:
    """Sign that one looked through a month of the log (SM.04). Twice is once. Raises MonthNotOver, NotAllowed."""
    if not actor.may_somewhere(Right.SEE_ACCESS_LOG):
        actor.require(Right.SEE_ACCESS_LOG)
    month = rules.month_of(month)
    after = rules.add_months(month, 1)
    if now.astimezone(rules.AMSTERDAM).date() < after:
        raise MonthNotOver
    known = LogReview.objects.filter(month=month, reviewer_id=actor.person_id).first()
    if known is not None:
        return known
    begin, end = (dt.datetime.combine(day, dt.time(), tzinfo=rules.AMSTERDAM) for day in (month, after))
    rows = AccessEntry.objects.filter(at__gte=begin, at__lt=end)
    review = LogReview.objects.create(
        swv_id=actor.swv_id,
        month=month,
        reviewer_id=actor.person_id,
        at=now,
        entries=rows.count(),
        refused=rows.filter(result="refused").count(),
        chain_whole=chain_is_whole(first=month, last=after - dt.timedelta(days=1)),
        remark=remark.strip() or None,
    )
    audit.record(swv_id=actor.swv_id, by=actor.by, action="access_log.review", on=review, now=now)
    return review


def forget_old_days(*, before: dt.date, now: dt.datetime) -> int:
    """Delete whole stretches of the chain from before a day; what they were stays as number and hash."""
    gone = 0
    for chain in AccessChain.objects.filter(day__lt=before, erased_at__isnull=True):
        rows = AccessEntry.objects.filter(number__gte=chain.first, number__lt=chain.first + chain.count)
        gone += rows._raw_delete(rows.db)
        AccessChain.objects.filter(pk=chain.pk).update(erased_at=now)
    return gone
