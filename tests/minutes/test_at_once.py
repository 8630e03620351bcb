"""Eight save the same field at the same moment, or bring in the same person: nothing is lost, nothing doubled."""

from __future__ import annotations

import pytest
from django.db import connection
from django_scopes import scope

from planning.cases import services as cases
from planning.cases.models import Answer, Domain
from planning.meetings import services as meetings
from planning.minutes import selectors, services
from planning.minutes.models import Note, Record, Topic
from planning.people.models import AuditEvent
from tests.agenda.conftest import tell
from tests.meetings.table import NOW, at, lay
from tests.minutes.test_joining import key, say
from tests.polls.test_concurrency import at_once, outcomes
from tests.report.day import BEGUN, begin


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's; SQLite takes turns")
def test_eight_first_words_at_once():
    table = lay()
    with scope(swv=table.swv.pk):
        meeting = table.meeting(table.ib, table.gw)
        meetings.fix_date(meeting=meeting, start=at(17), by=table.actor.by, now=NOW)
        cases.appoint_casusregisseur(
            actor=table.actor, case=table.case, person=table.ib, leading_domain=Domain.EDUCATION, reason="", now=NOW
        )
        meeting = type(meeting).objects.select_related("case").get(pk=meeting.pk)

    def save(number):
        return services.save_note(
            actor=table.actor, meeting=meeting, topic=Topic.PICTURE, base=0, text=f"woord{number}", now=NOW
        )

    assert outcomes(at_once(table.swv.pk, [lambda n=n: save(n) for n in range(8)])) == ["ok"] * 8
    with scope(swv=table.swv.pk):
        assert sorted(str(Note.objects.get().text).split()) == [f"woord{n}" for n in range(8)]
        assert Record.objects.count() == 1


def begun():
    """A point of a SOT from which the parents kept the JP, who sits at the SOT; now they say yes."""
    sot = tell()
    with scope(swv=sot.table.swv.pk):
        say(sot.table, sot.table.jp, Answer.NO, now=NOW)
        part = begin(sot, sot.propose(sot.table.case))
        say(sot.table, sot.table.jp)
    return sot, part


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's; SQLite takes turns")
def test_eight_bring_in_the_same_person():
    sot, part = begun()
    who = key(sot.table.jp)
    acts = [lambda: services.bring_in(actor=sot.actor, meeting=part, who=who, now=BEGUN)] * 8
    assert outcomes(at_once(sot.table.swv.pk, acts)) == ["ok"] * 8
    with scope(swv=sot.table.swv.pk):
        assert part.participants.filter(person=sot.table.jp).count() == 1
        assert AuditEvent.objects.filter(action="meeting.sit_down").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's; SQLite takes turns")
@pytest.mark.parametrize("_round", range(3))
def test_one_brings_in_whom_the_parents_keep_out_in_that_second(_round):
    """Whoever comes first: with the consent still there, or not at all. What they may read asks the gate again."""
    sot, part = begun()

    def bring():
        return services.bring_in(actor=sot.actor, meeting=part, who=key(sot.table.jp), now=BEGUN)

    found = at_once(sot.table.swv.pk, [bring, lambda: say(sot.table, sot.table.jp, Answer.WITHDRAWN)])
    assert set(outcomes(found)) <= {"ok", "no_ground"}
    with scope(swv=sot.table.swv.pk):
        came = not isinstance(found[0], Exception)
        assert part.participants.filter(person=sot.table.jp).exists() == came
        assert selectors.company_of(part, actor=sot.actor, now=BEGUN).out
