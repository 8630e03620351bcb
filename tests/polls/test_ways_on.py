"""While a poll runs: what cannot win closes and opens again, no date without the quorum, and the ways on (R77, R81)."""

from __future__ import annotations

import datetime as dt

import pytest

from notifications.links.models import PersonalLink
from notifications.reminders.models import Reminder
from planning.cases.models import Task
from planning.meetings import services as meetings
from planning.meetings.models import Hold, MeetingState
from planning.meetings.services import Seat
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.polls import selectors, services
from planning.polls.models import Closed, PollAnswer, PollState
from tests.factories import make_actor
from tests.meetings.table import NOW, at, letters, seat_of
from tests.polls.test_services import DEADLINE, STARTS, ask, everybody, say


def closed(poll):
    return [row.closed_why for row in poll.options.order_by("start")]


def soft(poll):
    return set(Hold.objects.filter(meeting=poll.meeting, firm=False).values_list("start", flat=True))


def aimed(table, decision="arrangement", *people, **more):
    meeting = table.meeting(*(people or (table.ib, table.gw, table.jp)))
    return services.open_poll(
        actor=table.actor,
        meeting=meeting,
        options=STARTS,
        deadline=DEADLINE,
        settles_itself=False,
        decision=decision,
        now=NOW,
        **more,
    )


# --- What can win no longer -------------------------------------------------------------------------------------------


def test_an_option_that_cannot_win_is_closed_and_let_go_of(table):
    poll = ask(table)
    say(poll, table.gw, "no", "yes", "yes")
    assert closed(poll) == [Closed.LOST, "", ""]
    assert soft(poll) == {at(18, 13), at(19, 15)}
    # Who answers later is not asked for it; what they say of it anyway is kept.
    say(poll, table.jp, "", "yes", "yes")
    assert PollAnswer.objects.filter(participant=seat_of(poll.meeting, table.jp)).count() == 2


def test_it_opens_again_when_that_person_can_after_all(table):
    poll = ask(table)
    say(poll, table.gw, "no", "yes", "yes")
    say(poll, table.gw, "ifneeded", "yes", "yes")
    assert closed(poll) == ["", "", ""]
    assert soft(poll) == set(STARTS)


def test_it_does_not_open_when_somebody_was_taken_meanwhile(table):
    poll = ask(table)
    say(poll, table.gw, "no", "yes", "yes")
    meetings.fix_date(meeting=table.meeting(table.ib), start=at(17), by=table.actor.by, now=NOW)
    say(poll, table.gw, "yes", "yes", "yes")
    assert closed(poll) == [Closed.TAKEN, "", ""]
    assert at(17) not in soft(poll)


def test_when_nothing_can_win_the_organiser_hears_and_sees_three_ways_on(table):
    poll = ask(table)
    say(poll, table.mother, "yes", "yes", "no")
    say(poll, table.gw, "no", "no", "no")
    assert Task.objects.filter(code="poll_no_options").count() == 1
    ways = selectors.ways_on(selectors.poll_page(poll, now=NOW))
    assert ways.asks_more
    assert ways.second_best.without == ("Gerda Gw",)
    assert ways.second_best.option.start == at(17)
    assert selectors.ways_on(selectors.poll_page(ask(table, table.meeting(table.ib)), now=NOW)) is None


def test_after_the_deadline_the_best_date_says_who_is_missing(table):
    poll = aimed(table)
    for who in (table.mother, table.ib, table.gw):
        say(poll, who, "yes", "yes", "yes")
    ways = selectors.ways_on(selectors.poll_page(poll, now=DEADLINE + dt.timedelta(minutes=1)))
    assert set(ways.second_best.silent) == {"Ferhat de Vader", "Joost Jp"}
    assert ways.second_best.lacking == ""
    assert {(row.name, row.phone) for row in ways.to_call} == {("Ferhat de Vader", ""), ("Joost Jp", table.jp.phone)}


# --- The intended decision --------------------------------------------------------------------------------------------


def test_the_best_way_on_is_weighed_as_the_route_says(table):
    poll = ask(table)
    for who in (table.mother, table.father):
        say(poll, who, "ifneeded", "yes", "yes")
    say(poll, table.gw, "no", "no", "no")

    def second():
        return selectors.ways_on(selectors.poll_page(poll, now=NOW)).second_best.option.start

    assert second() == at(18, 13)  # costs least
    poll.urgent = True  # counts in hours: the first goes before the easiest
    assert second() == at(17)


def test_no_date_without_whom_the_decision_needs(table):
    poll = aimed(table)
    for who in (table.mother, table.father, table.ib, table.jp):
        say(poll, who, "yes", "yes", "yes")
    say(poll, table.gw, "no", "yes", "yes")
    first, second, _third = poll.options.order_by("start")
    with pytest.raises(services.NoQuorum) as refusal:
        services.choose_date(actor=table.actor, poll_id=poll.pk, option_id=first.pk, knowingly=True, now=NOW)
    assert "gedragswetenschapper" in str(refusal.value.message).lower()
    services.aim_poll(actor=table.actor, poll_id=poll.pk, decision="", now=NOW)
    with pytest.raises(services.SomebodyCannot):
        services.choose_date(actor=table.actor, poll_id=poll.pk, option_id=first.pk, now=NOW)
    meeting = services.choose_date(actor=table.actor, poll_id=poll.pk, option_id=first.pk, knowingly=True, now=NOW)
    assert (meeting.state, meeting.start) == (MeetingState.PLANNED, at(17))
    assert second.start == at(18, 13)


def test_a_decision_for_which_nobody_is_asked_is_refused_at_once(table):
    with pytest.raises(services.QuorumNotAsked) as refusal:
        aimed(table, "arrangement", table.ib, table.jp)
    assert "gedragswetenschapper" in str(refusal.value.message).lower()
    with pytest.raises(services.UnknownDecision):
        aimed(table, "regen")


def test_an_optional_guest_of_the_quorum_counts_for_the_decision_only(table):
    meeting = table.meeting(table.ib, table.jp, optional=(table.gw,))
    poll = services.open_poll(
        actor=table.actor,
        meeting=meeting,
        options=STARTS,
        deadline=DEADLINE,
        settles_itself=False,
        decision="arrangement",
        now=NOW,
    )
    say(poll, table.gw, "no", "yes", "yes")
    assert closed(poll) == [Closed.LOST, "", ""]
    services.aim_poll(actor=table.actor, poll_id=poll.pk, decision="", now=NOW)
    assert closed(poll) == ["", "", ""]


# --- More moments, more people ----------------------------------------------------------------------------------------


def test_new_moments_keep_what_was_said_and_write_to_everybody(table):
    poll = ask(table)
    say(poll, table.mother, "no", "no", "no")
    services.ask_more(actor=table.actor, poll_id=poll.pk, options=[at(24), at(17)], deadline=at(13, 17), now=NOW)
    poll.refresh_from_db()
    assert poll.deadline == at(13, 17)
    assert [row.start for row in poll.options.order_by("start")] == [*STARTS, at(24)]
    assert PollAnswer.objects.count() == 3
    assert len(letters("poll_more")) == 5
    due = Reminder.objects.filter(object_key=str(poll.pk), kind=services.DEADLINE_BELL, cancelled_at__isnull=True)
    assert [row.due_at for row in due] == [at(13, 17)]
    assert at(24) in soft(poll)


def test_only_more_time_writes_no_letter(table):
    poll = ask(table)
    services.ask_more(actor=table.actor, poll_id=poll.pk, options=[], deadline=at(12, 17), now=NOW)
    assert letters("poll_more") == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"options": [at(2)]}, services.BadOptions),
        ({"options": [at(20 + n % 5, 8 + n // 5) for n in range(10)]}, services.BadOptions),
        ({"deadline": at(17, 11)}, services.BadDeadline),
        ({"deadline": NOW}, services.BadDeadline),
    ],
)
def test_wrong_new_moments_change_nothing(table, change, error):
    poll = ask(table)
    with pytest.raises(error):
        services.ask_more(
            **{"actor": table.actor, "poll_id": poll.pk, "options": [], "deadline": at(12, 17), "now": NOW, **change}
        )
    assert poll.options.count() == 3
    assert letters("poll_more") == []


def test_who_joins_later_is_asked_through_the_gate(table):
    poll = ask(table, table.meeting(table.ib, table.gw))
    seat = meetings.add_participant(
        actor=table.actor, meeting=poll.meeting, seat=Seat(person=table.jp, role="jp"), now=NOW
    )
    assert len(letters("poll_invite", address=table.jp.email)) == 1
    assert Hold.objects.filter(person=table.jp, firm=False).count() == 3
    with pytest.raises(meetings.SeatTwice):
        meetings.add_participant(
            actor=table.actor, meeting=poll.meeting, seat=Seat(person=table.jp, role="jp"), now=NOW
        )
    with pytest.raises(meetings.NoGround):
        meetings.add_participant(
            actor=table.actor, meeting=poll.meeting, seat=Seat(person=table.lpa, role="lpa"), now=NOW
        )
    meetings.remove_participant(actor=table.actor, participant=seat, now=NOW)
    back = meetings.add_participant(
        actor=table.actor, meeting=poll.meeting, seat=Seat(person=table.jp, role="jp", required=False), now=at(4)
    )
    assert (back.pk, back.removed_at, back.required) == (seat.pk, None, False)


def test_who_joins_a_fixed_meeting_gives_the_time_and_is_invited(table):
    meeting = table.meeting(table.ib, table.gw)
    meetings.fix_date(meeting=meeting, start=at(17), by=table.actor.by, now=NOW)
    meetings.add_participant(actor=table.actor, meeting=meeting, seat=Seat(person=table.jp, role="jp"), now=NOW)
    assert Hold.objects.filter(person=table.jp, firm=True, start=at(17)).count() == 1
    assert len(letters("invitation", address=table.jp.email)) == 1
    other = table.meeting(table.ib, parents=False)
    with pytest.raises(meetings.SlotTaken):
        meetings.fix_date(meeting=other, start=at(17), by=table.actor.by, now=NOW)


def test_a_revoked_link_is_dead_and_the_answer_stands(table):
    poll = ask(table)
    say(poll, table.mother, "yes", "yes", "yes")
    seat = seat_of(poll.meeting, table.mother)
    assert services.revoke_link(actor=table.actor, poll_id=poll.pk, participant_id=seat.pk, now=NOW) == 1
    assert not PersonalLink.objects.filter(person_key=str(seat.pk), revoked_at__isnull=True).exists()
    assert PollAnswer.objects.filter(participant=seat).count() == 3
    with pytest.raises(NotAllowed):
        services.revoke_link(
            actor=make_actor(table.jp, today=NOW.date()), poll_id=poll.pk, participant_id=seat.pk, now=NOW
        )


# --- Reminders --------------------------------------------------------------------------------------------------------


def test_five_polls_are_one_reminder_a_day(table):
    polls = [ask(table, table.meeting(table.ib, table.gw, parents=False)) for _ in range(5)]
    for poll in polls:
        services.remind_poll(poll_id=poll.pk, now=at(9, 10))
    rows = letters("poll_reminder")
    assert sorted(row.address for row, _body in rows) == sorted([table.gw.email, table.ib.email])
    for _row, body in rows:
        assert body.text.count("/u/") == 5
        assert len({line for line in body.text.splitlines() if "/u/" in line}) == 5
    say(polls[0], table.gw, "yes", "yes", "yes")
    services.remind_poll(poll_id=polls[1].pk, now=at(10, 10))
    (_row, body) = next(pair for pair in letters("poll_reminder")[::-1] if pair[0].address == table.gw.email)
    assert body.text.count("/u/") == 4


def test_new_moments_make_who_answered_before_remindable_again(table):
    poll = ask(table)
    say(poll, table.mother, "yes", "yes", "yes")
    services.remind_poll(poll_id=poll.pk, now=at(6, 10))
    assert not letters("poll_reminder", address="marie@ouders.example")
    services.ask_more(actor=table.actor, poll_id=poll.pk, options=[at(24)], deadline=at(13, 17), now=at(6, 11))
    services.remind_poll(poll_id=poll.pk, now=at(9, 10))
    assert len(letters("poll_reminder", address="marie@ouders.example")) == 1


def test_an_urgent_poll_counts_in_hours(table):
    meeting = table.meeting(table.ib, table.gw)
    poll = services.open_poll(
        actor=table.actor,
        meeting=meeting,
        options=[at(4, 9), at(4, 13)],
        deadline=NOW + dt.timedelta(hours=4),
        settles_itself=True,
        urgent=True,
        now=NOW,
    )
    assert len(letters("poll_urgent")) == 4
    bells = dict(Reminder.objects.filter(object_key=str(poll.pk)).values_list("kind", "due_at"))
    assert bells == {
        services.DEADLINE_BELL: NOW + dt.timedelta(hours=4),
        services.REMIND_BELL: NOW + dt.timedelta(hours=2),
    }
    for who in (table.mother, table.father, table.ib, table.gw):
        say(poll, who, "ifneeded", "yes")
    poll.refresh_from_db()
    assert (poll.state, poll.chosen.start) == (PollState.SETTLED, at(4, 9))


# --- Own polls and what others see ------------------------------------------------------------------------------------


def test_a_professional_sees_all_open_polls_and_answers_them(table):
    first = ask(table)
    second = ask(table, table.meeting(table.gw, parents=False))
    meetings.fix_date(meeting=table.meeting(table.gw, parents=False), start=at(20), by=table.actor.by, now=NOW)
    gw = make_actor(table.gw, today=NOW.date())
    rows = selectors.own_polls(gw, now=NOW)
    assert {row.id for row in rows} == {first.pk, second.pk}
    options = [option.id for option in rows[0].options]
    services.answer_own(actor=gw, poll_id=rows[0].id, answers=dict.fromkeys(options, "yes"), remark="", now=NOW)
    assert selectors.count_unanswered(gw, now=NOW) == 1
    line = AuditEvent.objects.filter(action="poll.answer").latest("at")
    assert (line.actor_kind, line.actor) == ("person", str(table.gw.pk))
    assert [row.answered for row in selectors.own_polls(gw, now=NOW)] == [False, True]
    lpa = make_actor(table.lpa, today=NOW.date())
    assert selectors.own_polls(lpa, now=NOW) == []
    with pytest.raises(services.NotAsked):
        services.answer_own(actor=lpa, poll_id=first.pk, answers={}, remark="", now=NOW)


def test_own_meetings_stand_beside_the_option(table):
    poll = ask(table)
    away = table.meeting(table.gw, parents=False)
    meetings.fix_date(meeting=away, start=at(19, 14, 30), by=table.actor.by, now=NOW)
    poll.options.update(closed_at=None, closed_why="")
    own = selectors.guest_poll(poll_id=poll.pk, participant_id=seat_of(poll.meeting, table.gw).pk, now=NOW)
    assert [row.conflict for row in own.options] == ["", "", away.reference]
    mother = selectors.guest_poll(poll_id=poll.pk, participant_id=seat_of(poll.meeting, table.mother).pk, now=NOW)
    assert [row.conflict for row in mother.options] == ["", "", ""]


def test_others_can_is_said_of_professionals_only(table):
    poll = ask(table)
    mother = seat_of(poll.meeting, table.mother).pk

    def hints():
        return [row.others_can for row in selectors.guest_poll(poll_id=poll.pk, participant_id=mother, now=NOW).options]

    say(poll, table.father, "yes", "yes", "yes")
    assert hints() == [False] * 3
    for who in (table.ib, table.gw, table.jp):
        say(poll, who, "yes", "ifneeded", "yes")
    assert hints() == [True] * 3


def test_who_was_reached_and_what_happened(table):
    poll = ask(table)
    say(poll, table.mother, "yes", "yes", "yes")
    found = selectors.reached(poll, now=NOW)
    assert {row.state for row in found.values()} == {"waiting"}
    assert all(row.link for row in found.values())
    services.revoke_link(actor=table.actor, poll_id=poll.pk, participant_id=seat_of(poll.meeting, table.jp).pk, now=NOW)
    assert not selectors.reached(poll, now=NOW)[seat_of(poll.meeting, table.jp).pk].link
    assert {row.action for row in selectors.history(poll)} == {"poll.open", "poll.answer", "poll.revoke"}
    assert len(everybody(table)) == 5
