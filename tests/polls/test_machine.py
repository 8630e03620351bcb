"""Whatever is asked, answered, taken, joined, left, stopped or late: never two dates, no answer lost, no hold left.

A book beside the house keeps what was answered and accepted; after every step the house is compared with it.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from django.db import transaction
from django_scopes import scope
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from planning.errors import DomainError
from planning.meetings import services as meetings
from planning.meetings.models import Hold, Meeting, MeetingState
from planning.meetings.services import Seat
from planning.polls import selectors, services
from planning.polls.models import Closed, DatePoll, PollAnswer, PollOption, PollState
from tests.meetings.table import NOW, at, lay

STARTS = [at(17), at(18, 13), at(19, 15)]
choices = st.lists(st.sampled_from(["yes", "yes", "ifneeded", "no"]), min_size=4, max_size=4)


class Polls(RuleBasedStateMachine):
    """Two meetings with the same IB and GW, a poll each, and everything that can happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.table = lay()
        self.scope = scope(swv=self.table.swv.pk)
        self.scope.__enter__()
        self.now = NOW
        table = self.table
        self.meetings = [
            table.meeting(table.ib, table.gw),
            table.meeting(table.ib, table.gw, optional=(table.jp,), parents=False),
        ]
        self.people = [table.ib, table.gw, table.jp, table.mother, table.father]
        self.book: dict[tuple[object, object], str] = {}  # (option, participant) → the last accepted choice
        self.dates: dict[object, dt.datetime] = {}  # meeting → the date it got, once

    def teardown(self) -> None:
        self.scope.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def poll(self, which: int) -> DatePoll | None:
        return DatePoll.objects.filter(meeting=self.meetings[which], state=PollState.OPEN).first()

    @rule(which=st.sampled_from([0, 1]), itself=st.booleans(), decision=st.sampled_from(["", "arrangement"]))
    def open(self, which: int, itself: bool, decision: str) -> None:
        self.now += dt.timedelta(minutes=1)
        try:
            with transaction.atomic():
                services.open_poll(
                    actor=self.table.actor,
                    meeting=self.meetings[which],
                    options=STARTS,
                    deadline=at(12),
                    settles_itself=itself,
                    decision=decision,
                    now=self.now,
                )
        except DomainError:
            return

    @rule(which=st.sampled_from([0, 1]), who=st.sampled_from(range(5)), said=choices, on_behalf=st.booleans())
    def answer(self, which: int, who: int, said: list[str], on_behalf: bool) -> None:
        self.now += dt.timedelta(minutes=1)
        before = DatePoll.objects.filter(meeting=self.meetings[which]).order_by("-created_at").first()
        seat = (
            self.meetings[which]
            .participants.filter(**{"person" if who < 3 else "party": self.people[who]}, removed_at=None)
            .first()
        )
        if before is None or seat is None:
            return
        options = list(PollOption.objects.filter(poll=before).order_by("start"))
        answers = {option.pk: choice for option, choice in zip(options, said, strict=False)}
        try:
            with transaction.atomic():
                services.answer_poll(
                    poll_id=before.pk,
                    participant_id=seat.pk,
                    answers=answers,
                    note=None,
                    now=self.now,
                    entered_by=self.table.actor if on_behalf else None,
                )
        except DomainError:
            assert before.state != PollState.OPEN  # nothing but a closed poll refuses a whole answer of who is asked
            return
        for option in options:
            if option.closed_why != Closed.TAKEN:
                self.book[option.pk, seat.pk] = answers[option.pk]

    @rule(which=st.sampled_from([0, 1]), place=st.sampled_from([0, 1, 2]), knowingly=st.booleans())
    def choose(self, which: int, place: int, knowingly: bool) -> None:
        self.now += dt.timedelta(minutes=1)
        poll = self.poll(which)
        if poll is None:
            return
        option = list(poll.options.order_by("start"))[place]
        standing = {row.option.key: row for row in selectors.standing_of(poll).tallies}[option.pk]
        try:
            with transaction.atomic():
                services.choose_date(
                    actor=self.table.actor, poll_id=poll.pk, option_id=option.pk, knowingly=knowingly, now=self.now
                )
        except DomainError:
            return
        assert not standing.lacking
        assert knowingly or not (standing.without or standing.silent)

    @rule(which=st.sampled_from([0, 1]), day=st.sampled_from([17, 19, 24]))
    def fix_by_hand(self, which: int, day: int) -> None:
        self.now += dt.timedelta(minutes=1)
        try:
            with transaction.atomic():
                meetings.fix_date(meeting=self.meetings[which], start=at(day), by=self.table.actor.by, now=self.now)
        except DomainError:
            return

    @rule(which=st.sampled_from([0, 1]))
    def more(self, which: int) -> None:
        self.now += dt.timedelta(minutes=1)
        poll = self.poll(which)
        if poll is None:
            return
        try:
            with transaction.atomic():
                services.ask_more(
                    actor=self.table.actor, poll_id=poll.pk, options=[at(26)], deadline=at(13), now=self.now
                )
        except DomainError:
            return

    @rule(which=st.sampled_from([0, 1]), decision=st.sampled_from(["", "arrangement"]))
    def aim(self, which: int, decision: str) -> None:
        poll = self.poll(which)
        if poll is None:
            return
        try:
            with transaction.atomic():
                services.aim_poll(actor=self.table.actor, poll_id=poll.pk, decision=decision, now=self.now)
        except DomainError:
            return

    @rule(which=st.sampled_from([0, 1]))
    def stop(self, which: int) -> None:
        poll = self.poll(which)
        if poll is not None:
            services.cancel_poll(actor=self.table.actor, poll_id=poll.pk, now=self.now)

    @rule(which=st.sampled_from([0, 1]))
    def jp_leaves_or_joins(self, which: int) -> None:
        self.now += dt.timedelta(minutes=1)
        meeting = Meeting.objects.get(pk=self.meetings[which].pk)
        seat = meeting.participants.filter(person=self.table.jp, removed_at=None).first()
        try:
            with transaction.atomic():
                if seat is not None:
                    meetings.remove_participant(actor=self.table.actor, participant=seat, now=self.now)
                else:
                    meetings.add_participant(
                        actor=self.table.actor,
                        meeting=meeting,
                        seat=Seat(person=self.table.jp, role="jp", required=False),
                        now=self.now,
                    )
        except DomainError:
            return

    @precondition(lambda self: any(self.dates))
    @rule(which=st.sampled_from([0, 1]))
    def call_off(self, which: int) -> None:
        self.now += dt.timedelta(minutes=1)
        meeting = Meeting.objects.get(pk=self.meetings[which].pk)
        try:
            with transaction.atomic():
                meetings.cancel_meeting(actor=self.table.actor, meeting=meeting, now=self.now)
        except DomainError:
            return
        self.dates.pop(meeting.pk, None)

    @rule()
    def bells(self) -> None:
        for poll in DatePoll.objects.all():
            services.remind_poll(poll_id=poll.pk, now=self.now)
            services.deadline_passed(poll_id=poll.pk, now=self.now)

    # --- What always holds --------------------------------------------------------------------------------------------

    @invariant()
    def never_two_dates(self) -> None:
        for meeting in Meeting.objects.filter(pk__in=[one.pk for one in self.meetings]):
            settled = DatePoll.objects.filter(meeting=meeting, state=PollState.SETTLED)
            assert settled.count() <= 1
            assert DatePoll.objects.filter(meeting=meeting, state=PollState.OPEN).count() <= 1
            if meeting.state == MeetingState.PLANNED:
                assert self.dates.setdefault(meeting.pk, meeting.start) == meeting.start
                assert not DatePoll.objects.filter(meeting=meeting, state=PollState.OPEN).exists()

    @invariant()
    def nobody_is_promised_twice(self) -> None:
        for person in (self.table.ib, self.table.gw, self.table.jp):
            firm = list(Hold.objects.filter(person=person, firm=True).order_by("start"))
            required = [
                row
                for row in firm
                if row.meeting.participants.filter(person=person, required=True, removed_at=None).exists()
            ]
            assert all(one.end <= other.start for one, other in pairwise(required))

    @invariant()
    def no_answer_is_lost(self) -> None:
        kept = {
            (option, participant): choice
            for option, participant, choice in PollAnswer.objects.values_list("option_id", "participant_id", "choice")
        }
        assert {key: kept.get(key) for key in self.book} == self.book

    @invariant()
    def no_hold_is_left(self) -> None:
        for hold in Hold.objects.filter(firm=False):
            assert PollOption.objects.filter(
                poll__meeting=hold.meeting, poll__state=PollState.OPEN, start=hold.start, closed_at=None
            ).exists()
            assert hold.meeting.participants.filter(person=hold.person, removed_at=None).exists()
        for hold in Hold.objects.filter(firm=True):
            assert (hold.meeting.state, hold.meeting.start) == (MeetingState.PLANNED, hold.start)

    @invariant()
    def what_is_open_can_win(self) -> None:
        for poll in DatePoll.objects.filter(state=PollState.OPEN):
            possible = {row.option.key for row in selectors.standing_of(poll).tallies if row.possible}
            still = set(PollOption.objects.filter(poll=poll, closed_at=None).values_list("pk", flat=True))
            assert still <= possible


@pytest.mark.django_db
def test_polls_in_any_order():
    run_state_machine_as_test(Polls, settings=settings(max_examples=25, stateful_step_count=16, deadline=None))
