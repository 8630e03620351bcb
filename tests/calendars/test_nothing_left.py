"""Whatever happens and wherever a worker dies: after the sweep each fixed meeting stands once, and no hold is left.

Random stories against a real CalDAV server. A worker is killed by its database connection: at the given query it stops,
so that all before it is done and nothing after it, also between the server's yes and our own note of it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from django.db import connection, transaction
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planning.calendars import rules, services
from planning.calendars.models import CalendarAccount, CalendarChange, Wish
from planning.errors import DomainError
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingState
from planning.meetings.services import calendars
from planning.polls import services as polls
from planning.polls.models import DatePoll, PollOption, PollState
from tests.calendars.diary import connected, diary, times
from tests.factories import make_actor
from tests.integrations.radicale import Server, of_the_server
from tests.meetings.table import NOW, Table, at, lay, seat_of
from tests.workers import database_url

DAYS = (16, 17, 18, 19, 20, 23)


class Killed(BaseException):
    """The worker is gone."""


@contextlib.contextmanager
def killed_at(query: int) -> Iterator[None]:
    """Whoever asks the database for the n-th time is dead."""
    left = count(1)

    def wrapper(execute: Callable[..., object], *args: object) -> object:
        if next(left) == query:
            raise Killed
        return execute(*args)

    with contextlib.suppress(Killed), connection.execute_wrapper(wrapper):
        yield


class Story:
    """One school's autumn, with a GW whose calendar is written into."""

    def __init__(self, table: Table, server: Server) -> None:
        self.table, self.server, self.now = table, server, NOW
        self.acts: dict[str, Callable[[int], object]] = {
            "open": self.open,
            "settle": self.settle,
            "stop": self.stop,
            "move": self.move,
            "cancel": self.cancel,
            "leave": self.leave,
            "write": lambda number: services.sweep(now=self.now),
            "mend": lambda number: calendars.mend(now=self.now),
            "die": self.die,
            "begin": self.begin_and_die,
            "away": lambda number: setattr(server, "door", of_the_server("502 Bad Gateway")),
            "back": lambda number: setattr(server, "door", lambda environ: None),
            "owner": self.owner,
            "wait": self.wait,
        }

    def one(self, rows: object, number: int) -> object:
        found = list(rows.order_by("created_at", "pk"))  # type: ignore[attr-defined]
        return found[number % len(found)] if found else None

    def open(self, number: int) -> None:
        meeting = self.table.meeting(self.table.ib, self.table.gw, now=self.now)
        options = [at(DAYS[(number + step) % len(DAYS)], 9 + number % 3) for step in range(1 + number % 3)]
        polls.open_poll(
            actor=self.table.actor,
            meeting=meeting,
            options=options,
            deadline=at(13),
            settles_itself=False,
            now=self.now,
        )

    def settle(self, number: int) -> None:
        option = self.one(PollOption.objects.filter(poll__state=PollState.OPEN, closed_at__isnull=True), number)
        if option is not None:
            polls.settle(poll_id=option.poll_id, option_id=option.pk, by=self.table.actor.by, now=self.now)

    def stop(self, number: int) -> None:
        poll = self.one(DatePoll.objects.filter(state=PollState.OPEN), number)
        if poll is not None:
            polls.cancel_poll(actor=self.table.actor, poll_id=poll.pk, now=self.now)

    def planned(self, number: int) -> Meeting | None:
        return self.one(Meeting.objects.filter(state=MeetingState.PLANNED), number)  # type: ignore[return-value]

    def move(self, number: int) -> None:
        meeting = self.planned(number)
        if meeting is not None:
            start = at(DAYS[number % len(DAYS)], 14)
            meetings.move_meeting(actor=self.table.actor, meeting=meeting, start=start, now=self.now)

    def cancel(self, number: int) -> None:
        meeting = self.one(Meeting.objects.exclude(state=MeetingState.CANCELLED), number)
        if meeting is not None:
            meetings.cancel_meeting(actor=self.table.actor, meeting=meeting, now=self.now)

    def leave(self, number: int) -> None:
        meeting = self.planned(number)
        if meeting is not None:
            seat = seat_of(meeting, self.table.gw)
            meetings.remove_participant(actor=self.table.actor, participant=seat, now=self.now)

    def die(self, number: int) -> None:
        with killed_at(5 + number):
            services.sweep(now=self.now)

    def begin_and_die(self, number: int) -> None:
        """A poll opens and the worker dies at the first of its options."""
        self.open(number)
        self.die(number % 12)

    def owner(self, number: int) -> None:
        """The owner throws something of ours away."""
        change = self.one(CalendarChange.objects.exclude(ref=""), number)
        if change is not None:
            self.server.as_owner("DELETE", change.ref.removeprefix(self.server.url))
            # What was agreed is said anew with its next change: here the person asks for it by connecting again.
            CalendarChange.objects.filter(pk=change.pk).update(done=0, next_try=self.now)

    def wait(self, number: int) -> None:
        self.now += dt.timedelta(minutes=number)

    def end(self) -> None:
        """The server is there, time goes by, the sweeps run."""
        self.server.door = lambda environ: None
        self.now += dt.timedelta(hours=4)
        calendars.mend(now=self.now)
        services.sweep(now=self.now)

    def expected(self) -> list[tuple[dt.datetime, bool]]:
        """What must stand there, from meetings and polls: not from what this room keeps."""
        here = {"participants__person": self.table.gw, "participants__removed_at__isnull": True}
        fixed = Meeting.objects.filter(state=MeetingState.PLANNED, **here).values_list("start", flat=True)
        asked = PollOption.objects.filter(
            poll__state=PollState.OPEN,
            closed_at__isnull=True,
            **{f"poll__meeting__{name}": value for name, value in here.items()},
        ).values_list("start", flat=True)
        return sorted([(start, False) for start in fixed] + [(start, True) for start in asked])


ACTS = ("open", "settle", "settle", "stop", "move", "cancel", "leave", "write", "mend", "die", "begin", "begin", "away",
        "back", "owner", "wait")  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(story=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 40)), min_size=4, max_size=16))
def test_a_fixed_meeting_stands_once_and_no_hold_is_left(server, settings, story):
    settings.CALENDAR_INSIDE = [server.url]
    with transaction.atomic():
        table = lay()
        with scope(swv=table.swv.pk):
            connected(table.gw, server)
            told = Story(table, server)
            for act, number in story:
                with contextlib.suppress(DomainError), transaction.atomic():
                    told.acts[act](number)
            told.end()
            assert times(diary(server)) == told.expected()
            assert not CalendarChange.objects.exclude(wish=Wish.GONE).exclude(ref__gt="").exists()
            services.disconnect(
                actor=make_actor(table.gw, today=NOW.date()),
                account_id=CalendarAccount.objects.get(person=table.gw).pk,
                now=told.now,
            )
            services.sweep(now=told.now)
            assert diary(server) == []
        transaction.set_rollback(True)


# --- Really killed ----------------------------------------------------------------------------------------------------

WORKER = """
import datetime as dt, django
django.setup()
from planning.calendars import services
services.sweep(now=dt.datetime.fromisoformat({now!r}))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("request_number", [1, 2, 3])
def test_a_worker_that_is_killed_in_the_middle_leaves_nothing_twice(
    server, settings, monkeypatch, moment, request_number
):
    """A real process dies just before or just after the server took its n-th event; then somebody decides."""
    settings.CALENDAR_INSIDE = [server.url]
    monkeypatch.setattr("planning.calendars.services.wishing.hurry", lambda account_ids: None)  # the broker is away
    table = lay()
    with scope(swv=table.swv.pk):
        connected(table.gw, server)
        poll = _three_options(table)
    seen = count(1)
    worker: list[subprocess.Popen[bytes]] = []

    def door(environ):
        if environ["REQUEST_METHOD"] == "PUT" and next(seen) == request_number:
            if moment == "after":
                body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
                environ["CONTENT_LENGTH"] = "0"
                assert server.as_owner("PUT", environ["PATH_INFO"], body).status_code == 201
            worker[0].kill()
            worker[0].wait()
            return "500 Nobody hears this", [], b""
        return None

    server.door = door
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "scheduler.settings",
        "CALENDAR_INSIDE": server.url,
    }
    code = WORKER.format(now=NOW.isoformat())
    worker.append(
        subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=Path(__file__).resolve().parents[2])
    )
    assert worker[0].wait(timeout=120) == -9
    assert len(diary(server)) == request_number - (moment == "before")
    server.door = lambda environ: None
    with scope(swv=table.swv.pk):
        option = PollOption.objects.filter(poll=poll).order_by("start")[1]
        polls.settle(poll_id=poll.pk, option_id=option.pk, by=table.actor.by, now=NOW)
        later = NOW + rules.STUCK_AFTER + dt.timedelta(minutes=1)
        services.sweep(now=later)
        assert times(diary(server)) == [(option.start, False)]


def _three_options(table: Table) -> DatePoll:
    meeting = table.meeting(table.ib, table.gw)
    return polls.open_poll(
        actor=table.actor,
        meeting=meeting,
        options=[at(24), at(25), at(26)],
        deadline=at(20),
        settles_itself=False,
        now=NOW,
    )
