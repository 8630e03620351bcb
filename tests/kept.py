"""A story told once for a file of tests, in a transaction of its own: each test gets a copy, and what it did is undone.

Telling one takes a hundred queries and more, and most tests need the same. Only for tests that are rolled back
themselves, so in no file with `transaction=True`: those tell their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

Told = TypeVar("Told")
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nothing on disk, and plain static files.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "documents": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@contextmanager
def kept(blocker: DjangoDbBlocker, tell: Callable[[], Told], *, now: dt.datetime | None = None) -> Iterator[Told]:
    """What `tell` tells, at `now` where that is given, until the end of the block; then it was never there."""
    quick = override_settings(PASSWORD_HASHERS=QUICK_HASHERS)
    with pytest.MonkeyPatch.context() as patch, blocker.unblock():
        if now is not None:
            patch.setattr(timezone, "now", lambda: now)
        with transaction.atomic():
            with quick:
                told = tell()
            patch.undo()
            # Django hangs up after each test, which would end our transaction too.
            patch.setattr(connection, "close", lambda: None)
            yield told
            transaction.set_rollback(True)
