"""Two people in the same second: one wins, the other hears why, and no answer is lost (S7)."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django_scopes import scope

from planning.errors import DomainError
from planning.meetings.models import Hold, Meeting, MeetingState
from planning.polls import services
from planning.polls.models import DatePoll, PollAnswer, PollState
from tests.meetings.table import NOW, Table, at, lay, letters, seat_of
from tests.polls.test_services import STARTS, ask, everybody

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row locks are PostgreSQL's; SQLite takes turns"),
]


@pytest.fixture
def table(db: None) -> Table:
    return lay()


def at_once(swv_id: object, acts: list[Callable[[], object]]) -> list[object]:
    """Run all acts at the same moment, each with a connection of its own; gives results or refusals, in order."""
    gate = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            with scope(swv=swv_id):
                gate.wait(timeout=30)
                found[number] = act()
        except Exception as refusal:
            found[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return found


def outcomes(found: list[object]) -> list[str]:
    strange = [one for one in found if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert strange == []
    return sorted(one.code if isinstance(one, DomainError) else "ok" for one in found)


def test_one_date_wins_of_one_poll(table):
    with scope(swv=table.swv.pk):
        poll = ask(table)
        options = list(poll.options.all())
    acts = [
        lambda option=options[number % 3]: services.settle(
            poll_id=poll.pk, option_id=option.pk, by=table.actor.by, now=NOW
        )
        for number in range(12)
    ]
    assert outcomes(at_once(table.swv.pk, acts)) == ["ok", *["poll_is_closed"] * 11]
    with scope(swv=table.swv.pk):
        meeting = Meeting.objects.get(pk=poll.meeting_id)
        assert meeting.start in STARTS
        assert set(Hold.objects.values_list("start", "firm")) == {(meeting.start, True)}
        assert len(letters("invitation")) == 5


def test_a_professional_in_many_polls_is_promised_once(table):
    with scope(swv=table.swv.pk):
        polls = [ask(table, table.meeting(table.gw, parents=False), starts=[at(17)]) for _ in range(10)]
        options = [poll.options.get() for poll in polls]
    acts = [
        lambda option=option: services.settle(poll_id=option.poll_id, option_id=option.pk, by=table.actor.by, now=NOW)
        for option in options
    ]
    found = outcomes(at_once(table.swv.pk, acts))
    assert found.count("ok") == 1
    assert set(found) <= {"ok", "slot_taken", "poll_option_taken"}
    with scope(swv=table.swv.pk):
        assert Meeting.objects.filter(state=MeetingState.PLANNED).count() == 1
        assert Hold.objects.filter(person=table.gw, firm=True).count() == 1
        assert DatePoll.objects.filter(state=PollState.OPEN, options__closed_at__isnull=True).count() == 0


def test_answers_at_the_same_moment_are_all_kept_and_settle_once(table):
    with scope(swv=table.swv.pk):
        poll = ask(table, settles_itself=True)
        options = [option.pk for option in poll.options.all()]
        seats = [seat_of(poll.meeting, who).pk for who in everybody(table)]
    acts = [
        lambda seat=seat: services.answer_poll(
            poll_id=poll.pk, participant_id=seat, answers=dict.fromkeys(options, "yes"), note=None, now=NOW
        )
        for seat in seats
    ]
    assert outcomes(at_once(table.swv.pk, acts)) == ["ok"] * 5
    with scope(swv=table.swv.pk):
        assert PollAnswer.objects.count() == 15
        poll.refresh_from_db()
        assert (poll.state, poll.chosen.start) == (PollState.SETTLED, at(17))
        assert len(letters("invitation")) == 5


def test_answering_against_settling_and_stopping(table):
    with scope(swv=table.swv.pk):
        poll = ask(table)
        options = [option.pk for option in poll.options.all()]
        seats = [seat_of(poll.meeting, who).pk for who in everybody(table)]
    acts: list[Callable[[], object]] = [
        lambda seat=seat: services.answer_poll(
            poll_id=poll.pk, participant_id=seat, answers=dict.fromkeys(options, "yes"), note=None, now=NOW
        )
        for seat in seats
    ]
    acts.append(lambda: services.settle(poll_id=poll.pk, option_id=options[0], by=table.actor.by, now=NOW))
    acts.append(lambda: services.cancel_poll(actor=table.actor, poll_id=poll.pk, now=NOW))
    found = at_once(table.swv.pk, acts)
    outcomes(found)
    with scope(swv=table.swv.pk):
        poll.refresh_from_db()
        kept = sum(not isinstance(one, Exception) for one in found[:5])
        assert PollAnswer.objects.count() == kept * 3
        settled = not isinstance(found[5], Exception)
        assert poll.state == (PollState.SETTLED if settled else PollState.CANCELLED)
        assert Hold.objects.filter(firm=False).count() == 0
        assert Meeting.objects.filter(state=MeetingState.PLANNED).count() == int(settled)
