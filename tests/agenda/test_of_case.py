"""What the page of a case, and the whole picture of a school, know of the SOT that its pupil is on or waits for."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from planning.agenda import selectors, services
from planning.agenda.models import AgendaItem
from planning.agenda.rules import states
from planning.agenda.rules.states import Stand, State
from planning.cases import services as cases
from planning.cases.models import Case
from planning.followup import look
from planning.followup.rules import Todo
from planning.insight.rules.picture import Place
from planning.insight.selectors.picture import picture_of
from planning.meetings.models import Meeting, MeetingState
from planning.people.roles import Role
from scheduler.staff.cases import overview
from tests.factories import make_case, make_staff
from tests.insight.test_pages import words
from tests.meetings.table import NOW, at

QUESTION = "Hoe houden we de ochtend rustig?"
HOUR = dt.timedelta(hours=1)


@given(st.sampled_from(State), st.none() | st.integers(-40, 40), st.booleans())
def test_a_point_stands_in_one_place(state, hours, called_off):
    end = None if hours is None else NOW + hours * HOUR
    stand = states.stand(state, end=end, called_off=called_off, now=NOW)
    assert (stand is None) == (state not in states.WAITS)
    if stand in {Stand.ON, Stand.ASKED}:
        assert end is not None
        assert end > NOW
        assert not called_off
    assert (stand == Stand.ASKED) <= (state == State.PROPOSED)
    assert (stand in {Stand.ON, Stand.MISSED}) <= (state in states.TAKES_TIME)
    if end is None or called_off:
        assert stand in {None, Stand.WAITS}


@pytest.fixture
def case(sot):
    """In the step whose meeting is a SOT, with the parents' yes; nothing else waits."""
    sot.table.consent()
    cases.move_step(actor=sot.actor, case=sot.table.case, step=3, reason="Naar het SOT.", now=NOW)
    return Case.objects.get(pk=sot.table.case.pk)


def at_look(sot, case, who=None, *, now=NOW):
    actor = sot.who(who) if who is not None else sot.actor
    found = look.look_at(case, actor=actor, now=now)
    return found, overview.first(found, case=case, viewer=actor.person_id)


def lines(found, case):
    coming = overview.coming(found.coming, look=found, case=case)
    return [(row.text, row.at, row.note) for row in coming], [row.text for row in overview.waits(found, case=case)]


def hand_in(sot, item):
    services.hand_in(actor=sot.actor, item=item, help_question=QUESTION, tried="", minutes=20, now=NOW)


def test_a_pupil_in_this_step_is_put_on_the_agenda_of_a_sot(sot, case):
    found, first = at_look(sot, case)
    assert found.todo == Todo.PROPOSE
    assert str(first.text) == "Zet deze leerling op de agenda van een SOT."
    assert first.url == f"/overleggen/agenda/school/{case.school_id}/nieuw/?leerling={case.pk}"
    sot.propose(title="Iets anders")  # not about this pupil
    assert at_look(sot, case)[0].todo == Todo.PROPOSE


def test_on_an_agenda_it_comes_and_the_question_is_the_next_thing(sot, case):
    sot.propose(sot.others[0], minutes=30)
    item = sot.propose(case)
    found, first = at_look(sot, case)
    assert found.todo == Todo.HAND_IN
    assert "dinsdag 17 november" in str(first.text)
    assert "dinsdag 10 november" in str(first.text)
    assert first.url == f"/overleggen/agenda/{item.pk}/"
    note = "om 9.30 uur, de vraag is nog niet ingeleverd (graag tot en met di 10 nov)"
    assert lines(found, case) == ([("Bespreking in het SOT", at(17, 9, 30), note)], [])

    found, first = at_look(sot, case, now=at(12))
    assert str(first.text).startswith("Lever alsnog in")
    hand_in(sot, item)
    found, first = at_look(sot, case)
    assert (found.todo, first.label) == (Todo.WAIT, "")
    assert lines(found, case)[0][0][2] == "om 9.30 uur, de vraag is ingeleverd"


def test_what_does_not_fit_has_the_day_only(sot, case):
    sot.propose(sot.others[0], minutes=110)
    sot.propose(case)
    ((_text, day, note),), _waits = lines(at_look(sot, case)[0], case)
    assert day == dt.date(2026, 11, 17)
    assert note.startswith("past nog niet op de agenda, ")


def test_what_waits_without_a_sot_says_since_when(sot, case):
    item = sot.propose(case, meeting=None)
    found, first = at_look(sot, case)
    assert found.todo == Todo.PUT_ON
    assert first.url == f"/overleggen/agenda/{item.pk}/"
    assert [(row.kind, row.since) for row in found.waits] == [("point_waits", NOW)]
    assert lines(found, case) == ([], ["Deze leerling wacht op een SOT"])

    Meeting.objects.filter(pk__in=[sot.meeting.pk, sot.later.pk]).update(state=MeetingState.CANCELLED)
    assert at_look(sot, case)[0].todo == Todo.WAIT  # there is no SOT to put it on
    services.take_back(actor=sot.actor, item=item, now=NOW)
    assert at_look(sot, case)[0].todo == Todo.PLAN  # the school has no such SOTs


def test_a_school_with_no_sot_to_come_lets_the_pupil_wait_for_the_first(sot, case):
    after = at(16, month=12)
    found, first = at_look(sot, case, now=after)
    assert found.todo == Todo.PROPOSE
    assert "nog geen SOT gepland" in str(first.text)
    assert "leerling=" in first.url


def test_a_sot_that_was_called_off_or_went_by_gives_the_pupil_back(sot, case):
    item = sot.propose(case)
    over = at(17, 12)
    found, first = at_look(sot, case, now=over)
    assert found.todo == Todo.TELL_POINT
    assert [(row.kind, row.since) for row in found.waits] == [("point_missed", at(17, 11))]
    assert first.url == f"/overleggen/agenda/{item.pk}/"
    assert lines(found, case)[0] == []
    Meeting.objects.filter(pk=sot.meeting.pk).update(state=MeetingState.CANCELLED)
    found, _first = at_look(sot, case, now=over)
    assert (found.todo, [row.kind for row in found.waits]) == (Todo.PUT_ON, ["point_waits"])


def test_a_proposal_is_put_on_by_who_makes_the_agenda(sot, case):
    sot.propose(case, by=sot.vc)
    found, first = at_look(sot, case)
    assert (found.todo, str(first.label)) == (Todo.PUT_ON, "Zet op de agenda")
    assert lines(found, case) == (
        [],
        ["Deze leerling is voorgesteld voor een SOT en staat nog niet op de agenda"],
    )
    found, _first = at_look(sot, case, sot.vc)  # may hand in the own one, and not put it on
    assert found.todo == Todo.HAND_IN


def test_who_may_not_open_the_point_gets_no_way_to_it(sot, case):
    """A teacher with regie sees that it comes: no link, nothing to hand in, and nothing of what it says."""
    sot_item = sot.propose(case)
    teacher = sot.teacher
    found, first = at_look(sot, case, teacher)
    assert found.todo == Todo.WAIT
    assert str(first.text) == "U hoeft nu niets te doen. Hieronder ziet u wat er komt."
    (line,) = overview.coming(found.coming, look=found, case=case)
    assert (line.url, line.at) == ("", at(17, 9))
    services.take_back(actor=sot.actor, item=sot_item, now=NOW)
    found, first = at_look(sot, case, teacher)
    assert found.todo == Todo.PROPOSE
    assert (first.url, first.label) == ("", "")
    assert str(first.text).startswith("De school zet")
    sot.propose(case, meeting=None)
    found, _first = at_look(sot, case, teacher)
    assert found.todo == Todo.WAIT
    assert [row.url for row in overview.waits(found, case=case)] == [""]


def test_the_part_of_a_sot_counts_as_held_in_its_round(sot, case):
    item = sot.propose(case)
    now = at(17, 9, 5)
    services.begin_point(actor=sot.actor, item=item, now=now)
    found, _first = at_look(sot, case, now=at(18))
    assert found.todo not in {Todo.PROPOSE, Todo.PLAN, Todo.TELL_POINT}
    assert found.at_sot.point is None
    cases.move_step(actor=sot.actor, case=case, step=6, reason="Verder.", now=at(18))
    case.refresh_from_db()
    cases.move_step(actor=sot.actor, case=case, step=3, reason="Terug.", now=at(19))
    case.refresh_from_db()
    assert at_look(sot, case, now=at(20))[0].todo == Todo.PROPOSE


def test_spoken_of_without_a_record_counts_too(sot, case):
    item = sot.propose(case)
    services.mark_discussed(actor=sot.actor, item=item, now=at(17, 12))
    assert at_look(sot, case, now=at(18))[0].todo == Todo.GO_ON
    Meeting.objects.filter(pk=sot.meeting.pk).update(state=MeetingState.CANCELLED)  # it did not take place after all
    assert at_look(sot, case, now=at(18))[0].todo == Todo.PROPOSE


def test_who_may_not_plan_reads_that_the_school_does(sot, case):
    """In a step whose meeting is a HIA: a way for who plans, words for who leads from the classroom."""
    cases.move_step(actor=sot.actor, case=case, step=4, reason="Verder.", now=NOW)
    case.refresh_from_db()
    found, first = at_look(sot, case)
    assert (found.todo, bool(first.url)) == (Todo.PLAN, True)
    found, first = at_look(sot, case, sot.teacher)
    assert (found.todo, first.url, first.label) == (Todo.PLAN, "", "")
    assert str(first.text).startswith("De school plant het overleg van deze stap")


def test_the_page_leads_to_the_form_with_the_pupil_chosen(sot, case, contexts):
    client = Client()
    client.force_login(sot.table.ib.user)
    page = client.get(f"/casussen/{case.pk}/")
    way = page.context["first"].url
    assert way in page.content.decode()
    form = client.get(way).context["form"]
    assert form["case"].value() == str(case.pk)
    assert form["meeting"].value() == str(sot.meeting.pk)
    client.post(way, {"case": str(case.pk), "minutes": "20", "meeting": str(sot.meeting.pk)})
    item = AgendaItem.objects.get(case=case)
    hand_in(sot, item)
    shown = client.get(f"/casussen/{case.pk}/").content.decode()
    assert f'href="/overleggen/agenda/{item.pk}/"' in shown
    assert "om 9.00 uur, de vraag is ingeleverd" in shown
    assert QUESTION not in shown
    assert "Plan een overleg" in shown  # something else can still be planned
    ending = words(client.get(f"/casussen/{case.pk}/afsluiten/").content.decode())
    assert "Bespreking in het SOT van dinsdag 17 november 2026 vervalt." in ending


@pytest.mark.parametrize("asked", ["geen-id", "00000000-0000-4000-8000-000000000000", "taken", "elsewhere", "' OR 1=1"])
def test_only_a_pupil_of_the_form_is_chosen(sot, case, asked, contexts):
    other = make_case(sot.actor, sot.table.school, "Nowak", pupil="Elders", now=NOW)
    sot.propose(other)
    asked = {"taken": other.pk, "elsewhere": sot.table.swv.pk}.get(asked, asked)
    client = Client()
    client.force_login(sot.table.ib.user)
    page = client.get(f"/overleggen/agenda/school/{case.school_id}/nieuw/", {"leerling": asked, "sot": asked})
    assert page.status_code == 200
    form = page.context["form"]
    assert (form["case"].value(), form["meeting"].value()) == ("", str(sot.meeting.pk))


def test_a_full_agenda_costs_as_much_as_one_point(sot, case):
    """The slot follows from all points of the day; the page of one case asks the same for one as for many."""
    client = Client()
    client.force_login(sot.table.ib.user)
    counted = []
    item = sot.propose(case)
    for _time in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/casussen/{case.pk}/").status_code == 200
        counted.append(len(asked.captured_queries))
        for number in range(4):
            sot.propose(make_case(sot.actor, sot.table.school, "Nowak", pupil=f"Nog {number}", now=NOW), minutes=10)
    assert counted[0] == counted[1] <= 70
    with CaptureQueriesContext(connection) as asked:
        selectors.at_sot(case, actor=sot.actor, now=NOW)
    assert len(asked.captured_queries) <= 16
    assert AgendaItem.objects.get(pk=item.pk).order == 0


def test_the_whole_picture_counts_who_is_on_an_agenda_as_planned(sot, case):
    def place(now=NOW):
        found = picture_of(sot.actor, now=now)
        return next(
            (card.place, [fact.kind for fact in card.facts])
            for cards in found.columns.values()
            for card in cards
            if card.case.pk == case.pk
        )

    assert place() == (Place.WAITING, ["next"])
    item = sot.propose(case, meeting=None)
    assert place() == (Place.WAITING, ["point_waits"])
    services.put_on_agenda(actor=sot.actor, item=item, meeting=sot.meeting, now=NOW)
    assert place() == (Place.PLANNED, ["point_on"])
    assert place(at(17, 12)) == (Place.WAITING, ["point_missed"])
    services.mark_discussed(actor=sot.actor, item=item, now=at(17, 12))
    assert place(at(17, 12)) == (Place.WAITING, ["next"])


def test_the_picture_says_it_in_words(sot, case):
    sot.propose(case)
    client = Client()
    client.force_login(sot.table.ib.user)
    assert "SOT di 17 nov · stap 3" in words(client.get("/casussen/beeld/").content.decode())


def test_a_leader_from_outside_needs_a_ground_to_propose(sot, case):
    """By right and by what the parents said: the GW may, who they were not asked about may not."""
    for person, may in ((sot.table.gw, True), (make_staff(sot.table.swv, Role.GW, None, "Gijs Gw"), False)):
        assert selectors.may_propose(case, actor=sot.who(person), now=NOW) is may
    assert not selectors.may_propose(case, actor=sot.who(sot.teacher), now=NOW)  # a ground, and no right
