"""What is expected of a role stands where it is needed: in the step, at the table, on the invitation (R10)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from planning.cases import selectors as cases
from planning.meetings import selectors as meetings
from planning.people.roles import Role
from planning.routes import engine, expecting
from tests.factories import make_actor, make_case, make_staff

PO = engine.get_route("west-brabant-po")


@pytest.mark.parametrize("key", sorted({key for key, _version in engine.routes()}))
def test_every_role_of_every_step_and_table_gets_something(key):
    route = engine.get_route(key)
    for step in route.steps:
        asked = {role for role, _text in step.prompts} | set(step.regie)
        found = expecting.at_step(route, step, asked)
        assert {one.role for one in found} == asked
        assert all(one.name for one in found)
        for role, text in step.prompts:
            (one,) = expecting.at_step(route, step, {role})
            assert one.prompt == text
    for meeting in route.meetings:
        for role, text in meeting.prompts:
            assert expecting.at_table(route, meeting.kind, role).prompt == text


def test_who_holds_no_role_here_is_asked_nothing():
    assert expecting.at_step(PO, PO.step(3), {"tc", "lpa"}) == ()
    assert expecting.at_table(PO, "HIA", "wijkagent") is None
    assert expecting.at_table(PO, "BO", "ib") is None


def test_the_step_speaks_to_the_viewer_in_the_roles_held_here(house):
    case = make_case(house.ib_actor, house.po, "mirte", now=house.now)
    page = cases.case_page(case, now=house.now)
    (mine,) = cases.expected_now(page, house.ib_actor)
    assert mine.prompt.startswith("Steun de leerkracht.")
    assert "Is voorzitter van het SOT." in mine.tasks
    elsewhere = make_staff(house.swv, Role.IB, house.vo)
    assert cases.expected_now(page, make_actor(elsewhere, today=house.now.date())) == ()


def test_the_casusregisseur_is_asked_as_such(house):
    case = make_case(house.ib_actor, house.po, "mirte", now=house.now)
    case.casusregisseur_id, case.step = house.ib.pk, 5
    page = cases.case_page(case, now=house.now)
    (mine,) = cases.expected_now(page, house.ib_actor)
    assert mine.role == "casusregisseur"
    assert mine.prompt.startswith("U bent het aanspreekpunt")


def test_parents_at_the_table_are_asked_nothing_here():
    guardian = SimpleNamespace(person_id=None, role="")
    assert meetings.expected_of(guardian, PO, "HIA") is None
