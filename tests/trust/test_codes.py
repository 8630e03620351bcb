"""A forwarded link shows nothing sensitive: each guest page asks for a code, but the few that are named here (S4)."""

import re

import pytest
from django.test import Client
from django_scopes import scope

from notifications.links.models import DoorCode, PersonalLink
from notifications.outbox.models import OutgoingLetter
from planning.followup.selectors import names_no_pupil
from planning.people.models import SWV
from tests.guests import Guest
from tests.trust.canaries import canaries, leaks
from tests.trust.test_canary import text_of
from tests.trust.walk import addresses, ids_of

pytestmark = pytest.mark.django_db

# Names no pupil and shows nothing that was written down about one. Add one here only when that is true of all it shows.
WITHOUT_CODE = {
    "consent": "the question and the own answer",
    "poll": "days and the own answer",
    "invitation": "when and where, and the own yes or no; of what is to be read only its kind",
    "invitation-calendar": "the same as a calendar entry, neutral (P2)",
    "agenda": "the own time in a SOT, points in neutral words (P9)",
    "subscribe": "the own calendar feed, neutral (P2)",
    "code": "the door itself",
}
# Of one link that is so, of another to the same page not.
SOMETIMES = {"agreement": "what was agreed about no pupil (R121), without what its owner typed"}


def asks(name, *, purpose, object_key):
    if name in WITHOUT_CODE:
        return False
    return not (name in SOMETIMES and purpose == "agreement" and names_no_pupil(object_key))


def rooms():
    return [row for row in addresses("g/") if hasattr(row.view, "door_purpose")]


def test_every_page_behind_a_link_asks_for_a_code_but_these():
    assert {row.name for row in rooms() if not row.view.door_asks_code} == set(WITHOUT_CODE)
    assert all(hasattr(row.view, "door_asks_code") for row in addresses("g/")), "wears @guest_page"
    assert len(rooms()) > len(WITHOUT_CODE) + 8


def test_the_cookie_of_a_link_alone_opens_none_of_the_others(demo):
    """Every address below every link of the demo, with the cookie that a forwarded mail gives."""
    tried = set()
    for link in demo.guest_addresses():
        client = Client()
        home = client.get(link)["Location"]
        link_id = home.split("/")[2]
        with scope(swv=demo.swv_id):
            own = PersonalLink.objects.get(pk=link_id)
            purpose = own.purpose
            open_here = {row.name for row in rooms() if not asks(row.name, purpose=purpose, object_key=own.object_key)}
        ids = {**ids_of(demo.swv_id), "link_id": link_id}
        for row in rooms():
            if row.name in open_here:
                continue
            for answer in (client.get(row.path(ids)), client.post(row.path(ids)), client.head(row.path(ids))):
                door = answer.headers.get("Location", "")
                assert answer.status_code in {404, 405} or door.startswith(f"/g/{link_id}/code/?naar="), row.name
                assert answer.status_code != 303 or answer.content == b""
                tried |= {(row.name, purpose)} if answer.status_code == 303 else set()
    assert len({name for name, _purpose in tried}) >= 9, tried


def test_the_page_of_the_code_tells_initials_and_nothing_of_a_pupil(demo):
    seen = 0
    for link in demo.guest_addresses():
        answer = Client().get(link, follow=True)
        if "/code/" not in answer.redirect_chain[-1][0]:
            continue
        seen += 1
        assert answer.status_code == 200
        told = {row for row in canaries(demo.swv_id) if row.kind != "parent"}
        assert leaks(text_of(answer), told) == set()
        assert re.search(r"(U bent|Jij bent|You are|أنت)", answer.content.decode())
    assert seen >= 3


def test_a_cookie_of_one_door_opens_no_other(demo):
    doors = []
    for link in demo.guest_addresses():
        guest = Guest()
        if "/code/" in Client().get(link, follow=True).redirect_chain[-1][0]:
            doors.append((guest, guest.get(link, follow=True).redirect_chain[-1][0]))
    (one, page), (other, _page) = doors[:2]
    assert one.get(page).status_code == 200
    one.cookies["deur"] = other.cookies["deur"].value
    assert Client.get(one, page)["Location"].startswith(page.rsplit("/", 2)[0] + "/code/")


def test_an_swv_may_switch_it_off_and_only_by_saying_so(demo):
    link = next(
        link for link in demo.guest_addresses() if "/code/" in Client().get(link, follow=True).redirect_chain[-1][0]
    )
    swv = SWV.objects.get(pk=demo.swv_id)
    for said, asks in ((False, False), (None, True), ("", True), (0, True), (True, True)):
        swv.settings = {**swv.settings, "guest_code": said}
        swv.save(update_fields=["settings"])
        assert ("/code/" in Client().get(link, follow=True).redirect_chain[-1][0]) == asks, said
    with scope(swv=demo.swv_id):
        assert not DoorCode.objects.filter(used_at=None).exists()
        assert not OutgoingLetter.objects.filter(template="door_code").exists()
