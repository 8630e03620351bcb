"""Taking a case out of every table that holds something of it, and out of the post, links and bells that name it.

The tables come from `subjects`, so a new table is emptied too. Two depths: `empty` leaves what proves the consent,
`erase` leaves nothing. Callers hold the transaction and the lock on the case.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from uuid import UUID

from django.db import models, transaction
from encrypted_fields.fields import EncryptedFieldMixin

from notifications.links.models import PersonalLink
from notifications.outbox.models import OutgoingLetter
from notifications.reminders.models import Reminder
from planning.cases.models import Case, Party, Signal, SignalAct
from planning.privacy.models import SubjectRequest
from planning.privacy.subjects import Subject, in_order_of_deleting

# What proves who gave which consent to whom (C3): it outlives the rest of the case.
PROOF = frozenset(
    {
        "cases.Case",
        "cases.Party",
        "cases.Involved",
        "cases.ConsentRequest",
        "cases.ConsentDecision",
        "cases.Dispute",
        "cases.OtherGround",
        "privacy.RetentionNotice",
    }
)
# Kept by law longer than the rest of the case, until the last stage.
BY_LAW = frozenset({"dossier.Absence", "dossier.LpaJudgement"})
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
Counts = Counter[str]


def empty(case: Case) -> Counts:
    """Delete all but the proof of consent, and empty what the case and its parents' rows say beyond that."""
    gone = _delete(case, [one for one in in_order_of_deleting() if one.label not in PROOF | BY_LAW])
    case.__class__._default_manager.filter(pk=case.pk).update(**_blank(Case))
    Party.objects.filter(case=case).update(email=None, phone=None)
    gone["cases.Case (geleegd)"] += 1
    return gone


def erase(case: Case) -> Counts:
    """Delete everything. Of requests about it only kind, dates and outcome stay, as proof that they were dealt with."""
    SubjectRequest.objects.filter(case=case).update(answer=None, extended_reason=None, extended_at=None)
    return _delete(case, in_order_of_deleting())


def _blank(model: type[models.Model]) -> dict[str, None]:
    """Every encrypted field of a table that may be empty."""
    return {
        field.name: None
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedFieldMixin) and field.null
    }


def signals_of(case: Case) -> int:
    """Delete the signals that this case came from: they tell the same story. Gives how many."""
    ids = SignalAct.objects.filter(case=case).values_list("signal_id", flat=True)
    gone, _each = Signal.objects.filter(pk__in=list(ids)).delete()
    return gone


def _delete(case: Case, tables: Iterable[Subject]) -> Counts:
    gone: Counts = Counter()
    if signals := signals_of(case):
        gone["cases.Signal"] = signals
    ids: set[str] = set()
    found = [(table, list(table.rows(case.pk).values_list("pk", flat=True))) for table in tables]
    for table, keys in found:
        ids |= {str(key) for key in keys}
        for name in _files(table, keys):
            gone[f"{table.label}.{name}"] += 1
        if keys:
            table.model._default_manager.filter(pk__in=keys).delete()
            gone[table.label] += len(keys)
    return gone + _what_names(ids)


def _files(table: Subject, keys: list[UUID]) -> Iterator[str]:
    """Delete the files of these rows once the rows are gone for good; gives the field's name for each."""
    fields = [field for field in table.model._meta.concrete_fields if isinstance(field, models.FileField)]
    if not fields or not keys:
        return
    for row in table.model._default_manager.filter(pk__in=keys):
        for field in fields:
            file = getattr(row, field.name)
            if file:
                transaction.on_commit(partial(file.storage.delete, file.name), robust=True)
                yield field.name


def _what_names(ids: set[str]) -> Counts:
    """Delete post, links and bells of the SWV that were for one of these rows, or about one."""
    gone: Counts = Counter()
    letters = OutgoingLetter.objects.values_list("pk", "key", "recipient_key")
    old = [pk for pk, key, to in letters.iterator() if to in ids or not ids.isdisjoint(_ID.findall(key))]
    links = PersonalLink.objects.values_list("pk", "person_key", "object_key")
    dead = [pk for pk, person, thing in links.iterator() if person in ids or thing in ids]
    bells = [pk for pk, thing in Reminder.objects.values_list("pk", "object_key").iterator() if thing in ids]
    for model, keys in ((OutgoingLetter, old), (PersonalLink, dead), (Reminder, bells)):
        for at in range(0, len(keys), 500):
            model.objects.filter(pk__in=keys[at : at + 500]).delete()
        if keys:
            gone[model._meta.label] += len(keys)
    return gone
