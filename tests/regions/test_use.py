"""Which routes a school's new cases may use: safe before anybody chose, the SWV's choice after, never none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.people.models import AuditEvent
from planning.regions import rules, selectors, services
from planning.routes import engine

SHIPPED = {"PO": "west-brabant-po", "VO": "west-brabant-vo"}


def keys(school) -> list[str]:
    return [route.key for route in selectors.routes_for(school)]


def test_before_anybody_chose_the_shipped_route_of_the_sector(house):
    house.publish(house.copy())  # published is not yet in use
    assert (keys(house.po), keys(house.vo)) == (["west-brabant-po"], ["west-brabant-vo"])


def test_the_choice_of_the_swv_with_its_own_first(house):
    own = house.publish(house.copy("Onze PO"))
    services.choose_routes(
        actor=house.actor,
        keys=["holland-rijnland", "west-brabant-vo", "twente-noord", own.key],
        defaults={"PO": "twente-noord", "VO": "west-brabant-vo"},
        now=house.now,
    )
    assert keys(house.po) == ["twente-noord", own.key, "holland-rijnland"]
    assert keys(house.vo) == ["west-brabant-vo"]
    assert selectors.default_key(house.po) == "twente-noord"
    event = AuditEvent.objects.get(action="route.choose")
    assert event.detail["keys"].split() == ["holland-rijnland", "west-brabant-vo", "twente-noord", own.key]


@pytest.mark.parametrize(
    ("chosen", "defaults", "refused"),
    [
        (["nergens"], SHIPPED, services.UnknownRoute),
        ([], SHIPPED, services.DefaultNeeded),
        (["west-brabant-po", "west-brabant-vo"], {"PO": "west-brabant-po"}, services.DefaultNeeded),
        (["west-brabant-po", "west-brabant-vo"], {**SHIPPED, "VO": "west-brabant-po"}, services.DefaultNeeded),
        (["west-brabant-po", "west-brabant-vo"], {**SHIPPED, "PO": "twente-noord"}, services.DefaultNeeded),
    ],
)
def test_a_choice_that_leaves_a_sector_without_is_refused(house, chosen, defaults, refused):
    with pytest.raises(refused):
        services.choose_routes(actor=house.actor, keys=chosen, defaults=defaults, now=house.now)
    assert keys(house.po) == ["west-brabant-po"]


SECTORS = {key: engine.get_route(key).sector for key, _version in engine.routes()}


@given(
    chosen=st.one_of(
        st.none(),
        st.builds(
            rules.Use,
            st.lists(st.sampled_from([*SECTORS, "weg", "eigen-weg"])).map(tuple),
            st.dictionaries(st.sampled_from(["PO", "VO", "XX"]), st.sampled_from([*SECTORS, "weg"])),
        ),
    )
)
def test_whatever_was_chosen_every_sector_has_a_route_of_its_own(chosen):
    held = rules.use_of(chosen, sectors=SECTORS)
    assert set(held.defaults) == {"PO", "VO"}
    assert all(SECTORS[key] == sector and key in held.keys for sector, key in held.defaults.items())
    assert all(key in SECTORS for key in held.keys)


def test_many_routes_take_as_many_queries_as_one(house, django_assert_num_queries):
    house.publish(house.copy())
    with django_assert_num_queries(3):
        selectors.routes_for(house.po)
    made = [house.publish(house.copy()) for _ in range(2)]
    with django_assert_num_queries(3):
        selectors.routes_for(house.po)
    with django_assert_num_queries(1):
        selectors.get_routes([(row.key, 1) for row in made] + [("west-brabant-po", 1)])
    with django_assert_num_queries(2):
        assert len(selectors.draft_lines()) == 3
    with pytest.raises(KeyError):
        selectors.get_routes([(made[0].key, 7)])
