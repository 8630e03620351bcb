"""House rule 3: GET and HEAD change nothing, whoever asks, however often."""

import pytest
from django.test import Client

from tests.guests import Guest
from tests.trust.walk import LITERALS, MODELS, addresses, ids_of, snapshot
from tests.trust.walked import client_of, walk

pytestmark = pytest.mark.django_db
HEADS = {"", "coordinator@demo.example", "ib@demo.example"}


def test_every_kind_of_id_is_known_to_the_walk():
    unknown = {name for row in addresses() for name in row.names} - set(MODELS) - set(LITERALS)
    assert unknown == set(), "name their table in tests/trust/walk.py"


@pytest.mark.parametrize(
    "email", ["", "coordinator@demo.example", "gw@demo.example", "ib@demo.example", "fg@demo.example"]
)
def test_staff_pages(demo, walked_before, email):
    client = client_of(demo.user(email) if email else None)
    ids = ids_of(demo.swv_id)
    before = snapshot()
    walked_before[email] = walk(client, ids)  # anew, whoever went before; the other walks look at it
    statuses = {path: [answer.status_code] for path, answer in walked_before[email].items()}
    # A page answers HEAD by the same code: once with everything of a school, once with everything of the SWV.
    for path, codes in statuses.items() if email in HEADS else ():
        codes.append(client.head(path).status_code)
    changed = [table for table, digest in snapshot().items() if digest != before[table]]
    assert changed == []
    # /healthz says 503 here, for no worker runs beside the tests.
    assert [path for path, codes in statuses.items() if max(codes) >= 500 and path != "/healthz"] == []


def test_guest_pages(demo):
    """Behind a bare link, and with the door of the code open (S4)."""
    addresses_ = demo.guest_addresses()
    inside = {address: Guest() for address in addresses_}
    seen = [guest.get(address, follow=True).status_code for address, guest in inside.items()]
    before = snapshot()
    for address, guest in inside.items():
        agents = ("Mozilla/5.0", "Microsoft Office", "GoogleImageProxy")
        for client in (guest, *(Client(headers={"user-agent": agent}) for agent in agents)):
            for _ in (1, 2):
                client.head(address)
                seen.append(client.get(address, follow=True).status_code)
    assert set(seen) == {200}
    assert [table for table, digest in snapshot().items() if digest != before[table]] == []
