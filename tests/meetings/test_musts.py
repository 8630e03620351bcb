"""What is so in a case decides who must be at the table (R74–R76, R146)."""

import pytest
from django.test import Client

from planning.cases import services as cases
from planning.cases.models import Answer, Case, Involved, Means, Purpose
from planning.meetings import selectors, services
from planning.meetings.models import Meeting, MeetingKind
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff
from tests.meetings.table import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def twente(table):
    """The case walks a route whose circumstances bring people (none of the others does so this fully)."""
    Case.objects.filter(pk=table.case.pk).update(route="twente-noord", route_version=1, step=5)
    table.case.refresh_from_db()
    table.director = make_staff(table.swv, Role.DIRECTOR, table.school, "Dirk Directeur")
    table.guide = make_staff(table.swv, Role.TRAJECT, None, "Trijn Traject")
    table.actor = make_actor(table.ib, today=NOW.date())
    agree(table, table.guide, Role.TRAJECT)
    return table


def agree(table, person, role):
    """The guardians say yes to this person."""
    involved = cases.add_involved(actor=table.actor, case=table.case, person=person, role=role, now=NOW)
    say_yes(table, involved)


def say_yes(table, involved):
    question = cases.Question(Purpose.INVOLVE, involved)
    for request in cases.ask_consent(actor=table.actor, case=table.case, questions=[question], now=NOW):
        cases.record_for_giver(actor=table.actor, request=request, answer=Answer.YES, means=Means.PHONE, now=NOW)


def so(table, key, holds=True):
    cases.say_circumstance(actor=table.actor, case=table.case, key=key, holds=holds, now=NOW)


def plan(table, *more, required=True):
    seats = [services.Seat(party=table.mother), services.Seat(person=table.ib, role=Role.IB)]
    seats += [services.Seat(person=person, role=role, required=required) for person, role in more]
    return services.plan_case_meeting(
        actor=table.actor,
        case=table.case,
        kind=MeetingKind.HIA,
        minutes=60,
        location="",
        participants=seats,
        now=NOW,
    )


def missing(refused) -> str:
    return str(refused.value.fields["participants"])


def test_without_circumstances_nobody_is_added(twente):
    assert selectors.added_musts(twente.case, "HIA") == ()
    assert plan(twente).pk


def test_a_trajectbegeleider_brings_the_director(twente):
    so(twente, "trajectbegeleider")
    with pytest.raises(services.MustsMissing) as refused:
        plan(twente, (twente.guide, Role.TRAJECT))
    assert "directeur" in missing(refused)
    assert not Meeting.objects.filter(kind="HIA", case=twente.case).exists()
    with pytest.raises(services.MustsMissing):  # invited is not enough: must be there
        plan(twente, (twente.guide, Role.TRAJECT), (twente.director, Role.DIRECTOR), required=False)
    assert plan(twente, (twente.guide, Role.TRAJECT), (twente.director, Role.DIRECTOR)).pk


def test_care_from_outside_brings_youth_care(twente):
    so(twente, "external-arrangement")
    with pytest.raises(services.MustsMissing) as refused:
        plan(twente, (twente.guide, Role.TRAJECT))
    assert "jeugd" in missing(refused).lower()
    assert plan(twente, (twente.guide, Role.TRAJECT), (twente.jp, Role.JP)).pk


def test_placement_brings_the_receiving_school_and_the_own_director(twente):
    so(twente, "placement")
    elsewhere = make_school(twente.swv, "De Eik")
    theirs = make_staff(twente.swv, Role.DIRECTOR, elsewhere, "Eva Eik")
    with pytest.raises(cases.NotOfAnotherSchool):
        cases.add_receiving_school(actor=twente.actor, case=twente.case, person=twente.director, now=NOW)
    involved = cases.add_receiving_school(actor=twente.actor, case=twente.case, person=theirs, now=NOW)
    choice = {row.name: row for row in selectors.seat_choices(twente.case, kind="HIA", now=NOW)}["Eva Eik"]
    assert (choice.required, choice.blocked) == (True, True)  # no seat before the parents' yes (R56)
    say_yes(twente, involved)
    with pytest.raises(services.MustsMissing) as refused:
        plan(twente, (theirs, Role.DIRECTOR))  # the other director is not the own one
    assert "directeur" in missing(refused)
    with pytest.raises(services.MustsMissing) as refused:
        plan(twente, (twente.director, Role.DIRECTOR))
    assert "ontvangende school" in missing(refused)
    assert plan(twente, (twente.director, Role.DIRECTOR), (theirs, Role.DIRECTOR)).pk


def test_what_is_not_so_any_more_asks_nobody(twente):
    so(twente, "placement")
    so(twente, "placement", holds=False)
    assert plan(twente).pk


def test_the_page_ticks_them_beforehand_and_refuses_without(twente):
    so(twente, "trajectbegeleider")
    ticked = {row.name for row in selectors.seat_choices(twente.case, kind="HIA", now=NOW) if row.required}
    assert {"Dirk Directeur", "Trijn Traject"} <= ticked
    client = Client()
    client.force_login(twente.ib.user)
    keys = [f"party:{twente.mother.pk}", f"person:{twente.guide.pk}"]
    form = {"kind": "HIA", "minutes": "60", "location": "", "participants": keys, "required": keys}
    page = client.post(f"/overleggen/nieuw/?casus={twente.case.pk}", form)
    assert page.status_code == 422
    assert "moet er nog iemand bij zijn: " in page.content.decode()


def test_a_route_without_such_circumstances_asks_nothing(table):
    assert selectors.added_musts(table.case, "HIA") == ()
    assert Involved.objects.filter(case=table.case).count() == 3
