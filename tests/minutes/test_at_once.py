"""Eight people save the same field at the same moment, each from an empty page: every word of all stands there."""

from __future__ import annotations

import pytest
from django.db import connection
from django_scopes import scope

from planning.cases import services as cases
from planning.cases.models import Domain
from planning.meetings import services as meetings
from planning.minutes import services
from planning.minutes.models import Note, Record, Topic
from tests.meetings.table import NOW, at, lay
from tests.polls.test_concurrency import at_once, outcomes


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
