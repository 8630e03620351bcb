"""The one letter of a test: its row, changed or written."""

import uuid

from django.db import connection, transaction
from django_scopes import scopes_disabled

from notifications.outbox import services
from notifications.outbox.models import OutgoingLetter
from notifications.outbox.signals import letter_failed
from tests.notifications.conftest import NOW, make_letter


def row() -> OutgoingLetter:
    with scopes_disabled():
        return OutgoingLetter.objects.get()


def change(**values) -> None:
    with scopes_disabled():
        OutgoingLetter.objects.update(**values)


def written(**fields) -> uuid.UUID:
    """A letter in the outbox that nobody hurried along."""
    with transaction.atomic():
        services.post(make_letter(**fields), now=NOW)
        known, connection.run_on_commit = connection.run_on_commit, []
        assert len(known) == 1
    return row().pk


def hear(heard: list):
    def listen(*, tenant_id, letter_id, recipient_key, key, **rest):
        heard.append((tenant_id, letter_id, recipient_key, key, OutgoingLetter.objects.get().state))

    letter_failed.connect(listen, weak=False)
