"""Who leads, as pure decisions."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.cases import leading
from planning.cases.leading import Holder

KINDS = ("whole", "opp", "family")
people = st.integers(1, 4).map(lambda number: UUID(int=number))
holders = st.lists(
    st.builds(Holder, kind=st.sampled_from(KINDS), person=people, role=st.sampled_from(["ib", "jp", "gw"])), max_size=3
)
ME, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("step", "holder", "contact", "fits"),
    [
        (("ib",), None, None, True),  # nobody holds it: the role of the route leads
        (("casusregisseur",), None, ME, False),  # a casusregisseur is a person
        (("ib",), Holder("whole", ME, "ib"), None, True),
        (("ib",), Holder("whole", ME, "jp"), None, False),
        (("casusregisseur",), Holder("whole", ME, "jp"), ME, True),
        (("casusregisseur",), Holder("whole", OTHER, "ib"), ME, False),
        (("ib", "jp"), Holder("whole", ME, "jp"), None, True),
    ],
)
def test_who_fits_a_step(step, holder, contact, fits):
    assert leading.fits(step, [holder] if holder else [], contact=contact) is fits


@given(people, holders, st.booleans())
def test_who_leads_is_a_holder_and_without_any_the_school(person, held, of_the_school):
    found = leading.leads(person, held, of_the_school=of_the_school)
    if held:
        assert found == any(row.person == person for row in held)
    else:
        assert found == of_the_school


@given(st.lists(st.sampled_from(KINDS), max_size=6))
def test_the_whole_is_never_held_beside_a_part(wanted):
    held: list[Holder] = []
    for kind in wanted:
        if leading.may_be_added(kind, held):
            held = [row for row in held if row.kind != kind] + [Holder(kind, ME, "ib")]
    kinds = {row.kind for row in held}
    assert kinds in ({"whole"}, {"opp"}, {"family"}, {"opp", "family"}, set())
    assert len(kinds) == len(held)


@given(st.integers(0, 30), st.sets(st.integers(-3, 40)))
def test_what_is_left_and_what_is_done_are_the_whole_list(count, done):
    left = leading.unticked(count, done)
    assert sorted({*left, *(number for number in done if 1 <= number <= count)}) == list(range(1, count + 1))
    assert not set(left) & done
