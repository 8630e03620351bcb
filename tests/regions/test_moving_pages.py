"""The page that takes open cases to a newer version: it shows what differs, asks for a step, asks again, then acts."""

from __future__ import annotations

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from planning.cases import services as cases
from planning.cases.models import Case
from planning.people.models import AuditEvent
from planning.regions import services
from tests.factories import make_case
from tests.words import words


@pytest.fixture
def coordinator(house) -> Client:
    client = Client()
    client.force_login(house.coordinator.user)
    return client


@pytest.fixture
def own(house):
    """An own route without step 3, so that a case in it needs a choice."""
    draft = house.copy("Onze route")
    draft = services.remove_step(actor=house.actor, draft=draft, number=1, revision=1, now=house.now)
    draft = services.undo(actor=house.actor, draft=draft, revision=draft.revision, now=house.now)
    draft = services.add_step(
        actor=house.actor, draft=draft, after=2, title="Gesprek thuis", revision=draft.revision, now=house.now
    )
    return house.publish(draft)


def open_case(house, step: int) -> Case:
    case = make_case(house.ib_actor, house.po, "mirte", pupil="Kanarie", now=house.now)
    return cases.move_step(actor=house.ib_actor, case=case, step=step, reason="Zo besproken.", now=house.now)


def test_look_choose_confirm(house, coordinator, own):
    first, second = open_case(house, 1), open_case(house, 3)
    page = coordinator.get("/routes/overzetten/").content.decode()
    assert "Erbij: stap 3, Gesprek thuis" in page
    assert "Kanarie" not in page  # who keeps the routes need not know whom it is about
    address = f"/routes/overzetten/kies/?van=west-brabant-po:1&naar={own.key}:1"
    assert first.reference in coordinator.get(address).content.decode()
    sent = {f"case-{first.pk}": "", f"case-{second.pk}": "4"}
    sure = coordinator.post(address, sent)
    assert "1 casus overzetten?" in words(sure.content.decode())
    assert set(Case.objects.values_list("route", flat=True)) == {"west-brabant-po"}  # nothing yet
    assert coordinator.post(address, {**sent, "bevestig": "ja"})["Location"] == "/routes/overzetten/"
    second.refresh_from_db()
    first.refresh_from_db()
    assert (second.route, second.route_version, second.step, first.route) == (own.key, 1, 4, "west-brabant-po")
    assert AuditEvent.objects.filter(action="case.route_version", object_id=str(second.pk)).count() == 1


@pytest.mark.parametrize("step", ["99", "0", "x", "-1"])
def test_a_step_that_is_not_there_is_refused(house, coordinator, own, step):
    case = open_case(house, 1)
    address = f"/routes/overzetten/kies/?van=west-brabant-po:1&naar={own.key}:1"
    assert coordinator.post(address, {f"case-{case.pk}": step, "bevestig": "ja"}).status_code == 422
    case.refresh_from_db()
    assert case.route == "west-brabant-po"


def test_choosing_nobody_says_so(house, coordinator, own):
    case = open_case(house, 1)
    address = f"/routes/overzetten/kies/?van=west-brabant-po:1&naar={own.key}:1"
    answer = coordinator.post(address, {f"case-{case.pk}": "", "bevestig": "ja"})
    assert "Er is geen casus gekozen." in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["", "?van=x&naar=y", "?van=west-brabant-po:1&naar=twente-noord:1", "?van=a:9999999999"]
)
def test_two_versions_that_do_not_belong_together_are_not_found(house, coordinator, own, query):
    open_case(house, 1)
    assert coordinator.get(f"/routes/overzetten/kies/{query}").status_code == 404


def test_the_page_says_when_there_is_nothing_to_do_and_who_may_look(house, coordinator):
    assert "Alle casussen staan op de nieuwste versie" in coordinator.get("/routes/overzetten/").content.decode()
    ib = Client()
    ib.force_login(house.ib.user)
    assert ib.get("/routes/overzetten/").status_code == 403


def test_the_pages_take_the_same_queries_for_one_and_three(house, coordinator, own, connection_queries):
    counts = []
    for _round in (1, 2):
        open_case(house, 1)
        counts.append([connection_queries(coordinator, page) for page in ("/routes/", "/routes/overzetten/")])
        open_case(house, 3)
        house.publish(house.copy("Nog een"))
    assert counts[0] == counts[1]


@pytest.fixture
def connection_queries():
    from django.db import connection

    def count(client: Client, page: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page).status_code == 200
        return len(seen)

    return count
