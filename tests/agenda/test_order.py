"""The order, who comes for what, and who hears of a change (R66)."""

import datetime as dt

import pytest

from planning.agenda import selectors, services
from planning.agenda.models import AgendaGuest
from planning.cases.gate import NoGround
from planning.cases.models import Answer
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.factories import make_school, make_staff
from tests.meetings.table import NOW, at

DAY = dt.timedelta(days=1)


def times(sot):
    plan = selectors.day_plan(sot.meeting)
    return [(row.start, row.end) for row in plan.day.slots]


def test_moving_one_point_concerns_two(sot):
    items = [sot.propose(sot.table.case), sot.propose(), sot.propose(sot.others[0])]
    assert times(sot) == [(0, 20), (20, 40), (40, 60)]
    found = services.move_item(actor=sot.actor, item=items[0], earlier=False, now=NOW)
    assert [row.pk for row in sot.order()] == [items[1].pk, items[0].pk, items[2].pk]
    assert {row.pk for row in found.items} == {items[0].pk, items[1].pk}
    assert {row.party_id for row in found.guests} == {sot.table.mother.pk, sot.table.father.pk}
    assert services.move_item(actor=sot.actor, item=items[1], earlier=True, now=NOW).items == ()  # it is the first
    assert services.move_item(actor=sot.actor, item=items[2], earlier=False, now=NOW).guests == ()
    with pytest.raises(NotAllowed):
        services.move_item(actor=sot.who(sot.table.gw), item=items[0], earlier=True, now=NOW)


def test_who_has_little_time_and_who_comes_twice_are_laid_out(sot):
    items = [
        sot.propose(sot.table.case),
        sot.propose(title="Een"),
        sot.propose(sot.others[0]),
        sot.propose(title="Twee"),
    ]
    for item in (items[0], items[2]):
        services.add_guest(
            actor=sot.actor,
            item=item,
            person=sot.teacher,
            role=Role.TEACHER,
            arrives=dt.time(9, 40),
            leaves=dt.time(10, 20),
            now=NOW,
        )
    seen = selectors.preview(sot.meeting, actor=sot.actor, now=NOW)
    assert seen.left_out == 0
    assert seen.waits == 0
    assert [row.pk for row in sot.order()] == [item.pk for item in items], "a look changes nothing"
    found = services.lay_out(actor=sot.actor, meeting=sot.meeting, order=seen.order, now=NOW)
    plan = selectors.day_plan(sot.meeting)
    assert sorted(plan.day.slot(item.pk).start for item in (items[0], items[2])) == [40, 60]
    assert len(found.items) == seen.moved
    assert services.lay_out(actor=sot.actor, meeting=sot.meeting, order=seen.order, now=NOW).items == ()


def test_what_was_shown_is_what_is_taken_over(sot):
    first, second = sot.propose(title="Een"), sot.propose(title="Twee")
    order = [second.pk, first.pk]
    sot.propose(title="Drie")
    for wrong in (order, [*order, order[0]]):
        with pytest.raises(services.OrderChanged):
            services.lay_out(actor=sot.actor, meeting=sot.meeting, order=wrong, now=NOW)


def test_one_persons_hours_hold_for_all_own_points(sot):
    one, two = sot.propose(title="Een"), sot.propose(title="Twee")
    for item in (one, two):
        services.add_guest(actor=sot.actor, item=item, person=sot.teacher, role=Role.TEACHER, now=NOW)
    services.add_guest(
        actor=sot.actor, item=two, person=sot.teacher, role=Role.TEACHER, arrives=dt.time(10), leaves=None, now=NOW
    )
    assert {row.arrives for row in AgendaGuest.objects.filter(person=sot.teacher)} == {dt.time(10)}
    assert times(sot) == [(60, 80), (80, 100)]
    with pytest.raises(services.BadWindow):
        services.add_guest(
            actor=sot.actor, item=two, person=sot.teacher, arrives=dt.time(10), leaves=dt.time(9), now=NOW
        )


def test_nobody_comes_without_a_ground(sot):
    item, other = sot.propose(sot.table.case), sot.propose()
    stranger = make_staff(sot.table.swv, Role.SMW, make_school(sot.table.swv))
    with pytest.raises(NoGround):
        services.add_guest(actor=sot.actor, item=item, person=stranger, now=NOW)
    with pytest.raises(services.StrangeGuest):
        services.add_guest(actor=sot.actor, item=other, person=stranger, now=NOW)
    with pytest.raises(services.StrangeGuest):  # a parent comes for the own child
        services.add_guest(actor=sot.actor, item=other, party=sot.table.mother, now=NOW)
    with pytest.raises(services.StrangeGuest):
        services.add_guest(actor=sot.actor, item=item, now=NOW)
    services.add_guest(actor=sot.actor, item=item, person=sot.table.jp, role=Role.JP, now=NOW)
    sot.table.consent(sot.table.jp, answer=Answer.NO, now=NOW + DAY)
    assert not item.guests.filter(person=sot.table.jp).exists(), "consent went, and so did the JP"
    assert AuditEvent.objects.filter(action="agenda.guest_off", actor_kind="system").count() == 1


def test_taking_a_guest_off_frees_the_order(sot):
    item = sot.propose(title="Een")
    services.add_guest(
        actor=sot.actor, item=item, person=sot.teacher, role=Role.TEACHER, arrives=dt.time(10), leaves=None, now=NOW
    )
    guest = item.guests.get()
    found = services.remove_guest(actor=sot.actor, item=item, guest_id=guest.pk, now=NOW)
    assert [row.pk for row in found.items] == [item.pk]
    assert services.remove_guest(actor=sot.actor, item=item, guest_id=guest.pk, now=NOW).items == ()


def test_another_window_for_who_comes_already(sot):
    first, second = sot.propose(title="Eerst"), sot.propose(title="Dan")
    for item in (first, second):
        services.add_guest(actor=sot.actor, item=item, person=sot.teacher, role=Role.TEACHER, now=NOW)
    guest = first.guests.get()
    found = services.change_window(
        actor=sot.actor, item=first, guest_id=guest.pk, arrives=dt.time(9, 30), leaves=None, now=NOW
    )
    assert {row.pk for row in found.items} == {first.pk, second.pk}
    assert second.guests.get().arrives == dt.time(9, 30)  # it is the same person, on the same day
    assert first.guests.get().role == Role.TEACHER
    with pytest.raises(services.BadWindow):
        services.change_window(
            actor=sot.actor, item=first, guest_id=guest.pk, arrives=dt.time(10), leaves=dt.time(9), now=NOW
        )
    with pytest.raises(services.StrangeGuest):
        services.change_window(actor=sot.actor, item=first, guest_id=first.pk, arrives=None, leaves=None, now=NOW)


def test_putting_and_carrying_say_whom_they_concern(sot):
    first, second = sot.propose(sot.table.case), sot.propose(sot.others[0])
    waiting = sot.propose(sot.others[1], meeting=None)
    found = services.put_on_agenda(actor=sot.actor, item=waiting, meeting=sot.meeting, now=NOW)
    assert [row.pk for row in found.items] == [waiting.pk]  # after the others: nobody else moves
    assert services.put_on_agenda(actor=sot.actor, item=waiting, meeting=sot.meeting, now=NOW).items == ()
    found = services.carry_over(actor=sot.actor, item=first, now=NOW)
    assert {row.pk for row in found.items} == {first.pk, second.pk, waiting.pk}
    assert {one.party_id for one in found.guests} >= {sot.table.mother.pk, sot.table.father.pk}
    assert services.carry_over(actor=sot.actor, item=second, now=at(17, 12)).items == ()  # that day is over
