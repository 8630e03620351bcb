"""What one requester gets of a case (art. 15 AVG): everything about the pupil, nothing of another parent.

Every table that hangs on a case stands in `SHARES` or in `KEPT_BACK` with the reason; one that stands in neither is
kept back (it fails closed) and `tests/privacy` asks for it. Rows of another parent are left out, and that parent's
name, address and phone are taken out of free texts. Professionals are named; safety signals are never given (R153).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from encrypted_fields.fields import EncryptedFieldMixin

from planning.cases import naming
from planning.cases.models import Case, Party, PartyKind
from planning.cases.naming import Contact, Identity
from planning.meetings.models import Participant
from planning.privacy.copies.headings import HEADINGS
from planning.privacy.copies.shares import KEPT_BACK, SHARES, Share
from planning.privacy.rules import CORRECTABLE, TERMS, Category, Scope
from planning.privacy.subjects import Subject, subjects

__all__ = ["KEPT_BACK", "OTHER", "SHARES", "Section", "Share", "sections"]

OTHER = "[…]"
Column: TypeAlias = "models.Field[Any, Any]"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the copy: its title, its columns and its rows, in words and as values for a machine."""

    title: str
    key: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    values: tuple[dict[str, object], ...]


@dataclass(slots=True)
class _Reader:
    """Who reads along: whose rows and names stay out."""

    requester: Party
    others: dict[UUID, Party]
    their_ids: set[str] = field(default_factory=set)
    identity: Identity = field(default_factory=lambda: Identity(name=""))


def sections(case: Case, *, requester: Party, scope: Scope) -> list[Section]:
    """The whole copy, in the order of the house's rooms. A few queries a table."""
    reader = _reader(case, requester)
    found = []
    for subject in subjects():
        share = SHARES.get(subject.label)
        fields = () if share is None else share.fields if scope == Scope.FULL else share.information
        if share is not None and fields and scope != Scope.NONE:
            section = _section(subject, share, fields, case=case, reader=reader)
            if section.rows:
                found.append(section)
    return found


def _reader(case: Case, requester: Party) -> _Reader:
    guardians = case.parties.filter(kind=PartyKind.GUARDIAN)
    others = {row.pk: row for row in guardians if row.pk != requester.pk}
    own = {word.casefold() for word in (*str(requester.name).split(), *str(case.pupil_name or "").split())}
    contacts = tuple(
        Contact(
            name=" ".join(word for word in str(row.name).split() if word.casefold() not in own),
            email=str(row.email or "") if row.email != requester.email else "",
            phone=str(row.phone or "") if row.phone != requester.phone else "",
        )
        for row in others.values()
    )
    seats = Participant.objects.filter(party__in=list(others)).values_list("pk", flat=True)
    return _Reader(
        requester=requester,
        others=others,
        their_ids={str(pk) for pk in (*others, *seats)},
        identity=Identity(name="", contacts=contacts),
    )


@cache
def _ways_to_a_party(model: type[models.Model], mask: tuple[str, ...]) -> tuple[str, ...]:
    """Look-ups from a row to the parents it is of, at most three keys deep; masked keys are not followed."""

    def walk(at: type[models.Model], before: str, depth: int) -> Iterator[str]:
        for key in at._meta.concrete_fields:
            if not isinstance(key, models.ForeignKey) or (not before and key.name in mask) or depth == 0:
                continue
            to = key.related_model
            if to is Party:
                yield f"{before}{key.name}"
            elif isinstance(to, type) and to in {subject.model for subject in subjects()} - {Case}:
                yield from walk(to, f"{before}{key.name}__", depth - 1)

    return ("pk",) if model is Party else tuple(walk(model, "", 3))


def _section(subject: Subject, share: Share, fields: tuple[str, ...], *, case: Case, reader: _Reader) -> Section:
    rows = subject.rows(case.pk).select_related(*_keys_of(subject.model, fields))
    for way in _ways_to_a_party(subject.model, share.mask):
        rows = rows.exclude(**{f"{way}__in": list(reader.others)})
    for name, value in share.never:
        rows = rows.exclude(**{name: value})
    columns: list[Column] = [
        one for name in fields if isinstance(one := subject.model._meta.get_field(name), models.Field)
    ]
    words, values = [], []
    for row in rows:
        if share.by and str(getattr(row, share.by)) in reader.their_ids:
            continue
        found = {column.name: _value(row, column, reader) for column in columns}
        values.append(found)
        words.append(tuple(_in_words(row, column, found[column.name]) for column in columns))
    return Section(
        title=str(share.title),
        key=subject.label,
        columns=tuple(_heading(column) for column in columns),
        rows=tuple(words),
        values=tuple(values),
    )


def _keys_of(model: type[models.Model], fields: tuple[str, ...]) -> list[str]:
    keys = [name for name in fields if isinstance(model._meta.get_field(name), models.ForeignKey)]
    seats = [name for name in keys if model._meta.get_field(name).related_model is Participant]
    return [*keys, *(f"{name}__person" for name in seats), *(f"{name}__party" for name in seats)]


def _value(row: models.Model, column: Column, reader: _Reader) -> object:
    """A value for a machine: text, number, ISO date, name; never an id."""
    value = getattr(row, column.name)
    if isinstance(value, Participant):
        value = value.person or value.party
    if isinstance(value, Party):
        return OTHER if value.pk in reader.others else str(value.name)
    if isinstance(value, models.Model):
        return naming.masked(_called(value), reader.identity, instead=OTHER)
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, str) and (isinstance(column, EncryptedFieldMixin) or not column.choices):
        return naming.masked(value, reader.identity, instead=OTHER)
    return value


def _called(value: models.Model) -> str:
    """What another row is called: a name, the words of an agreement; never an id."""
    text = str(getattr(value, "what", "") or getattr(value, "person", None) or value)
    return str(value._meta.verbose_name) if str(value.pk) in text or _ID.search(text) else text


def _in_words(row: models.Model, column: Column, value: object) -> str:
    from django.utils import timezone
    from django.utils.formats import date_format

    raw = getattr(row, column.name)
    if value is None or (value == "" and column.name != "field"):
        return "–"
    if isinstance(raw, dt.datetime):
        return date_format(timezone.localtime(raw), "j F Y H:i")
    if isinstance(raw, dt.date):
        return date_format(raw, "j F Y")
    return _yes_no_or_label(row, column, raw, value)


def _yes_no_or_label(row: models.Model, column: Column, raw: object, value: object) -> str:
    if isinstance(raw, bool):
        return _("ja") if raw else _("nee")
    if column.name == "field":
        return str(CORRECTABLE.get(str(raw), _("het hele dossier")))
    if column.name == "category":
        return str(TERMS[Category(str(raw))].label)
    shown = getattr(row, f"get_{column.name}_display", None)
    return str(shown()) if shown is not None else str(value)


def _heading(column: Column) -> str:
    return str(HEADINGS.get(column.name) or column.verbose_name)
