"""What holds in every test: nothing waits for a worker, nothing is slow on purpose, nothing is shared between runs."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings
from xdist.scheduler import LoadScopeScheduling

from scheduler.celery import app
from tests.browser import chromium, page_at
from tests.kept import QUICK_HASHERS

# One browser for all folders: a second one in the same process finds the first one's event loop and refuses.
__all__ = ["chromium", "page_at"]

# No test is about time; in CI the same examples are tried every time.
hypothesis_settings.register_profile("house", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis_settings.load_profile("house")

# Read once, before any test: a task runs where it is asked for, unless a test starts a real worker.
app.conf.task_always_eager = True
app.conf.task_eager_propagates = True


@pytest.fixture(autouse=True)
def _quick_and_alone(settings: object) -> None:
    """Weak passwords hashes, plain static files and a cache of one's own (rate limits start at nought)."""
    settings.PASSWORD_HASHERS = QUICK_HASHERS  # type: ignore[attr-defined]
    settings.STORAGES = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # type: ignore[attr-defined]


WALKS = sorted(path.name for path in (Path(__file__).parent / "trust").glob("test_*.py"))


class Together(LoadScopeScheduling):
    """What stays together on one processor: a file, but for two folders.

    A journey takes long and shares nothing: each goes where there is room. The walks of `tests/trust` share the told
    demo, which takes longer to tell than most of them: two groups, so that it is told once a processor.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = PurePosixPath(nodeid.partition("::")[0])
        if path.parent.name == "journeys":
            return nodeid
        return f"walks {WALKS.index(path.name) % 2}" if path.parent.name == "trust" else str(path)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    """Share the tests so over the processors."""
    return Together(config, log)


def pytest_report_header() -> str:
    """Say which database and broker are under test."""
    return f"database: {settings.DATABASES['default']['ENGINE']}; broker: {settings.CELERY_BROKER_URL}"


@pytest.fixture(autouse=True)
def _empty_cache(_quick_and_alone: None) -> None:
    """Nothing counted by an earlier test limits this one. After the cache is the tests' own, not before."""
    from django.core.cache import cache

    cache.clear()
