"""The clock stands still at NOW, also behind the doors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from django_scopes import scope

from tests.meetings.table import NOW, Table, lay


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def table(db: None) -> Iterator[Table]:
    laid = lay()
    with scope(swv=laid.swv.pk):
        yield laid
