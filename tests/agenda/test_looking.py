"""Who sees which point, and by which name (house rule 4, R55)."""

import datetime as dt

from planning.agenda import selectors, services
from planning.people.roles import Role
from tests.factories import make_actor, make_case, make_school, make_staff
from tests.meetings.table import CANARY, NOW


def page(sot, person):
    meeting = selectors.sot_of(sot.who(person), sot.meeting.pk)
    return None if meeting is None else selectors.agenda_page(meeting, actor=sot.who(person), now=NOW)


def test_without_a_ground_a_pupil_is_a_code_and_the_parents_have_no_name(sot):
    sot.propose(sot.table.case)
    (own,) = page(sot, sot.table.ib).lines
    assert own.label == f"{CANARY} Q."
    assert {one.name for one in own.comes} == {"Marie de Moeder", "Ferhat de Vader"}
    (other,) = page(sot, sot.ja).lines  # sits at the table; nobody was asked
    assert other.label == f"Leerling {sot.table.case.reference}"
    assert {one.name for one in other.comes} == {"ouder"}
    assert not any(CANARY in str(row) or "Marie" in str(row) for row in page(sot, sot.ja).people)
    assert not page(sot, sot.table.jp).lines[0].admitted  # may think along, but not about the pupil by name in a SOT
    sot.table.consent()  # the SOT was agreed to: its core members have a ground
    assert page(sot, sot.ja).lines[0].admitted
    assert page(sot, sot.table.jp).lines[0].label == f"{CANARY} Q."


def test_the_words_are_for_who_has_a_ground(sot):
    item = sot.propose(sot.table.case, by=sot.table.jp)
    services.put_on_agenda(actor=sot.actor, item=item, meeting=sot.meeting, now=NOW)
    services.hand_in(actor=sot.actor, item=item, help_question="Hoe nu?", tried="Veel.", minutes=20, now=NOW)
    for person, words in ((sot.table.ib, "Hoe nu?"), (sot.table.jp, "Hoe nu?"), (sot.ja, "")):
        actor = sot.who(person)
        seen = selectors.item_page(selectors.item_of(actor, item.pk), actor=actor, now=NOW)
        assert seen.help_question == words


def test_who_is_not_at_the_table_sees_the_own_proposal_only(sot):
    mine = sot.propose(by=sot.vc, meeting=None)
    other = sot.propose(sot.table.case, meeting=None, now=NOW + dt.timedelta(minutes=1))
    assert page(sot, sot.vc) is None
    vc = sot.who(sot.vc)
    (school,) = selectors.backlog(vc, now=NOW)
    assert [line.item.pk for line in school.lines] == [mine.pk]
    assert selectors.item_of(vc, other.pk) is None
    (school,) = selectors.backlog(sot.actor, now=NOW)
    assert [line.item.pk for line in school.lines] == [mine.pk, other.pk]
    assert school.sots == (sot.meeting, sot.later)
    elsewhere = make_actor(make_staff(sot.table.swv, Role.IB, make_school(sot.table.swv)), today=NOW.date())
    assert selectors.item_of(elsewhere, mine.pk) is None


def test_the_pupils_one_can_choose(sot):
    names = [str(row.pupil_name) for row in selectors.pupils_for(sot.actor, sot.table.school, now=NOW)]
    assert names == ["Tjibbe", "Wendelien", CANARY]
    assert selectors.pupils_for(sot.who(sot.vc), sot.table.school, now=NOW)
    assert [row.pk for row in selectors.pupils_for(sot.who(sot.table.jp), sot.table.school, now=NOW)] == [
        sot.table.case.pk
    ]
    assert selectors.pupils_for(sot.who(sot.table.lpa), sot.table.school, now=NOW) == []
    sot.propose(sot.table.case)
    assert len(selectors.pupils_for(sot.actor, sot.table.school, now=NOW)) == 2


def test_late_is_said(sot):
    item = sot.propose(sot.table.case)
    assert not page(sot, sot.table.ib).lines[0].late
    services.save_days(actor=sot.actor, school=sot.table.school, days=20, now=NOW)
    assert page(sot, sot.table.ib).lines[0].late
    assert page(sot, sot.table.ib).passed
    services.hand_in(actor=sot.actor, item=item, help_question="Wat?", tried="", minutes=20, now=NOW)
    assert page(sot, sot.table.ib).lines[0].late


def test_the_same_number_of_queries_for_many_points(sot, django_assert_max_num_queries):
    for number in range(5):
        case = make_case(sot.actor, sot.table.school, "ouder", pupil=f"Kind{number}", now=NOW)
        sot.propose(case, minutes=10)
        sot.propose(meeting=None)
    meeting = selectors.sot_of(sot.actor, sot.meeting.pk)
    with django_assert_max_num_queries(13):
        assert len(selectors.agenda_page(meeting, actor=sot.actor, now=NOW).lines) == 5
    with django_assert_max_num_queries(13):
        assert selectors.backlog(sot.actor, now=NOW)[0].lines
