"""A new case follows the school's usual route, or another one that the SWV uses."""

from __future__ import annotations

import pytest
from django.test import Client
from django_scopes import scope

from planning.cases.models import Case
from planning.regions import services
from tests.regions.conftest import make_house


@pytest.fixture
def house(db):
    found = make_house()
    with scope(swv=found.swv.pk):
        yield found


@pytest.fixture
def ib(house) -> Client:
    client = Client()
    client.force_login(house.ib.user)
    return client


def filled(house, **more: str) -> dict[str, str]:
    return {
        "school": str(house.po.pk),
        "name": "Merel",
        "letter": "Z",
        "ouder1-name": "mirte",
        "ouder1-language": "nl",
        "ouder1-authority": "yes",
        "ouder2-language": "nl",
        "ouder2-authority": "unknown",
        **more,
    }


def test_with_one_route_nobody_is_asked(house, ib):
    page = ib.get("/casussen/nieuw/").content.decode()
    assert '<input type="hidden" name="route"' in page
    assert ib.post("/casussen/nieuw/", filled(house)).status_code == 302
    assert Case.objects.get().route == "west-brabant-po"


def test_the_swvs_own_route_comes_by_itself_when_it_is_the_first_choice(house, ib):
    own = house.publish(house.copy())
    services.choose_routes(
        actor=house.actor,
        keys=["west-brabant-vo", own.key],
        defaults={"PO": own.key, "VO": "west-brabant-vo"},
        now=house.now,
    )
    ib.post("/casussen/nieuw/", filled(house))
    case = Case.objects.get()
    assert (case.route, case.route_version) == (own.key, 1)
    assert ib.get(f"/casussen/{case.pk}/").status_code == 200
    assert "Onze route" in ib.get(f"/casussen/{case.pk}/").content.decode()


def test_where_there_are_more_one_can_choose_and_nothing_else(house, ib):
    services.choose_routes(
        actor=house.actor,
        keys=["west-brabant-po", "twente-noord", "west-brabant-vo"],
        defaults={"PO": "west-brabant-po", "VO": "west-brabant-vo"},
        now=house.now,
    )
    assert '<option value="twente-noord">' in ib.get("/casussen/nieuw/").content.decode()
    for wrong in ("holland-rijnland", "west-brabant-vo", "eigen-nergens", "x"):
        answer = ib.post("/casussen/nieuw/", filled(house, route=wrong))
        assert answer.status_code == 422, wrong
    assert Case.objects.count() == 0
    ib.post("/casussen/nieuw/", filled(house, route="twente-noord"))
    assert Case.objects.get().route == "twente-noord"
