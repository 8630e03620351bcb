"""From question to date, on a real database."""

import datetime as dt
import uuid

import pytest

from notifications.reminders.models import Reminder
from planning.cases.gate import NoGround
from planning.cases.models import Answer, Task
from planning.meetings import services as meetings
from planning.meetings.models import Hold, Meeting, MeetingState, Participant
from planning.people.access import NotAllowed
from planning.people.audit import By
from planning.polls import selectors, services
from planning.polls.models import DatePoll, PollAnswer, PollState
from planning.polls.services import NoteData
from tests.factories import make_actor
from tests.meetings.table import CANARY, NOW, at, letters, seat_of

STARTS = [at(17), at(18, 13), at(19, 15)]
DEADLINE = at(10, 17)


def ask(table, meeting=None, *, starts=STARTS, settles_itself=False, deadline=DEADLINE, now=NOW):
    meeting = meeting or table.meeting(table.ib, table.gw, table.jp)
    return services.open_poll(
        actor=table.actor, meeting=meeting, options=starts, deadline=deadline, settles_itself=settles_itself, now=now
    )


def say(poll, who, *choices, note=None, now=NOW, entered_by=None):
    options = list(poll.options.order_by("start"))
    return services.answer_poll(
        poll_id=poll.pk,
        participant_id=seat_of(poll.meeting, who).pk,
        answers={option.pk: choice for option, choice in zip(options, choices, strict=False) if choice},
        note=note,
        now=now,
        entered_by=entered_by,
    )


def everybody(table):
    return (table.mother, table.father, table.ib, table.gw, table.jp)


def test_asking_writes_to_everybody_and_holds_nobody_firmly(table):
    poll = ask(table)
    found = letters("poll_invite")
    assert len(found) == 5
    assert len({body.text for _row, body in found}) == 5
    for row, body in found:
        assert CANARY not in row.subject + body.text + body.html
        assert "HIA" not in row.subject + body.text + body.html
    assert Hold.objects.filter(firm=False).count() == 9
    assert Hold.objects.filter(firm=True).count() == 0
    assert set(Reminder.objects.filter(object_key=str(poll.pk)).values_list("kind", flat=True)) == {
        services.REMIND_BELL,
        services.DEADLINE_BELL,
    }


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"starts": []}, services.BadOptions),
        ({"starts": [at(2)]}, services.BadOptions),
        ({"starts": [at(17, 3)]}, services.BadOptions),
        ({"starts": [at(10 + n % 15, 8 + n // 15) for n in range(16)]}, services.BadOptions),
        ({"deadline": NOW}, services.BadDeadline),
        ({"deadline": at(17, 11)}, services.BadDeadline),
    ],
)
def test_a_wrong_question_is_not_asked(table, change, error):
    with pytest.raises(error):
        ask(table, **change)
    assert (DatePoll.objects.count(), Hold.objects.count(), letters("poll_invite")) == (0, 0, [])


def test_one_open_poll_a_meeting(table):
    poll = ask(table)
    with pytest.raises(services.PollIsOpen):
        ask(table, poll.meeting)
    services.cancel_poll(actor=table.actor, poll_id=poll.pk, now=NOW)
    assert Hold.objects.count() == 0
    assert ask(table, poll.meeting).state == PollState.OPEN


def test_consent_that_went_after_planning_stops_the_question(table):
    meeting = table.meeting(table.ib, table.gw)
    Participant.objects.create(swv=table.swv, meeting=meeting, person=table.lpa, role="lpa")
    with pytest.raises(NoGround):
        ask(table, meeting)


def test_answers_are_kept_once_and_changeable(table):
    poll = ask(table)
    say(poll, table.mother, "yes", "no", "ifneeded")
    say(poll, table.mother, "no", "yes", "yes", note=NoteData(remark="liever 's middags", interpreter=True))
    own = PollAnswer.objects.filter(participant=seat_of(poll.meeting, table.mother)).order_by("option__start")
    assert [row.choice for row in own] == ["no", "yes", "yes"]
    page = selectors.guest_poll(poll_id=poll.pk, participant_id=seat_of(poll.meeting, table.mother).pk, now=NOW)
    assert ([one.choice for one in page.options], page.remark, page.interpreter) == (
        ["no", "yes", "yes"],
        "liever 's middags",
        True,
    )
    other = selectors.guest_poll(poll_id=poll.pk, participant_id=seat_of(poll.meeting, table.father).pk, now=NOW)
    # The first date is lost: the mother must be there and cannot. Who has not answered is not asked for it any more.
    assert ([one.choice for one in other.options], other.remark, other.answered) == (["", ""], "", False)
    assert Task.objects.filter(code="poll_interpreter").count() == 1


def test_an_incomplete_or_strange_answer_is_refused_and_nothing_is_kept(table):
    poll = ask(table)
    with pytest.raises(services.AnswerEvery) as missing:
        say(poll, table.mother, "yes", "", "no")
    assert list(missing.value.fields) == [str(poll.options.order_by("start")[1].pk)]
    seat = seat_of(poll.meeting, table.mother)
    for answers in ({uuid.uuid4(): "yes"}, {poll.options.first().pk: "misschien"}):
        with pytest.raises(services.UnknownOption):
            services.answer_poll(poll_id=poll.pk, participant_id=seat.pk, answers=answers, note=None, now=NOW)
    other = ask(table, table.meeting(table.ib))
    with pytest.raises(services.NotAsked):
        services.answer_poll(
            poll_id=other.pk, participant_id=seat.pk, answers={}, note=NoteData(none_of_these=True), now=NOW
        )
    assert PollAnswer.objects.count() == 0


def test_none_of_these_is_no_to_all(table):
    poll = ask(table)
    say(poll, table.mother, note=NoteData(none_of_these=True, call_me=True))
    assert set(PollAnswer.objects.values_list("choice", flat=True)) == {"no"}
    assert set(Task.objects.values_list("code", flat=True)) >= {"poll_none", "poll_call_me"}
    assert selectors.poll_page(poll, now=NOW).possible == 0


def test_an_answer_by_phone_says_who_filled_it_in(table):
    poll = ask(table)
    say(poll, table.mother, "yes", "yes", "yes", entered_by=table.actor)
    assert set(PollAnswer.objects.values_list("entered_by_id", flat=True)) == {table.ib.pk}
    rows = {row.name: row for row in selectors.poll_page(poll, now=NOW).rows}
    assert rows["Marie de Moeder"].on_behalf
    with pytest.raises(NotAllowed):
        say(poll, table.father, "yes", "yes", "yes", entered_by=make_actor(table.jp, today=NOW.date()))


def test_when_everybody_can_the_poll_fixes_the_date_itself(table):
    poll = ask(table, settles_itself=True)
    for who in everybody(table)[:-1]:
        say(poll, who, "no" if who == table.gw else "yes", "yes", "yes")
    meeting = Meeting.objects.get(pk=poll.meeting_id)
    assert meeting.state == MeetingState.DRAFT
    say(poll, table.jp, "yes", "ifneeded", "yes")
    poll.refresh_from_db()
    meeting.refresh_from_db()
    assert (poll.state, poll.chosen.start, meeting.start) == (PollState.SETTLED, at(19, 15), at(19, 15))
    assert len(letters("invitation")) == 5
    assert set(Hold.objects.values_list("start", "firm")) == {(at(19, 15), True)}
    with pytest.raises(services.PollIsClosed):
        say(poll, table.jp, "no", "no", "no")


def test_else_the_date_is_proposed_to_the_organiser(table):
    poll = ask(table)
    for who in everybody(table):
        say(poll, who, "yes", "yes", "yes")
    assert Task.objects.filter(code="poll_ready", person=table.ib, object_key=str(poll.pk)).count() == 1
    assert poll.meeting.state == MeetingState.DRAFT
    assert [column.best for column in selectors.poll_page(poll, now=NOW).columns] == [True, False, False]
    option = poll.options.order_by("start")[1]
    meeting = services.settle(poll_id=poll.pk, option_id=option.pk, by=table.actor.by, now=NOW)
    assert meeting.start == at(18, 13)
    with pytest.raises(services.PollIsClosed):
        services.settle(poll_id=poll.pk, option_id=option.pk, by=table.actor.by, now=NOW)
    assert len(letters("invitation")) == 5


def test_two_polls_never_promise_the_same_professional_twice(table):
    first = ask(table, settles_itself=True)
    second = ask(table, table.meeting(table.ib, table.gw, parents=False), settles_itself=True)
    say(second, table.ib, "yes", "yes", "yes")
    for who in everybody(table):
        say(first, who, "yes", "yes", "yes")
    closed = {option.start: option.closed_at is not None for option in second.options.all()}
    assert closed == {at(17): True, at(18, 13): False, at(19, 15): False}
    assert not Hold.objects.filter(meeting=second.meeting, start=at(17)).exists()
    with pytest.raises(services.OptionTaken):
        services.settle(poll_id=second.pk, option_id=second.options.get(start=at(17)).pk, by=table.actor.by, now=NOW)
    say(second, table.gw, "yes", "yes", "yes")
    second.refresh_from_db()
    assert second.chosen.start == at(18, 13)


def test_a_slot_that_is_taken_unseen_does_not_cost_the_answer(table):
    poll = ask(table, table.meeting(table.ib, table.gw, parents=False), settles_itself=True)
    Hold.objects.create(
        swv=table.swv, person=table.gw, meeting=table.meeting(table.gw), start=at(17), end=at(17, 11), firm=True
    )
    say(poll, table.ib, "yes", "yes", "yes")
    say(poll, table.gw, "yes", "yes", "yes")
    poll.refresh_from_db()
    assert (poll.state, poll.chosen.start) == (PollState.SETTLED, at(18, 13))
    assert PollAnswer.objects.count() == 6


def test_a_date_fixed_by_hand_stops_the_poll(table):
    poll = ask(table)
    meetings.fix_date(meeting=poll.meeting, start=at(20), by=table.actor.by, now=NOW)
    poll.refresh_from_db()
    assert (poll.state, Hold.objects.filter(firm=False).count()) == (PollState.CANCELLED, 0)
    assert Reminder.objects.filter(object_key=str(poll.pk), cancelled_at__isnull=True).count() == 0


def test_a_cancelled_meeting_stops_the_poll(table):
    poll = ask(table)
    meetings.cancel_meeting(actor=table.actor, meeting=poll.meeting, now=NOW)
    poll.refresh_from_db()
    assert (poll.state, Hold.objects.count()) == (PollState.CANCELLED, 0)


def test_consent_withdrawn_midway_takes_the_professional_out(table):
    poll = ask(table, settles_itself=True)
    seat = seat_of(poll.meeting, table.jp)
    say(poll, table.jp, "no", "no", "no")
    table.consent(table.jp, answer=Answer.WITHDRAWN, now=NOW.replace(hour=10))
    with pytest.raises(services.NotAsked):
        services.answer_poll(
            poll_id=poll.pk, participant_id=seat.pk, answers={}, note=NoteData(none_of_these=True), now=NOW
        )
    assert selectors.guest_poll(poll_id=poll.pk, participant_id=seat.pk, now=NOW) is None
    assert not Hold.objects.filter(person=table.jp).exists()
    for who in everybody(table)[:-1]:
        say(poll, who, "yes", "yes", "yes")
    poll.refresh_from_db()
    assert poll.state == PollState.SETTLED
    assert table.jp.email not in {row.address for row, _body in letters("invitation")}


def test_reminders_go_once_a_day_to_who_said_nothing(table):
    poll = ask(table)
    say(poll, table.mother, "yes", "yes", "yes")
    for _ in (1, 2):
        services.remind_poll(poll_id=poll.pk, now=at(9, 10))
    found = letters("poll_reminder")
    assert len(found) == 4
    assert "marie@ouders.example" not in {row.address for row, _body in found}
    assert services.remind_poll(poll_id=poll.pk, now=DEADLINE + dt.timedelta(minutes=1)) == 0
    services.deadline_passed(poll_id=poll.pk, now=DEADLINE)
    assert Task.objects.filter(code="poll_deadline").count() == 1


def test_the_question_again_with_a_new_link(table):
    poll = ask(table)
    seat = seat_of(poll.meeting, table.mother)
    with pytest.raises(meetings.TooSoon):
        services.send_again(actor=table.actor, poll_id=poll.pk, participant_id=seat.pk, now=NOW)
    services.send_again(actor=table.actor, poll_id=poll.pk, participant_id=seat.pk, now=at(4))
    assert len(letters("poll_invite", address="marie@ouders.example")) == 2


def test_proposals_know_hours_absences_and_own_meetings(table):
    meeting = table.meeting(table.ib, table.gw, optional=(table.jp,))
    found = selectors.propose_options(meeting, now=NOW, count=6).proposals
    assert len(found) == 6
    assert min(row.start for row in found).date() >= dt.date(2026, 11, 10)
    assert all(row.everybody and not row.cannot for row in found)
    taken = found[0].start
    other = table.meeting(table.gw)
    meetings.fix_date(meeting=other, start=taken, by=By.system(), now=NOW)
    again = selectors.propose_options(meeting, now=NOW, count=6).proposals
    assert taken not in [row.start for row in again]
    (seen,) = selectors.look_at_options(meeting, [taken], now=NOW)
    assert seen.cannot == (("Gerda Gw (GW)", "heeft dan een ander overleg"),)
    assert not seen.everybody


def test_reading_a_poll_takes_the_same_queries_for_many(table, django_assert_num_queries):
    small = ask(table, table.meeting(table.ib, parents=False), starts=STARTS[:1])
    large = ask(table)
    for who in everybody(table):
        say(large, who, "yes", "no", "yes")
    for poll in (small, large):
        fresh = selectors.visible_poll(table.actor, poll.pk)
        with django_assert_num_queries(4):
            selectors.poll_page(fresh, now=NOW)
