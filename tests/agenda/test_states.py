"""Where a point can go, and by when it is handed in."""

import datetime as dt

from planning.agenda.rules import states
from planning.agenda.rules.states import State

DAY = dt.date(2026, 11, 17)


def test_what_was_taken_back_stays_so_and_what_was_spoken_of_goes_back_at_most():
    assert not any(states.may_become(State.TAKEN_BACK, wanted) for wanted in State)
    assert [wanted for wanted in State if states.may_become(State.DISCUSSED, wanted)] == [State.PLANNED]
    assert not any(states.may_change(end) for end in (State.DISCUSSED, State.TAKEN_BACK))
    assert states.may_become(State.PROPOSED, State.PLANNED)
    assert not states.may_become(State.PROPOSED, State.DISCUSSED)
    assert states.may_become(State.CARRIED, State.CARRIED)
    assert all(wanted in states.NEXT for wanted in State)


def test_the_last_day_itself_is_in_time():
    by = states.hand_in_by(DAY, days=7)
    assert by == dt.date(2026, 11, 10)
    assert not states.is_late(handed_in=by, today=DAY, by=by)
    assert states.is_late(handed_in=by + dt.timedelta(days=1), today=DAY, by=by)
    assert not states.is_late(handed_in=None, today=by, by=by)
    assert states.is_late(handed_in=None, today=by + dt.timedelta(days=1), by=by)
