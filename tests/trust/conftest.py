"""The demo SWV with its whole story, and a second SWV with one too, to walk through."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_scopes import scopes_disabled

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.people import access
from planning.people.access import Actor
from planning.people.models import User
from scheduler.demo import build, cases, story

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


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker) -> Iterator[Demo]:
    """Told once; what a test changes is rolled back. The second SWV has the same story and no accounts."""
    with django_db_blocker.unblock():
        now = timezone.now()
        with transaction.atomic():  # as `load_demo` does: no task runs in the middle of the story
            first = build.build_people(today=timezone.localdate(now))
            second = build.build_people(today=timezone.localdate(now), name="SWV De Buren", accounts=False)
            for swv in (first, second):
                list(story.tell(swv=swv, now=now, children=CHILDREN))
        yield Demo(swv_id=first.pk, other_swv_id=second.pk)
        call_command("flush", interactive=False, verbosity=0)
