"""A letter on its way by a real worker over a real broker, to a real mail server."""

import pytest
from django.db import connection, transaction
from django_scopes import scopes_disabled

from notifications.outbox import services
from notifications.outbox.models import LetterState, OutgoingLetter
from tests.notifications.conftest import NOW, make_letter
from tests.workers import until, workers

__all__ = ["workers"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worker_delivers_what_it_is_told_and_what_it_finds(workers, post_office, settings):
    """A task takes along what else is due; a letter whose task was lost is found by the sweep."""

    def lost(key: str) -> str:
        with transaction.atomic():
            written = services.post(make_letter(key=key), now=NOW)
            connection.run_on_commit = []
        return str(written)

    first, _second = lost("test:1"), lost("test:2")
    queue = workers.queue("letters")
    workers.start(queue, EMAIL_URL=f"smtp://127.0.0.1:{settings.EMAIL_PORT}")
    workers.send("notifications.outbox.tasks.deliver", first, queue=queue)
    until(lambda: len(post_office.mails) == 2)
    lost("test:3")
    workers.send("notifications.outbox.tasks.sweep", queue=queue)
    until(lambda: len(post_office.mails) == 3)

    def states() -> set[str]:
        with scopes_disabled():
            return set(OutgoingLetter.objects.values_list("state", flat=True))

    until(lambda: states() == {LetterState.SENT})
