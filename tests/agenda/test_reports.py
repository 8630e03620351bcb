"""An observation that is done comes back in a SOT by itself, with the parents for that slot (R93, R94)."""

import datetime as dt

import pytest
from django.test import Client

from planning.agenda import services
from planning.agenda.models import AgendaItem
from planning.dossier import services as dossier
from planning.meetings import services as meetings
from planning.people.roles import Role
from tests.factories import give
from tests.meetings.table import NOW, at
from tests.words import words

LATER = NOW + dt.timedelta(days=3)


@pytest.fixture
def seen(sot):
    """The JP, asked as an observer with consent, came to look."""
    give(sot.table.jp, Role.COACH, sot.table.school)

    def finish():
        row = dossier.ask_observation(
            actor=sot.actor,
            case=sot.table.case,
            person=sot.table.jp,
            role=Role.COACH,
            question="Hoe start hij?",
            now=NOW,
        )
        dossier.answer_observation(observation_id=row.pk, planned_on=at(5).date(), actor=None, now=NOW)
        return dossier.finish_observation(
            observation_id=row.pk, done_on=at(5).date(), findings="Rustig.", actor=None, now=LATER
        )

    return finish


def test_it_is_proposed_for_the_next_sot_with_parents_and_observer(sot, seen):
    seen()
    item = AgendaItem.objects.get()
    assert (item.case_id, item.state, item.meeting_id) == (sot.table.case.pk, "proposed", sot.meeting.pk)
    assert item.proposed_by_id == sot.table.ib.pk
    guests = {row.person_id or row.party_id for row in item.guests.all()}
    assert guests == {sot.table.mother.pk, sot.table.father.pk, sot.table.jp.pk}
    services.put_on_agenda(actor=sot.actor, item=item, meeting=sot.meeting, now=LATER)
    told = services.tell_times(actor=sot.actor, meeting=sot.meeting, now=LATER)
    assert {row.guests[0].party_id for row in told} >= {sot.table.mother.pk, sot.table.father.pk}


def test_the_page_of_the_observation_says_where_it_will_be_told(sot, seen):
    row = seen()
    client = Client()
    client.force_login(sot.table.ib.user)
    path = f"/casussen/{row.case_id}/dossier/observatie/{row.pk}/"

    def shown():
        return client.get(path).content.decode()

    item = AgendaItem.objects.get()
    assert f'href="/overleggen/agenda/{item.pk}/"' in shown()
    assert "voor het SOT van dinsdag 17 november 2026" in words(shown())
    assert "Plan het SOT" not in shown()
    for meeting in (sot.meeting, sot.later):
        meetings.cancel_meeting(actor=sot.actor, meeting=meeting, now=LATER)
    assert "op de lijst voor het eerste SOT" in words(shown())
    assert "Plan het SOT" in shown()
    services.take_back(actor=sot.actor, item=AgendaItem.objects.get(), now=LATER)
    assert "Plan een SOT en nodig de ouders uit" in words(shown())


def test_a_pupil_that_waits_already_gets_the_observer(sot, seen):
    item = sot.propose(sot.table.case)
    assert not item.guests.filter(person=sot.table.jp).exists()
    seen()
    assert AgendaItem.objects.count() == 1
    assert item.guests.filter(person=sot.table.jp).exists()


def test_without_a_sot_it_waits(sot, seen):
    for meeting in (sot.meeting, sot.later):
        meetings.cancel_meeting(actor=sot.actor, meeting=meeting, now=NOW)
    seen()
    assert AgendaItem.objects.get().meeting_id is None
