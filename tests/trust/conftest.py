"""The demo SWV with its whole story, and a second SWV with one too, to walk through."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from django_scopes import scopes_disabled

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.people import access
from planning.people.access import Actor
from planning.people.models import User
from scheduler.demo import build, cases, story
from tests.emptying import empty
from tests.kept import QUICK_HASHERS
from tests.told import told_once_for_all
from tests.trust import walked
from tests.trust.walk import ids_of

# The demo's children, in groups that no ordinary page speaks of, so that the canary test can look for those too.
CHILDREN = tuple(replace(child, group=f"zqgroep{number}") for number, child in enumerate(cases.CHILDREN))


@dataclass(frozen=True)
class Demo:
    swv_id: uuid.UUID
    other_swv_id: uuid.UUID

    def user(self, email: str) -> User:
        return User.objects.get(email=email)

    def actor(self, email: str) -> Actor:
        with scopes_disabled():
            actor = access.actor_for(self.user(email), today=timezone.localdate())
        assert actor is not None
        return actor

    def guest_addresses(self) -> list[str]:
        """A live link of every kind, as it stands in a letter."""
        found: dict[str, str] = {}
        with scopes_disabled():
            for row in OutgoingLetter.objects.filter(tenant_id=self.swv_id, body__isnull=False).order_by("-created_at"):
                body = Body.from_json(str(row.body))
                for word in body.text.split():
                    if word.startswith(f"{settings.BASE_URL}/u/"):
                        found.setdefault(row.template, word.removeprefix(settings.BASE_URL))
        return list(found.values())

    def feed_addresses(self) -> list[str]:
        with scopes_disabled():
            letters = OutgoingLetter.objects.filter(tenant_id=self.swv_id, template="series_published")[:5]
            texts = [Body.from_json(str(row.body)).text for row in letters]
        prefix = f"{settings.BASE_URL}/agenda/"
        return [
            word.removeprefix(settings.BASE_URL) for text in texts for word in text.split() if word.startswith(prefix)
        ]


def tell() -> Demo:
    """The story of two SWVs; the second has the same story and no accounts."""
    now = timezone.now()
    # At once, as `load_demo` does: no task runs in the middle of the story.
    with transaction.atomic(), override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
        first = build.build_people(today=timezone.localdate(now))
        second = build.build_people(today=timezone.localdate(now), name="SWV De Buren", accounts=False)
        for swv in (first, second):
            list(story.tell(swv=swv, now=now, children=CHILDREN))
    return Demo(swv_id=first.pk, other_swv_id=second.pk)


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Demo]:
    """Told once a run; what a test changes is rolled back."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    with django_db_blocker.unblock():
        yield told_once_for_all(shared / "demo.sqlite3", tell)
        empty()


@pytest.fixture(scope="package")
def walked_before(demo: Demo) -> dict[str, walked.Answers]:
    """What was fetched already in this process, by whom."""
    return {}


@pytest.fixture
def pages_of(db: None, demo: Demo, walked_before: dict[str, walked.Answers]) -> Callable[[str], walked.Answers]:
    """`pages_of("gw@demo.example")`: what each address answers that person, by its path. For reading only."""

    def pages(email: str) -> walked.Answers:
        if email not in walked_before:
            walked_before[email] = walked.walk(walked.client_of(demo.user(email)), ids_of(demo.swv_id))
        return walked_before[email]

    return pages
