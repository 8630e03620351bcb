"""Answers by link, by mail and by phone; nobody answers for somebody else."""

import datetime as dt

import pytest
from django_scopes import scopes_disabled

from integrations.mailbox.services import receive
from planning.cases.models import Task
from planning.meetings import rules, selectors, services
from planning.meetings.models import Meeting, PartStat, Reply, Via
from planning.people.access import NotAllowed
from tests.factories import make_actor
from tests.meetings.mails import mail, receiving
from tests.meetings.table import NOW, at, seat_of
from tests.meetings.test_dates import fixed

__all__ = ["receiving"]
pytestmark = pytest.mark.usefixtures("receiving")


def said(meeting, who):
    standing = selectors.standing_of(meeting)
    return next(one.partstat for row, one in standing.items() if row.pk == seat_of(meeting, who).pk)


def everything(meeting):
    return sorted(one.partstat for one in selectors.standing_of(meeting).values())


def test_a_calendar_answers_for_its_owner_alone(table):
    meeting = fixed(table)
    with scopes_disabled():
        receive(mail(meeting, table.gw.email, "ACCEPTED"))
    assert said(meeting, table.gw) == PartStat.ACCEPTED
    assert everything(meeting) == ["ACCEPTED", "ACCEPTED", *["NEEDS-ACTION"] * 3]  # and who organises it
    assert Reply.objects.get().via == Via.MAIL


def test_the_same_mail_twice_is_one_answer_and_an_old_one_overrules_nothing(table):
    meeting = fixed(table)
    first = mail(meeting, table.gw.email, "ACCEPTED", stamp="20261103T070000Z")
    for raw in (first, first, mail(meeting, table.gw.email, "DECLINED", stamp="20261103T071000Z"), first):
        receive(raw)
    assert Reply.objects.count() == 2
    assert said(meeting, table.gw) == PartStat.DECLINED


def test_a_stamp_in_the_future_does_not_silence_later_answers(table):
    meeting = fixed(table)
    receive(mail(meeting, table.gw.email, "DECLINED", stamp="20361103T070000Z"))
    services.record_reply(
        participant=seat_of(meeting, table.gw),
        partstat="ACCEPTED",
        via=Via.LINK,
        sequence=0,
        now=NOW + dt.timedelta(minutes=1),
    )
    assert said(meeting, table.gw) == PartStat.ACCEPTED


def test_storing_is_no_answer_and_an_unknown_meeting_is_nothing(table):
    meeting = fixed(table)
    receive(mail(meeting, table.gw.email, "NEEDS-ACTION"))
    receive(mail(meeting, table.gw.email, "ACCEPTED"), tenant_id="00000000-0000-0000-0000-000000000000")
    meeting.uid = "unknown@elsewhere"
    receive(mail(meeting, table.gw.email, "ACCEPTED"))
    assert (Reply.objects.count(), Task.objects.filter(code="reply_to_look_at").count()) == (0, 0)


def test_an_answer_to_the_old_time_is_kept_and_does_not_count(table):
    meeting = services.move_meeting(actor=table.actor, meeting=fixed(table), start=at(18), now=NOW)
    receive(mail(meeting, table.gw.email, "ACCEPTED", sequence=0))
    assert Reply.objects.count() == 1
    assert said(meeting, table.gw) == PartStat.NEEDS_ACTION
    receive(mail(meeting, table.gw.email, "ACCEPTED", sequence=1))
    assert said(meeting, table.gw) == PartStat.ACCEPTED
    with pytest.raises(services.DateHasChanged):
        services.record_reply(
            participant=seat_of(meeting, table.jp), partstat="ACCEPTED", via=Via.LINK, sequence=0, now=NOW
        )


def test_a_required_no_breaks_the_quorum_and_tells_the_organiser(table):
    meeting = fixed(table)
    services.enter_reply(actor=table.actor, participant=seat_of(meeting, table.mother), partstat="DECLINED", now=NOW)
    quorum = selectors.quorum_of(selectors.standing_of(meeting))
    assert (quorum.needed, quorum.coming, quorum.broken, quorum.complete) == (5, 1, True, False)
    assert Task.objects.filter(code="required_declined", object_key=str(meeting.pk)).count() == 1
    with pytest.raises(NotAllowed):
        services.enter_reply(
            actor=make_actor(table.jp, today=NOW.date()),
            participant=seat_of(meeting, table.mother),
            partstat="ACCEPTED",
            now=NOW,
        )


def test_who_organises_it_comes_until_they_say_otherwise(table):
    """Also at another time; where somebody else organises it, one is asked like the rest."""
    meeting = fixed(table)
    assert said(meeting, table.ib) == PartStat.ACCEPTED
    assert not Reply.objects.exists()
    moved = services.move_meeting(actor=table.actor, meeting=meeting, start=at(18, 14), now=NOW)
    assert said(moved, table.ib) == PartStat.ACCEPTED
    services.record_reply(
        participant=seat_of(moved, table.ib), partstat="DECLINED", via=Via.LINK, sequence=moved.sequence, now=NOW
    )
    assert said(moved, table.ib) == PartStat.DECLINED
    Meeting.objects.filter(pk=moved.pk).update(organiser=table.gw)
    Reply.objects.all().delete()
    moved.refresh_from_db()
    assert (said(moved, table.ib), said(moved, table.gw)) == (PartStat.NEEDS_ACTION, PartStat.ACCEPTED)


def test_when_everybody_required_comes_the_quorum_is_complete(table):
    meeting = fixed(table, table.ib, table.gw, optional=(table.jp,))
    for who in (table.mother, table.father, table.ib, table.gw):
        services.record_reply(participant=seat_of(meeting, who), partstat="ACCEPTED", via=Via.LINK, sequence=0, now=NOW)
    assert selectors.quorum_of(selectors.standing_of(meeting)).complete


@pytest.mark.parametrize("partstat", ["NEEDS-ACTION", "DELEGATED", "", "accepted"])
def test_strange_answers_are_refused(table, partstat):
    seat = seat_of(fixed(table), table.gw)
    with pytest.raises(services.UnknownAnswer):
        services.record_reply(participant=seat, partstat=partstat, via=Via.LINK, sequence=0, now=NOW)


def test_after_the_start_nobody_answers(table):
    seat = seat_of(fixed(table), table.gw)
    with pytest.raises(services.NotNow):
        services.record_reply(participant=seat, partstat="ACCEPTED", via=Via.LINK, sequence=0, now=at(17))


def test_titles_and_references_are_neutral():
    assert rules.title(school="De Linde", reference="7F3K") == "Overleg De Linde – 7F3K"
    assert rules.reference(range(28)) == rules.ALPHABET
    assert not set(rules.ALPHABET) & set("AEIOUY01")
    assert rules.quorum([]).complete is False


def test_minutes_are_real_minutes_when_the_clock_changes():
    start = dt.datetime(2027, 3, 28, 1, 30, tzinfo=rules.AMSTERDAM)
    assert (rules.end_of(start, 60) - start.astimezone(dt.UTC)) == dt.timedelta(hours=1)
    assert rules.end_of(start, 60).time() == dt.time(3, 30)
