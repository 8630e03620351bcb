"""Reads of the outbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Min, Q, QuerySet
from django_scopes import scopes_disabled

from notifications.outbox.message import Body, Mail, build
from notifications.outbox.models import LetterState, OutgoingLetter

WELL_WITHIN = 600  # seconds a letter may wait past its time: a crash costs rules.STUCK_AFTER and one sweep


def health(*, now: dt.datetime) -> dict[str, object]:
    """Counts over all tenants; not well when a letter has waited over ten minutes past its time."""
    with scopes_disabled():
        waiting = OutgoingLetter.objects.filter(state__in=[LetterState.WAITING, LetterState.SENDING])
        oldest = waiting.aggregate(oldest=Min("not_before"))["oldest"]
        failed = OutgoingLetter.objects.filter(state=LetterState.FAILED).count()
        count = waiting.count()
    late = max(0, round((now - oldest).total_seconds())) if oldest else 0
    return {"ok": late < WELL_WITHIN, "waiting": count, "failed": failed, "seconds_late": late}


def letters_to(
    recipient_keys: Collection[str] | None = None,
    *,
    also: Collection[str] = (),
    state: str = "",
    key_prefix: str = "",
) -> QuerySet[OutgoingLetter]:
    """Letters of the tenant in scope, newest first, without their content; None means to everybody.

    `also` are ids of letters that are seen whoever they are to. `kept`
    says whether the content is still there, so that a failed letter can be tried again.

    `key_prefix` narrows to letters whose key begins so, e.g. those of one series.
    """
    rows = OutgoingLetter.objects.defer("body").annotate(
        kept=ExpressionWrapper(Q(body__isnull=False), output_field=BooleanField())
    )
    if recipient_keys is not None:
        rows = rows.filter(Q(recipient_key__in=recipient_keys) | Q(pk__in=also))
    if key_prefix:
        rows = rows.filter(key__startswith=key_prefix)
    return rows.filter(state=state) if state in LetterState.values else rows


def demo_letters(*, address: str = "") -> QuerySet[OutgoingLetter]:
    """Every letter that went out, newest first, or those to one address; nothing outside the demo."""
    with scopes_disabled():
        rows = OutgoingLetter.objects.defer("body").order_by("-created_at", "-pk")
    if not settings.DEMO:
        return rows.none()
    return rows.filter(address=address) if address else rows


def demo_letter(letter_id: UUID) -> tuple[OutgoingLetter, Body, bytes] | None:
    """One letter as its receiver gets it: the row, its parts and the raw message. None outside the demo."""
    with scopes_disabled():
        row = OutgoingLetter.objects.filter(pk=letter_id).first() if settings.DEMO else None
    if row is None or row.body is None:
        return None
    body = Body.from_json(str(row.body))
    return row, body, mail_of(row, body, date=row.sent_at or row.created_at).raw


def mail_of(row: OutgoingLetter, body: Body, *, date: dt.datetime) -> Mail:
    """The mail of a row, with the parts read from it."""
    return build(
        body=body,
        subject=row.subject,
        to=(row.recipient_name, row.address),
        sender_name=row.sender_name,
        reply_to=row.reply_to,
        message_id=row.message_id,
        automatic=row.automatic,
        date=date,
    )


def letter_answered(message_ids: Collection[str]) -> OutgoingLetter | None:
    """Of these Message-IDs the newest letter of ours, of whatever tenant; None when none is ours. No content."""
    with scopes_disabled():
        rows = OutgoingLetter.objects.defer("body").filter(message_id__in=[one for one in message_ids if one])
        return rows.order_by("-created_at").first()


def letters_sent_to(address: str) -> list[OutgoingLetter]:
    """The newest letters to an address, of every tenant, at most fifty; a mail that names none is tied by these."""
    if not address:
        return []
    with scopes_disabled():
        rows = OutgoingLetter.objects.defer("body").filter(address__iexact=address)
        return list(rows.order_by("-created_at")[:50])
