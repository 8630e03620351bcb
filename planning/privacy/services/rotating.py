"""Another key for what is encrypted at rest (P3): each value and each uploaded file is written anew with the first key.

Old keys stay readable as long as they are in the list (`FIELD_KEY=new,old`); after this the old one may go. It can be
stopped and begun again, while people work: a value that changed meanwhile was already written with the new key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedFieldMixin

from planning.dossier import services as dossier
from planning.errors import DomainError

BATCH = 200


class UnreadableValue(DomainError):
    """A value that none of the keys opens: a key is missing. Nothing of that table was changed."""

    code = "unreadable_value"
    message = _("Een waarde is met geen van de sleutels te lezen. Zet de oude sleutel terug in FIELD_KEY.")


def encrypted_columns() -> Iterator[tuple[type[models.Model], EncryptedFieldMixin]]:
    """Every encrypted column of every table."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedFieldMixin):
                yield model, field


def rotate_field_keys() -> Counter[str]:
    """Write every value with the first key; gives how many per column. Raises UnreadableValue."""
    done: Counter[str] = Counter()
    for model, field in encrypted_columns():
        for rows in _batches(model, field):
            with transaction.atomic():
                for key, old in rows:
                    done[f"{model._meta.label}.{field.name}"] += _write(model, field, key, old)
    try:
        done["dossier.Document.file"] += dossier.rotate_files()
    except InvalidToken as wrong:
        raise UnreadableValue(hint="dossier.Document.file") from wrong
    return +done


def on_old_keys() -> Counter[str]:
    """How many values per column the first key alone does not open. Nothing is written."""
    left: Counter[str] = Counter()
    for model, field in encrypted_columns():
        first = Fernet(field.keys[0])
        for rows in _batches(model, field):
            left[f"{model._meta.label}.{field.name}"] += sum(not _opens(first, value) for _key, value in rows)
    left["dossier.Document.file"] += dossier.files_on_old_keys()
    return +left


def _opens(key: Fernet, value: str) -> bool:
    try:
        key.decrypt(value.encode())
    except InvalidToken:
        return False
    return True


def _batches(model: type[models.Model], field: EncryptedFieldMixin) -> Iterator[list[tuple[Any, str]]]:
    """Keys and cipher texts, straight from the table: reading through the field would hide a wrong key."""
    table, column, key = (connection.ops.quote_name(name) for name in _names(model, field))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM {table} WHERE {column} IS NOT NULL ORDER BY {key}")  # noqa: S608  # our own names
        keys = [row[0] for row in cursor.fetchall()]
    for at in range(0, len(keys), BATCH):
        part = keys[at : at + BATCH]
        marks = ", ".join(["%s"] * len(part))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {key}, {column} FROM {table} WHERE {key} IN ({marks})", part)  # noqa: S608
            yield [(row[0], row[1]) for row in cursor.fetchall() if row[1] is not None]


def _write(model: type[models.Model], field: EncryptedFieldMixin, key: Any, old: str) -> int:
    keys = MultiFernet([Fernet(one) for one in field.keys])
    try:
        fresh = keys.rotate(old.encode()).decode()
    except InvalidToken as wrong:
        raise UnreadableValue(hint=f"{model._meta.label}.{field.name} {key}") from wrong
    table, column, pk = (connection.ops.quote_name(name) for name in _names(model, field))
    with connection.cursor() as cursor:
        # Only where it still is what was read: who saved meanwhile used the new key.
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {pk} = %s AND {column} = %s", [fresh, key, old])  # noqa: S608
        return int(cursor.rowcount)


def _names(model: type[models.Model], field: EncryptedFieldMixin) -> tuple[str, str, str]:
    assert model._meta.pk is not None  # noqa: S101  # every table has one
    return model._meta.db_table, str(field.column), str(model._meta.pk.column)
