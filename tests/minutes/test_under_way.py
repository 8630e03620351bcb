"""A HIA that is under way: who may take part by now, with the seat of before and without an invitation."""

from __future__ import annotations

import pytest

from notifications.outbox.models import OutgoingLetter
from planning.cases.gate import NoGround
from planning.cases.models import Answer, ConsentRequest
from planning.meetings import services as meetings
from planning.minutes import selectors, services
from tests.meetings.table import NOW, at


def test_an_ordinary_meeting_that_is_under_way(table, meeting):
    """Taken off the list when consent went, back at the table with a yes: the seat of before."""
    seat = meeting.participants.get(person=table.jp)
    for request in ConsentRequest.objects.filter(involved__person=table.jp):
        table.say(request, Answer.WITHDRAWN, now=NOW)
    seat.refresh_from_db()
    assert seat.removed_at is not None
    for request in ConsentRequest.objects.filter(involved__person=table.jp):
        table.say(request, Answer.YES, now=at(17, 10, 5))
    with pytest.raises(services.NotYetBegun):
        services.bring_in(actor=table.actor, meeting=meeting, who=f"person:{table.jp.pk}", now=at(17, 9))
    invitations = OutgoingLetter.objects.filter(template="invitation").count()
    back = services.bring_in(actor=table.actor, meeting=meeting, who=f"person:{table.jp.pk}", now=at(17, 10, 10))
    assert (back, back.removed_at) == (seat, None)
    assert OutgoingLetter.objects.filter(template="invitation").count() == invitations
    with pytest.raises(NoGround):  # the LPA was never asked about, and cannot come by another way in
        meetings.sit_down(
            meeting=meeting, seat=meetings.Seat(person=table.lpa, role="lpa"), by=table.actor.by, now=at(17, 10, 10)
        )


def test_who_may_not_be_there_is_offered_to_nobody(table, meeting):
    found = selectors.company_of(meeting, actor=table.actor, now=at(17, 10, 5))
    assert "Lotte Lpa" not in {one.name for one in (*found.welcome, *found.others, *found.out)}
    assert selectors.company_of(meeting, actor=table.actor, now=at(17, 9)) == selectors.Company()
