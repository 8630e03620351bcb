"""The clock stands still at NOW, also behind the doors."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
from django.utils import timezone
from django_scopes import scope

from tests.kept import kept
from tests.meetings.table import NOW, Table, lay


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Table]:
    with kept(django_db_blocker, lay, now=NOW) as made:
        yield made


@pytest.fixture
def table(laid: Table, db: None) -> Iterator[Table]:
    made = copy.deepcopy(laid)
    with scope(swv=made.swv.pk):
        yield made
