"""Saying something beforehand: who may, until when, and who comes to read it (R95, R100, R104)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.outbox.models import OutgoingLetter
from notifications.reminders import services as reminders
from notifications.reminders.models import Reminder
from planning.cases.models import Answer, ConsentRequest, PartyKind, Purpose
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingKind, MeetingState
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from planning.preparation import selectors, services
from planning.preparation.models import Preparation
from tests.factories import make_actor, make_school, make_staff
from tests.meetings.table import NOW, at, letters, seat_of

pytestmark = pytest.mark.django_db
SECRET = "Mijn ex slaapt te lang uit."


def say(seat, now=NOW, **words):
    return services.say_by_link(participant_id=seat.pk, words=words, now=now)


def actor_of(person):
    return make_actor(person, today=NOW.date())


def read(table, meeting, actor=None):
    actor = actor or table.actor
    found = selectors.readable_meeting(actor, meeting.pk, now=NOW)
    return found and selectors.preparation_page(found, actor=actor, now=NOW)


def take_back(table, person):
    for request in ConsentRequest.objects.filter(involved__person=person, purpose=Purpose.INVOLVE):
        table.say(request, Answer.WITHDRAWN, now=NOW)


def test_one_row_that_grows_step_by_step(table, hia):
    seat = seat_of(hia, table.mother)
    say(seat, good=" Gym gaat goed. ", better="")
    say(seat, ask="Wie belt?", points="Rust\nEén gezicht", can="dit vraagt niemand aan een ouder")
    row = Preparation.objects.get()
    assert row.words(professional=False) == {
        "good": "Gym gaat goed.",
        "better": "",
        "ask": "Wie belt?",
        "points": "Rust\nEén gezicht",
        "whom": "",
    }
    assert row.can is None
    say(seat, good="")
    row.refresh_from_db()
    assert (row.good, row.ask) == (None, "Wie belt?")
    event = AuditEvent.objects.filter(action="preparation.say").last()
    assert "Gym" not in str(event.detail)


def test_a_skipped_step_leaves_no_row(table, hia):
    assert say(seat_of(hia, table.mother), good="  ") is None
    assert Preparation.objects.count() == 0


def test_the_words_are_encrypted(table, hia):
    say(seat_of(hia, table.mother), good=SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM preparation_preparation")
        assert SECRET not in str(cursor.fetchall())


def test_until_the_meeting_is_over(table, hia):
    seat = seat_of(hia, table.mother)
    say(seat, good="Ja.", now=at(24) + dt.timedelta(minutes=30))
    with pytest.raises(services.OverAlready):
        say(seat, good="Nee.", now=at(24) + dt.timedelta(minutes=60))
    Meeting.objects.filter(pk=hia.pk).update(state=MeetingState.HELD)
    with pytest.raises(services.OverAlready):
        say(seat, good="Nee.")


def test_too_long_is_refused_in_words(table, hia):
    with pytest.raises(services.TooLong) as refusal:
        say(seat_of(hia, table.mother), good="x" * 3001)
    assert set(refusal.value.fields) == {"good"}


def test_nobody_without_a_seat_or_a_ground(table, hia):
    jp, gw = seat_of(hia, table.jp), seat_of(hia, table.gw)
    say(jp, can="Meedenken.")
    take_back(table, table.jp)
    with pytest.raises(services.NotAtThisTable):
        say(jp, can="Toch nog.")
    meetings.remove_participant(actor=table.actor, participant=gw, now=NOW)
    with pytest.raises(services.NotAtThisTable):
        say(gw, can="Toch nog.")
    with pytest.raises(services.NotAtThisTable):
        services.say_by_link(participant_id=hia.pk, words={}, now=NOW)


def test_a_sot_is_not_prepared_here(table):
    draft = table.meeting(table.ib, kind=MeetingKind.SOT)
    with pytest.raises(services.NotAtThisTable):
        say(seat_of(draft, table.mother), good="Ja.")
    assert read(table, draft) is None


def test_a_parent_never_reads_the_other(table, hia):
    say(seat_of(hia, table.father), better=SECRET)
    own = selectors.guest_preparation(meeting_id=hia.pk, participant_id=seat_of(hia, table.mother).pk, now=NOW)
    assert SECRET not in str(own)
    theirs = selectors.guest_preparation(meeting_id=hia.pk, participant_id=seat_of(hia, table.father).pk, now=NOW)
    assert theirs.words["better"] == SECRET


def test_the_pupil_has_the_own_page_and_no_second_way(table, hia):
    seat = seat_of(hia, table.father)
    table.father.kind = PartyKind.PUPIL
    table.father.save(update_fields=["kind"])
    with pytest.raises(services.NotAtThisTable):
        say(seat, good="Ja.")
    own = selectors.guest_preparation(meeting_id=hia.pk, participant_id=seat.pk, now=NOW)
    assert own.pupil_id == table.father.pk
    assert seat not in selectors.silent_seats(hia, now=NOW)


def test_side_by_side_for_the_school_and_those_at_the_table(table, hia):
    say(seat_of(hia, table.mother), good="Gym.", points="a\nb")
    say(seat_of(hia, table.jp), can="Meedenken.", money="Gemeente.")
    for person in (table.ib, table.gw, table.jp):
        page = read(table, hia, actor_of(person))
        assert [one.name for one in page.family] == ["Marie de Moeder"]
        assert [answer.points for answer in page.family[0].answers] == [(), ("a", "b")]
        assert [answer.text for answer in page.professionals[0].answers] == ["Meedenken.", "Gemeente."]
        assert {one.name for one in page.waiting} == {"Ferhat de Vader", "Ingrid Ib", "Gerda Gw"}
        assert page.may_answer
    assert not read(table, hia, actor_of(table.gw)).may_remind


def test_who_is_not_at_the_table_reads_nothing(table, hia):
    elsewhere = make_staff(table.swv, Role.IB, make_school(table.swv), "Els Elders")
    coordinator = make_staff(table.swv, Role.COORDINATOR, None, "Co Coordinator")
    director = make_staff(table.swv, Role.DIRECTOR, table.school, "Dirk Directeur")
    for person in (table.lpa, elsewhere, coordinator, director):
        assert read(table, hia, actor_of(person)) is None


def test_when_consent_goes_the_reader_goes_and_the_words_stay_with_the_school(table, hia):
    say(seat_of(hia, table.mother), good="Gym.")
    say(seat_of(hia, table.jp), can="Meedenken.")
    take_back(table, table.jp)
    assert read(table, hia, actor_of(table.jp)) is None
    page = read(table, hia)
    assert page.professionals == ()
    assert [one.name for one in page.gone] == ["Joost Jp"]
    assert read(table, hia, actor_of(table.gw)).gone == ()


def test_without_a_bell_an_ended_consent_ends_reading(table, hia):
    ConsentRequest.objects.update(expires_on=NOW.date() - dt.timedelta(days=1))
    assert read(table, hia, actor_of(table.jp)) is None


def test_the_same_number_of_queries_for_a_full_table(table, hia):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as found:
            read(table, hia)
        return len(found)

    before = count()
    for who in (table.mother, table.father):
        say(seat_of(hia, who), good="Ja.")
    for who in (table.ib, table.gw, table.jp):
        say(seat_of(hia, who), can="Ja.")
    assert count() <= before


def test_one_calm_letter_a_day_to_who_said_nothing(table, hia):
    say(seat_of(hia, table.mother), good="Ja.")
    assert services.remind_to_prepare(actor=table.actor, meeting=hia, now=NOW) == 3  # not the IB, who asks
    assert services.remind_to_prepare(actor=table.actor, meeting=hia, now=NOW) == 0
    assert services.remind_to_prepare(actor=table.actor, meeting=hia, now=NOW + dt.timedelta(days=1)) == 3
    to = {row.address for row, _body in letters("prepare_reminder")}
    assert to == {"ferhat@ouders.example", table.gw.email, table.jp.email}
    assert "Quirijn" not in str([str(row.body) for row in OutgoingLetter.objects.filter(template="prepare_reminder")])


def test_who_may_not_plan_may_not_remind_and_a_meeting_that_was_needs_none(table, hia):
    with pytest.raises(NotAllowed):
        services.remind_to_prepare(actor=actor_of(table.gw), meeting=hia, now=NOW)
    with pytest.raises(services.OverAlready):
        services.remind_to_prepare(actor=table.actor, meeting=hia, now=at(25))
    sot = table.meeting(table.ib, kind=MeetingKind.SOT)
    with pytest.raises(services.NotAtThisTable):
        services.remind_to_prepare(actor=table.actor, meeting=sot, now=NOW)


def test_who_sits_there_answers_with_the_own_account(table, hia):
    services.say_as_staff(actor=table.actor, meeting=hia, words={"can": "Voorzitten."}, now=NOW)
    assert read(table, hia).own["can"] == "Voorzitten."
    with pytest.raises(services.NotAtThisTable):
        services.say_as_staff(actor=actor_of(table.lpa), meeting=hia, words={"can": "Ik ook."}, now=NOW)


def bells():
    rows = Reminder.objects.filter(kind=services.BELL, cancelled_at__isnull=True, rung_at__isnull=True)
    return [timezone.localtime(row.due_at).strftime("%a %d %H:%M") for row in rows]


def test_the_bell_rings_by_itself_some_days_before_and_follows_the_meeting(table, hia):
    assert bells() == ["Fri 20 10:00"]  # the meeting is on Tuesday the 24th
    meetings.move_meeting(actor=table.actor, meeting=hia, start=at(27), now=NOW)
    assert bells() == ["Mon 23 10:00"]
    meetings.cancel_meeting(actor=table.actor, meeting=hia, now=NOW)
    assert bells() == []
    draft = table.meeting(table.ib, kind=MeetingKind.SOT)
    meetings.fix_date(meeting=draft, start=at(26), by=table.actor.by, now=NOW)
    assert bells() == []


def test_ringing_asks_who_said_nothing_and_comes(table, hia):
    say(seat_of(hia, table.mother), good="Ja.")
    meetings.enter_reply(actor=table.actor, participant=seat_of(hia, table.jp), partstat="DECLINED", now=NOW)
    assert reminders.ring_due(now=at(20, 9)) == 0
    reminders.ring_due(now=at(20, 11))
    assert {row.address for row, _body in letters("prepare_reminder")} == {
        "ferhat@ouders.example",
        table.gw.email,
        table.ib.email,
    }
    assert services.ring(meeting_id=hia.pk, now=at(25)) == 0


def write_down(table, meeting, who, *, now=NOW, read_back=True, actor=None, **words):
    return services.say_for_family(
        actor=actor or table.actor,
        meeting=meeting,
        participant_id=seat_of(meeting, who).pk,
        words=words,
        read_back=read_back,
        now=now,
    )


def test_the_school_writes_down_what_a_parent_says_on_the_telephone(table, hia):
    write_down(table, hia, table.mother, good="Hij lacht weer.", points="Rust", can="dit vraagt niemand aan een ouder")
    (said,) = read(table, hia).family
    assert (said.name, said.entered_by, said.read_back) == ("Marie de Moeder", "Ingrid Ib", True)
    write_down(table, hia, table.mother, good="Hij lacht weer vaak.", read_back=False)
    assert not read(table, hia).family[0].read_back
    event = AuditEvent.objects.filter(action="preparation.say").last()
    assert event.actor == str(table.ib.pk)
    assert "lacht" not in str(event.detail)
    say(seat_of(hia, table.mother), good="Zo zeg ik het zelf.")
    assert read(table, hia).family[0].entered_by == ""


def test_own_words_are_the_parents_to_change(table, hia):
    say(seat_of(hia, table.mother), good="Gym.")
    with pytest.raises(services.SaidThemselves):
        write_down(table, hia, table.mother, good="Alles gaat slecht.")
    assert Preparation.objects.get().good == "Gym."


def test_only_who_plans_writes_down_and_only_for_parents(table, hia):
    with pytest.raises(NotAllowed):
        write_down(table, hia, table.mother, actor=actor_of(table.gw), good="Ja.")
    for who in (table.jp, table.gw):
        with pytest.raises(services.NotAtThisTable):
            write_down(table, hia, who, can="Ja.")
    with pytest.raises(services.OverAlready):
        write_down(table, hia, table.mother, now=at(25), good="Ja.")


def again(table, hia, *people):
    """The next HIA about the same case, a week later."""
    draft = table.meeting(*people)
    return meetings.fix_date(meeting=draft, start=hia.start + dt.timedelta(days=7), by=table.actor.by, now=NOW)


def test_what_was_said_the_time_before_is_shown_and_not_copied(table, hia):
    say(seat_of(hia, table.mother), good="Gym.", points="Rust")
    say(seat_of(hia, table.jp), can="Meedenken.")
    following = again(table, hia, table.ib, table.jp, table.gw)
    own = selectors.guest_preparation(
        meeting_id=following.pk, participant_id=seat_of(following, table.mother).pk, now=NOW
    )
    assert (own.words, own.before["good"], own.before["points"]) == ({}, "Gym.", "Rust")
    theirs = selectors.guest_preparation(
        meeting_id=following.pk, participant_id=seat_of(following, table.father).pk, now=NOW
    )
    assert theirs.before == {}
    page = read(table, following)
    assert [one.name for one in page.before.said] == ["Marie de Moeder", "Joost Jp"]
    assert page.family == ()
    assert page.before.meeting == hia
    assert read(table, hia).before is None
    assert Preparation.objects.count() == 2


def test_who_was_not_at_that_table_does_not_read_what_was_said_there(table, hia):
    meetings.remove_participant(actor=table.actor, participant=seat_of(hia, table.gw), now=NOW)
    say(seat_of(hia, table.mother), good=SECRET)
    following = again(table, hia, table.ib, table.gw)
    table.consent(table.gw)
    found = read(table, following, actor_of(table.gw))
    assert found is not None
    assert found.before is None


def test_a_meeting_that_was_called_off_was_prepared_too(table, hia):
    say(seat_of(hia, table.mother), good="Gym.")
    meetings.cancel_meeting(actor=table.actor, meeting=hia, now=NOW)
    following = again(table, hia, table.ib)
    assert read(table, following).before.said[0].answers[0].text == "Gym."
