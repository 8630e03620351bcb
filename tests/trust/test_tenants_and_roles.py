"""House rule 6: one tenant never sees another; a role does what the matrix says and nothing more (S6)."""

import pytest
from django.test import Client

from scheduler.demo.cast import LOGINS
from tests.guests import Guest
from tests.trust.walk import addresses, ids_of

pytestmark = pytest.mark.django_db

# What is in such an address ships with the house and is nobody's own: a route, a language.
SHIPPED = (("route_key",), ("language_code",))
OPEN_TO_ALL = {
    "healthz",
    "graph-calls",  # servers that call us: it tells nothing (tests.calendars.test_watching)
    "demo-letters",
    "demo-letter",
    "demo-letter-html",
    "demo-letter-source",
    "demo-letter-attachment",
}


def staff_addresses():
    return [row for row in addresses() if hasattr(row.view, "door_right")]


def test_every_page_stands_behind_a_door():
    """No page without `@staff_page` or `@guest_page`, but the few that are meant for everybody."""
    bare = [
        row.route
        for row in addresses()
        if not row.route.startswith(("api/", "u/", "agenda/", "vormgeving/"))
        and row.name not in OPEN_TO_ALL
        and not hasattr(row.view, "door_right")
        and not hasattr(row.view, "door_purpose")
    ]
    assert bare == []


def test_no_two_addresses_have_the_same_name():
    """Otherwise a link leads to the one or the other, as the ids happen to fit."""
    modules: dict[str, set[str]] = {}
    for row in addresses():
        if row.name and not row.route.startswith(("api/", "vormgeving/")):
            door = "guest" if row.route.startswith(("g/", "u/", "agenda/")) else "staff"
            modules.setdefault(f"{door}:{row.name}", set()).add(row.view.__module__)
    assert [name for name, found in modules.items() if len(found) > 1] == []


def test_a_stranger_is_sent_to_the_login(demo):
    ids = ids_of(demo.swv_id)
    for row in staff_addresses():
        path = row.path(ids)
        if path is None:
            continue
        for answer in (Client().get(path), Client().post(path)):
            assert answer.status_code in {302, 405}, path
            if answer.status_code == 302:
                assert answer["Location"].startswith("/account/login/"), path


@pytest.mark.parametrize("email", [login.email for login in LOGINS])
def test_nobody_reaches_another_tenant(demo, email):
    """Every address with an id, filled with the other SWV's ids: not found, whatever one may at home."""
    client = Client()
    client.force_login(demo.user(email))
    foreign = ids_of(demo.other_swv_id)
    tried = []
    for row in staff_addresses():
        path = row.path(foreign) if row.names else None
        if path is None or row.names in SHIPPED:
            continue
        tried.append(path)
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code in {403, 404, 405}, (path, answer.status_code)
    assert len(tried) > 10


@pytest.mark.parametrize("email", [login.email for login in LOGINS])
def test_the_matrix_decides(demo, pages_of, email):
    """Without the right of a page: 403. With it: the page, or 404 for a row of a place where one has no right."""
    answers = pages_of(email)
    actor = demo.actor(email)
    ids = ids_of(demo.swv_id)
    for row in staff_addresses():
        path = row.path(ids)
        if path is None:
            continue
        status = answers[path].status_code
        right = row.view.door_right
        if right is not None and not actor.may_somewhere(right):
            assert status in {403, 405}, (path, status)
        else:
            assert status in {200, 302, 403, 404, 405, 422}, (path, status)


def test_a_link_opens_its_own_page_only(demo):
    """The cookie of one link at the address of another: not found."""
    addresses_ = list(demo.guest_addresses())
    first, second = Guest(), Guest()
    one = first.get(addresses_[0])["Location"]
    other = second.get(addresses_[-1])["Location"]
    assert first.get(one).status_code == 200
    assert first.get(other).status_code == 404
    first.cookies["link"] = second.cookies["link"].value
    assert first.get(one).status_code == 404
