"""A HIA with a record, one goal, agreements and an evaluation: what an OZA and an OPP are made from."""

from __future__ import annotations

import copy

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from planning.followup import services as followup
from planning.minutes import services as minutes
from planning.minutes.models import Topic
from tests.followup.conftest import After
from tests.kept import kept
from tests.meetings.table import NOW, at, seat_of

SAID = {
    Topic.PICTURE: "Met rust en korte taken lukt er veel.",
    Topic.PARENTS: "Thuis minder strijd over huiswerk.",
    Topic.PUPIL: "Wil graag buiten lezen.",
    Topic.TEACHER: "Tijd om samen te beginnen.",
    Topic.FACTORS: "Rekenen gaat goed; lawaai zit in de weg.",
}


class Done(After):
    """After the HIA: everything but the career at school and what was tried is in the case."""

    def __init__(self) -> None:
        super().__init__()
        from planning.meetings import services as meetings

        table = self.table
        with scope(swv=table.swv.pk):
            meetings.fix_date(meeting=self.meeting, start=at(17), by=table.actor.by, now=NOW)
            self.meeting.refresh_from_db()
            write = {"actor": table.actor, "meeting": self.meeting, "now": NOW}
            for topic, text in SAID.items():
                minutes.save_note(**write, topic=topic, base=0, text=text)
            minutes.add_goal(**write, what="Leest in mei weer mee met de groep.")
            minutes.save_note(**write, topic=Topic.OFFER, base=0, text="Hulp in de klas en thuis.")
            everybody = dict.fromkeys(self.meeting.participants.values_list("pk", flat=True), True)
            minutes.note_attendance(**write, there=everybody)
            day = at(17).date()
            self.school = self.agree(day, owner=table.ib, what="=1+1 elke ochtend een dagplanning.")
            self.home = self.agree(day, what="Elke avond samen lezen.", goal="Leesplezier", financing="geen geld nodig")
            self.care = self.agree(day, owner=table.jp, what="Contact met de wijkcoach.")
            followup.plan_evaluation(
                actor=table.actor, meeting=self.meeting, on=at(27).date(), method="kort overleg", now=NOW
            )

    def seat(self, person):
        return seat_of(self.meeting, person)

    def client(self, person) -> Client:
        client = Client()
        client.force_login(person.user)
        return client


@pytest.fixture(scope="module")
def told_done(django_db_setup, django_db_blocker):
    with kept(django_db_blocker, Done, now=NOW) as made:
        yield made


@pytest.fixture
def done(told_done, db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    made = copy.deepcopy(told_done)
    with scope(swv=made.table.swv.pk):
        made.table.case.refresh_from_db()
        yield made


@pytest.fixture
def ib(done) -> Client:
    """The IB, who just showed once more who she is."""
    client = done.client(done.table.ib)
    answer = client.post("/account/reauthenticate/", {"password": "een-lang-wachtwoord"})
    assert answer.status_code == 302
    return client
