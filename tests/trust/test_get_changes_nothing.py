"""House rule 3: GET and HEAD change nothing, whoever asks, however often."""

import pytest
from django.test import Client

from tests.trust.walk import LITERALS, MODELS, addresses, ids_of, snapshot

pytestmark = pytest.mark.django_db


def test_every_kind_of_id_is_known_to_the_walk():
    unknown = {name for row in addresses() for name in row.names} - set(MODELS) - set(LITERALS)
    assert unknown == set(), "name their table in tests/trust/walk.py"


@pytest.mark.parametrize(
    "email", ["", "coordinator@demo.example", "gw@demo.example", "ib@demo.example", "fg@demo.example"]
)
def test_staff_pages(demo, email):
    client = Client(raise_request_exception=True)
    if email:
        client.force_login(demo.user(email))
    ids = ids_of(demo.swv_id)
    paths = [path for row in addresses() if (path := row.path(ids)) and not path.startswith(("/g/", "/api/"))]
    before = snapshot()
    statuses = {path: [client.get(path).status_code, client.head(path).status_code] for path in paths}
    changed = [table for table, digest in snapshot().items() if digest != before[table]]
    assert changed == []
    # /healthz says 503 here, for no worker runs beside the tests.
    assert [path for path, codes in statuses.items() if max(codes) >= 500 and path != "/healthz"] == []


def test_guest_pages(demo):
    before = snapshot()
    seen = []
    for address in demo.guest_addresses():
        for agent in ("Mozilla/5.0", "Microsoft Office", "GoogleImageProxy"):
            client = Client(headers={"user-agent": agent})
            for _ in (1, 2):
                client.head(address)
                seen.append(client.get(address, follow=True).status_code)
    assert set(seen) == {200}
    assert [table for table, digest in snapshot().items() if digest != before[table]] == []
