"""Where uploaded files lie: the storage "documents" of the settings, outside the web root, never in plain.

Written with the key ring of the text fields (P3), so one command turns the keys of both. What lies there has a random
name; which file is whose, only the database knows.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import IO, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.utils.deconstruct import deconstructible
from encrypted_fields.fields import EncryptedFieldMixin

SHELF = "documents"  # the key in settings.STORAGES


class Unreadable(Exception):  # named after what happened
    """None of the keys opens it, or it was changed."""


def _keys() -> list[bytes]:
    field = apps.get_model("dossier", "Document")._meta.get_field("filename")
    assert isinstance(field, EncryptedFieldMixin)  # noqa: S101  # its keys are worked out once a process
    return list(field.keys)


def ring() -> MultiFernet:
    """The keys of the text fields; the first writes."""
    return MultiFernet([Fernet(one) for one in _keys()])


def first_key() -> Fernet:
    """The key that writes."""
    return Fernet(_keys()[0])


def random_name(_row: object = None, _filename: str = "") -> str:
    """128 bits that say nothing."""
    return secrets.token_hex(16)


@deconstructible
class Shelf(Storage):
    """A storage that encrypts what goes in and decrypts what comes out; it has no addresses."""

    @property
    def below(self) -> Storage:
        """The storage that keeps the encrypted bytes; asked each time, so that a test can change it."""
        return storages[SHELF]

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        del mode
        with self.below.open(name) as file:
            try:
                return ContentFile(ring().decrypt(file.read()), name=name)
            except InvalidToken as wrong:
                raise Unreadable(name) from wrong

    def _save(self, name: str, content: File[Any] | IO[Any]) -> str:
        content.seek(0)
        return self.below.save(name, ContentFile(ring().encrypt(content.read())))

    def delete(self, name: str) -> None:
        """Twice is once."""
        self.below.delete(name)

    def exists(self, name: str) -> bool:
        """Whether it is there."""
        return self.below.exists(name)

    def listdir(self, path: str = "") -> tuple[list[str], list[str]]:
        """Folders and files."""
        return self.below.listdir(path)

    def get_modified_time(self, name: str) -> dt.datetime:
        """When it was written."""
        return self.below.get_modified_time(name)
