"""What holds in every test: nothing waits for a worker, nothing is slow on purpose, nothing is shared between runs."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.template.base import Template
from django.test import utils
from hypothesis import settings as hypothesis_settings

from scheduler.celery import app
from tests.browser import chromium, page_at
from tests.emptying import quick_endings
from tests.kept import QUICK_HASHERS, STORAGES
from tests.sharing import Together, is_for, rank

# One browser for all folders: a second one in the same process finds the first one's event loop and refuses.
__all__ = ["chromium", "page_at"]

# No test is about time; in CI the same examples are tried every time.
hypothesis_settings.register_profile("house", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis_settings.load_profile("house")

# Looking for rubbish a tenth as often takes a twentieth off the whole; a process lasts minutes and has room enough.
gc.set_threshold(100_000, 50, 100)

# `tests/run` made it by the migrations: a copy of it is there in a second.
if template := os.environ.get("TEST_TEMPLATE"):
    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = template

# Read once, before any test: a task runs where it is asked for, unless a test starts a real worker.
app.conf.task_always_eager = True
app.conf.task_eager_propagates = True


@pytest.fixture(autouse=True)
def _quick_and_alone(settings: object) -> None:
    """Weak passwords hashes, plain static files and a cache of one's own (rate limits start at nought)."""
    settings.PASSWORD_HASHERS = QUICK_HASHERS  # type: ignore[attr-defined]
    settings.STORAGES = STORAGES  # type: ignore[attr-defined]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # type: ignore[attr-defined]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to another run what is its share, and put what takes long first."""
    share = os.environ.get("TEST_SHARE", "")
    ours = [item for item in items if is_for(item, share)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(ours)])
    items[:] = sorted(ours, key=rank)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    """Share the tests so over the processors."""
    return Together(config, log)


def pytest_report_header() -> str:
    """Say which database and broker are under test."""
    share = os.environ.get("TEST_SHARE") or "all tests"
    return f"database: {settings.DATABASES['default']['ENGINE']}; broker: {settings.CELERY_BROKER_URL}; {share}"


@pytest.fixture(scope="session", autouse=True)
def _quickly_ended() -> Iterator[None]:
    with quick_endings():
        yield


@pytest.fixture(scope="session", autouse=True)
def _plain_templates(django_test_environment: None) -> None:
    """Django's test client keeps a copy of every template's context; whoever wants it asks for `contexts`."""
    Template._render = utils._TestState.saved_data.template_render


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test that looks at `answer.context`."""
    monkeypatch.setattr(Template, "_render", utils.instrumented_test_render)


@pytest.fixture(autouse=True)
def _empty_cache(_quick_and_alone: None) -> None:
    """Nothing counted by an earlier test limits this one. After the cache is the tests' own, not before."""
    from django.core.cache import cache

    cache.clear()
