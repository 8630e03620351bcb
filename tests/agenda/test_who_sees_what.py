"""Whatever happens with an agenda and with consent: nobody sees a pupil without a ground, a guest the own slots only.

Each example is a story of random steps, told on the SOT of the fixture and then undone.
"""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planning.agenda import selectors, services
from planning.agenda.models import AgendaEvent, AgendaItem
from planning.cases import gate
from planning.cases import services as cases
from planning.cases.models import Answer, ConsentRequest, Involved, Purpose
from planning.cases.rules import Ground
from planning.cases.services import Question
from planning.errors import DomainError
from planning.people.roles import Role
from tests.meetings.table import CANARY, NOW

MINUTE = dt.timedelta(minutes=1)
EXAMPLES = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PUPIL, PERSON, YES = st.integers(0, 2), st.integers(0, 6), st.booleans()
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("propose"), PUPIL, PERSON),
        st.tuples(st.just("other"), PERSON),
        st.tuples(st.just("guest"), PUPIL, PERSON, YES),
        st.tuples(st.just("consent"), PUPIL, PERSON, YES),
        st.tuples(st.just("sot"), PUPIL, YES),
        st.tuples(st.just("run out"), PUPIL),
        st.tuples(st.just("freeze"), PUPIL),
        st.tuples(st.just("move"), st.integers(0, 5), YES),
        st.tuples(st.just("carry"), PUPIL),
        st.tuples(st.just("take back"), PUPIL),
        st.tuples(st.just("put"), PUPIL),
        st.just(("tell",)),
    ),
    max_size=14,
)


class World:
    """The people and pupils of a story, and its steps."""

    def __init__(self, sot):
        table = sot.table
        self.sot, self.now = sot, NOW
        self.cases = (table.case, *sot.others)
        self.people = (table.ib, table.gw, table.jp, table.lpa, sot.ja, sot.vc, sot.teacher)

    def run(self, steps):
        for name, *given_ in steps:
            self.now += MINUTE
            try:
                with transaction.atomic():
                    getattr(self, f"do_{name.replace(' ', '_')}")(*given_)
            except DomainError:
                pass  # refused: that is for other tests

    def item(self, number):
        return AgendaItem.objects.filter(case=self.cases[number], state__in=["proposed", "planned", "carried"]).first()

    def do_propose(self, pupil, person):
        self.sot.propose(self.cases[pupil], by=self.people[person], now=self.now)

    def do_other(self, person):
        item = self.sot.propose(now=self.now)
        role = Role.TEACHER
        services.add_guest(actor=self.sot.actor, item=item, person=self.people[person], role=role, now=self.now)

    def do_guest(self, pupil, person, early):
        if (item := self.item(pupil)) is not None:
            leaves = dt.time(9, 30) if early else None
            who = self.people[person]
            services.add_guest(actor=self.sot.actor, item=item, person=who, role="", leaves=leaves, now=self.now)

    def _answer(self, pupil, involved, yes):
        case, purpose = self.cases[pupil], Purpose.INVOLVE if involved is not None else Purpose.SOT
        rows = ConsentRequest.objects.filter(case=case, purpose=purpose, involved=involved)
        if not rows.exists():
            cases.ask_consent(actor=self.sot.actor, case=case, questions=[Question(purpose, involved)], now=self.now)
        for row in rows:
            self.sot.table.say(row, Answer.YES if yes else Answer.NO, now=self.now)

    def do_consent(self, pupil, person, yes):
        involved = Involved.objects.filter(case=self.cases[pupil], person=self.people[person]).first()
        if involved is not None:
            self._answer(pupil, involved, yes)

    def do_sot(self, pupil, yes):
        self._answer(pupil, None, yes)

    def do_run_out(self, pupil):
        """The last day is past and no bell rang."""
        rows = ConsentRequest.objects.filter(case=self.cases[pupil])
        rows.update(expires_on=NOW.date() - dt.timedelta(days=1))

    def do_freeze(self, pupil):
        cases.freeze_case(actor=self.sot.actor, case=self.cases[pupil], reason="Bezwaar.", now=self.now)

    def do_move(self, place, earlier):
        rows = self.sot.order()
        if place < len(rows):
            services.move_item(actor=self.sot.actor, item=rows[place], earlier=earlier, now=self.now)

    def do_carry(self, pupil):
        if (item := self.item(pupil)) is not None:
            services.carry_over(actor=self.sot.actor, item=item, now=self.now)

    def do_take_back(self, pupil):
        if (item := self.item(pupil)) is not None:
            services.take_back(actor=self.sot.actor, item=item, now=self.now)

    def do_put(self, pupil):
        if (item := self.item(pupil)) is not None:
            services.put_on_agenda(actor=self.sot.actor, item=item, meeting=self.sot.meeting, now=self.now)

    def do_tell(self):
        services.tell_times(actor=self.sot.actor, meeting=self.sot.meeting, now=self.now)


def story(sot, steps, look):
    """Tell the steps, look, and undo all of it."""
    world = World(sot)
    with transaction.atomic():
        world.run(steps)
        look(world)
        transaction.set_rollback(True)


def names_of(case):
    parents = [str(party.name) for party in case.parties.all()]
    return [str(case.pupil_name), *(name for name in parents if name != "ouder")]  # that is a role too


def ground(world, case, person, *, talk):
    return gate.grounds(case=case, person_ids=[person.pk], now=world.now, sot_talk=talk)[person.pk]


@pytest.mark.parametrize("which", ["agenda", "item", "backlog"])
def test_nobody_with_an_account_sees_a_pupil_without_a_ground(sot, which):
    @EXAMPLES
    @given(STEPS)
    def holds(steps):
        story(sot, steps, look)

    def look(world):
        for person in world.people:
            actor = sot.who(person)
            if which == "backlog":
                shown = [line for school in selectors.backlog(actor, now=world.now) for line in school.lines]
            else:
                meeting = selectors.sot_of(actor, sot.meeting.pk)
                page = selectors.agenda_page(meeting, actor=actor, now=world.now) if meeting is not None else None
                shown = [*page.lines, *page.proposals] if page is not None else []
            for line in shown:
                case = line.item.case
                if case is None:
                    continue
                own = line.item.proposed_by_id == person.pk
                found = ground(world, case, person, talk=not own)
                assert line.admitted == gate.admits(found)
                if gate.admits(found):
                    continue
                told = line.label + "".join(one.name for one in line.comes)
                if which == "item":
                    item = selectors.item_page(line.item, actor=actor, now=world.now)
                    told += item.help_question + item.tried + item.line.label
                    assert not any((item.consent, item.groeidocument, item.reports, item.may_hand_in))
                assert not any(name in told for name in names_of(case))

    holds()


@EXAMPLES
@given(steps=STEPS)
def test_a_guest_sees_the_own_slots_only(sot, steps):
    def look(world):
        parents = [party for case in world.cases for party in case.parties.all()]
        for one in (*world.people, *parents):
            seen = selectors.guest_agenda(meeting_id=sot.meeting.pk, key=one.pk, now=world.now)
            mine = [
                (item, guest)
                for item in sot.order()
                for guest in item.guests.all()
                if one.pk in {guest.person_id, guest.party_id}
            ]
            if seen is None:
                continue
            assert len(seen.points) <= len(mine)
            for case in world.cases:
                # The own name is on one's own page, and no other of the case.
                others = [name for name in names_of(case) if name != seen.name]
                assert not any(name in str(seen) for name in others)
            if one in world.people:
                with_a_pupil = [item.case for item, _guest in mine if item.case is not None]
                admitted = [case for case in with_a_pupil if _may_come(world, case, one)]
                rest = len(mine) - len(with_a_pupil)
                assert len(seen.points) <= len(admitted) + rest
                assert seen.member or seen.points
            else:
                assert all(item.case_id == one.case_id for item, _guest in mine)
                told = {(guest.told_start, guest.told_end) for _item, guest in mine}
                assert seen.off or (seen.start, seen.end) in told
                assert not any(str(role) == "ouder" for point in seen.points for role in point.roles)

    story(sot, steps, look)


def _may_come(world, case, person):
    return any(
        ground(world, case, person, talk=talk) in gate.ADMITS or ground(world, case, person, talk=talk) == Ground.OWN
        for talk in (False, True)
    )


@EXAMPLES
@given(steps=STEPS)
def test_what_stands_in_a_calendar_is_what_was_told(sot, steps):
    def look(world):
        for row in AgendaEvent.objects.all():
            assert CANARY not in row.uid
            told = {
                (guest.told_start, guest.told_end)
                for item in AgendaItem.objects.filter(meeting=row.meeting).prefetch_related("guests")
                for guest in item.guests.all()
                if (row.person_id, row.party_id) == (guest.person_id, guest.party_id) and guest.told_start is not None
            }
            assert told == ({(row.start, row.end)} if row.start is not None else set())

    story(sot, steps, look)
