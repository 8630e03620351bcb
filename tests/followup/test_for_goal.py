"""On the page after a meeting an agreement is put to a goal that stands, or to one in own words (R103, R120)."""

import re

import pytest
from django.test import Client

from planning.followup import services
from planning.followup.models import Agreement
from planning.people.roles import Role
from tests.factories import make_school, make_staff
from tests.followup.test_goals import DUE, aim
from tests.meetings.table import NOW, seat_of
from tests.words import words


@pytest.fixture
def ib(after):
    client = Client()
    client.force_login(after.table.ib.user)
    return client


def where(after):
    return f"/opvolging/overleg/{after.meeting.pk}/"


def form(after, **more):
    owner = seat_of(after.meeting, after.table.ib).pk
    return {"owner": str(owner), "what": "Elke ochtend een plan.", "due": DUE.isoformat(), **more}


def test_a_goal_is_chosen_from_those_that_stand(after, ib):
    goal, gone = aim(after), aim(after, "Weer lezen")
    services.end_goal(actor=after.table.actor, meeting=after.table.meeting(after.table.ib), goal_id=gone.pk, now=NOW)
    page = ib.get(where(after)).content.decode()
    assert f'<option value="{goal.pk}">Rustig beginnen</option>' in page
    assert str(gone.pk) not in page
    assert ib.post(where(after), form(after, serves=str(goal.pk))).status_code == 302
    made = Agreement.objects.get()
    assert (made.for_goal, made.goal) == (goal, "Rustig beginnen")


def test_own_words_beside_it_stay_own_words(after, ib):
    goal = aim(after)
    ib.post(where(after), form(after, serves=str(goal.pk), goal="Een rustige start van de dag"))
    made = Agreement.objects.get()
    assert (made.for_goal, made.goal) == (goal, "Een rustige start van de dag")
    ib.post(where(after), form(after, what="Bellen.", goal="Leesplezier"))
    assert [row.goal for row in Agreement.objects.filter(for_goal=None)] == ["Leesplezier"]


def test_a_goal_of_another_case_or_one_that_ended_is_no_choice(after, ib):
    aim(after)
    gone = aim(after, "Weer lezen")
    services.end_goal(actor=after.table.actor, meeting=after.table.meeting(after.table.ib), goal_id=gone.pk, now=NOW)
    for wrong in (str(gone.pk), "x", "00000000-0000-4000-8000-000000000000"):
        answer = ib.post(where(after), form(after, serves=wrong))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Dit doel staat niet meer. Kies een doel uit de lijst." in words(page)
        assert "Elke ochtend een plan." in page, "what was typed stays"
        assert re.search(r'<details class="more" open><summary>Doel', page), "the fault is not hidden"
    assert not Agreement.objects.exists()


def test_without_goals_there_is_nothing_to_choose(after, ib):
    page = ib.get(where(after)).content.decode()
    assert 'name="serves"' not in page
    assert "Bij welk doel hoort het?" in words(page)
    assert ib.post(where(after), form(after, serves="x", goal="Rust")).status_code == 302
    assert Agreement.objects.get().goal == "Rust"


def test_somebody_of_another_school_puts_nothing_to_a_goal(after):
    goal = aim(after)
    stranger = Client()
    stranger.force_login(make_staff(after.table.swv, Role.IB, make_school(after.table.swv), account=True).user)
    assert stranger.post(where(after), form(after, serves=str(goal.pk))).status_code in {403, 404}
    assert not Agreement.objects.exists()
