"""What a newer version does to the steps, and where a case that stands in one of them goes."""

from __future__ import annotations

import pytest

from planning.regions import editing, rules
from planning.routes import engine

PO = engine.text_of("west-brabant-po", 1)
OLD = engine.get_route("west-brabant-po")


def route(text: str) -> engine.Route:
    found = rules.check(text).route
    assert found is not None
    return found


def test_the_same_is_the_same():
    assert rules.changes(OLD, OLD).same
    assert [rules.proposed_step(OLD, OLD, n) for n in range(1, 8)] == [1, 2, 3, 4, 5, 6, 7]


def test_a_step_in_between():
    new = route(editing.add_step(PO, after=2, title="Gesprek thuis"))
    found = rules.changes(OLD, new)
    assert [step.title for step in found.added] == ["Gesprek thuis"]
    assert (found.removed, found.renamed) == ((), ())
    assert [(step.number, to) for step, to in found.moved] == [(3, 4), (4, 5), (5, 6), (6, 7), (7, 8)]
    assert [rules.proposed_step(OLD, new, n) for n in range(1, 8)] == [1, 2, 4, 5, 6, 7, 8]


def test_a_step_that_is_gone_must_be_chosen_for():
    new = route(editing.remove_step(PO, 3))
    found = rules.changes(OLD, new)
    assert [step.number for step in found.removed] == [3]
    assert rules.proposed_step(OLD, new, 3) is None
    assert rules.proposed_step(OLD, new, 4) == 3


def test_another_name_at_the_same_number():
    new = route(editing.write(PO, ("steps", 1), {"title": "Melden"}))
    found = rules.changes(OLD, new)
    assert [(row.number, row.after) for row in found.renamed] == [(2, "Melden")]
    assert (found.added, found.removed, found.moved) == ((), (), ())
    assert rules.proposed_step(OLD, new, 2) == 2


def test_two_steps_that_changed_places_follow_their_names():
    text = editing.write(PO, ("steps", 4), {"title": "Evalueren"})
    new = route(editing.write(text, ("steps", 5), {"title": "Arrangeren: aan de slag"}))
    assert [rules.proposed_step(OLD, new, n) for n in (5, 6)] == [6, 5]


@pytest.mark.parametrize("step", [0, 8, 99])
def test_a_step_that_never_was_has_no_proposal(step):
    assert rules.proposed_step(OLD, OLD, step) is None
