"""Fifty people in the same second, over five polls that need the same GW: by services and through the doors (S7).

Nothing is promised twice, no answer is lost, nobody waits for each other for ever, and who is too late hears why.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from planning.meetings import services as meetings
from planning.meetings.models import Hold, Meeting, MeetingKind, MeetingState
from planning.meetings.services import Seat
from planning.people.models import Person
from planning.people.roles import Role
from planning.polls import services
from planning.polls.models import DatePoll, PollAnswer, PollOption, PollState
from tests.factories import make_staff
from tests.meetings.table import AMSTERDAM, Table, lay, letters, link_in, seat_of
from tests.polls.test_concurrency import at_once, outcomes

assert connection  # read by the condition below
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row locks are PostgreSQL's; SQLite takes turns"),
]
POLLS, TEACHERS = 5, 9  # and the GW in each: fifty seats


class Fifty:
    """Five open polls about one case, each with nine teachers of the school and the one GW."""

    def __init__(self, *, settles_itself: bool) -> None:
        self.table: Table = lay()
        self.now = timezone.now()
        self.shared = self._at(10)  # every poll offers this moment, and each one of its own
        teachers = [
            make_staff(self.table.swv, Role.TEACHER, self.table.school, f"Lea Leraar{number}")
            for number in range(POLLS * TEACHERS)
        ]
        with scope(swv=self.table.swv.pk):
            self.polls = [
                self._open(number, teachers[number * TEACHERS : (number + 1) * TEACHERS], settles_itself)
                for number in range(POLLS)
            ]
            self.options = {poll.pk: [row.pk for row in poll.options.order_by("start")] for poll in self.polls}
            self.people = {
                poll.pk: [self.table.gw, *teachers[number * TEACHERS : (number + 1) * TEACHERS]]
                for number, poll in enumerate(self.polls)
            }

    def _at(self, hour: int, *, days: int = 0) -> dt.datetime:
        day = (self.now + dt.timedelta(days=28)).astimezone(AMSTERDAM).date()
        monday = day - dt.timedelta(days=day.weekday()) + dt.timedelta(days=days)
        return dt.datetime.combine(monday, dt.time(hour), tzinfo=AMSTERDAM)

    def _open(self, number: int, teachers: list[Person], settles_itself: bool) -> DatePoll:
        table = self.table
        seats = [Seat(person=table.gw, role=Role.GW), *(Seat(person=one, role=Role.TEACHER) for one in teachers)]
        meeting = meetings.plan_case_meeting(
            actor=table.actor,
            case=table.case,
            kind=MeetingKind.HIA,
            minutes=60,
            location="",
            participants=seats,
            now=self.now,
        )
        return services.open_poll(
            actor=table.actor,
            meeting=meeting,
            options=[self.shared, self._at(13, days=number)],
            deadline=self.now + dt.timedelta(days=7),
            settles_itself=settles_itself,
            now=self.now,
        )

    def whole(self) -> None:
        """What must hold whatever happened."""
        firm = list(Hold.objects.filter(firm=True).order_by("person", "start"))
        for one, other in itertools.pairwise(firm):
            assert one.person_id != other.person_id or one.end <= other.start, "promised twice"
        for poll in DatePoll.objects.select_related("meeting", "chosen"):
            settled = poll.state == PollState.SETTLED
            assert settled == (poll.meeting.state == MeetingState.PLANNED)
            assert not settled or poll.meeting.start == poll.chosen.start
        assert Meeting.objects.filter(state=MeetingState.PLANNED, start=self.shared).count() <= 1


@pytest.fixture
def fifty(db, request):
    found = Fifty(settles_itself=getattr(request, "param", True))
    with scope(swv=found.table.swv.pk):
        yield found


def answer(fifty: Fifty, poll: DatePoll, person: Person, choice: str):
    return partial(
        services.answer_poll,
        poll_id=poll.pk,
        participant_id=seat_of(poll.meeting, person).pk,
        answers=dict.fromkeys(fifty.options[poll.pk], choice),
        note=None,
        now=fifty.now,
    )


def fix(fifty: Fifty, poll: DatePoll, option: object):
    return partial(
        services.choose_date,
        actor=fifty.table.actor,
        poll_id=poll.pk,
        option_id=option,
        knowingly=True,
        now=fifty.now,
    )


def test_fifty_answers_settle_five_polls_and_the_gw_is_promised_once_each_time(fifty):
    acts = [answer(fifty, poll, person, "yes") for poll in fifty.polls for person in fifty.people[poll.pk]]
    assert len(acts) == 50
    assert set(outcomes(at_once(fifty.table.swv.pk, acts))) == {"ok"}
    everybody_settled(fifty)


def everybody_settled(fifty):
    fifty.whole()
    assert set(DatePoll.objects.values_list("state", flat=True)) == {PollState.SETTLED}
    said = Counter(PollAnswer.objects.values_list("participant_id", flat=True))
    assert len(said) == 50  # nobody's answer was lost, also of who answered when the shared moment was gone
    assert Meeting.objects.filter(start=fifty.shared).count() == 1
    assert Hold.objects.filter(person=fifty.table.gw, firm=True).count() == POLLS
    assert Hold.objects.filter(firm=False).count() == 0
    assert len(letters("invitation")) == 50
    assert len({row.key for row, _body in letters("invitation")}) == 50


@pytest.mark.parametrize("fifty", [False], indirect=True)
def test_fifty_people_fix_the_same_moment_and_one_wins(fifty):
    acts = [fix(fifty, poll, fifty.options[poll.pk][0]) for poll in fifty.polls for _ in range(10)]
    found = outcomes(at_once(fifty.table.swv.pk, acts))
    assert found.count("ok") == 1
    assert set(found) <= {"ok", "poll_is_closed", "slot_taken", "poll_option_taken"}
    fifty.whole()
    assert DatePoll.objects.filter(state=PollState.SETTLED).count() == 1
    assert PollOption.objects.filter(poll__state=PollState.OPEN, start=fifty.shared, closed_at=None).count() == 0


@pytest.mark.parametrize("fifty", [False], indirect=True)
def test_answering_fixing_and_stopping_all_at_once(fifty):
    answers = [answer(fifty, poll, who, "ifneeded") for poll in fifty.polls for who in fifty.people[poll.pk][:6]]
    fixes = [fix(fifty, poll, option) for poll in fifty.polls for option in fifty.options[poll.pk] * 2]
    stop = fifty.polls[0]
    fixes[0] = partial(services.cancel_poll, actor=fifty.table.actor, poll_id=stop.pk, now=fifty.now)
    acts = [*answers, *fixes]
    assert len(acts) == 50
    found = at_once(fifty.table.swv.pk, acts)
    outcomes(found)
    fifty.whole()
    kept = sum(not isinstance(one, Exception) for one in found[: len(answers)])
    assert PollAnswer.objects.values("participant").distinct().count() == kept
    assert DatePoll.objects.exclude(pk=stop.pk).filter(state=PollState.SETTLED).count() == POLLS - 1
    assert DatePoll.objects.filter(state=PollState.OPEN).count() == 0


def test_through_the_guests_door(fifty):
    def visit(path: str):
        client = Client()
        address = client.get(path)["Location"]
        page = client.get(address)
        assert page.status_code == 200
        return client, urlsplit(address).path

    doors = []
    for row, body in letters("poll_invite"):
        poll = next(one for one in fifty.polls if str(one.pk) in row.key)
        fields = {f"optie-{option}": "yes" for option in fifty.options[poll.pk]}
        doors.append((*visit(link_in(body)), fields))
    assert len(doors) == 50
    found = at_once(fifty.table.swv.pk, [lambda door=door: door[0].post(door[1], door[2]) for door in doors])
    assert Counter(one.status_code for one in found) == {303: 50}
    everybody_settled(fifty)


@pytest.mark.parametrize("fifty", [False], indirect=True)
def test_through_the_door_of_staff_who_is_too_late_hears_why(fifty):
    acts = []
    for poll in fifty.polls:
        for _ in range(10):
            client = Client()
            client.force_login(fifty.table.ib.user)
            acts.append(partial(client.post, f"/prikker/{poll.pk}/vast/{fifty.options[poll.pk][0]}/", {"toch": "on"}))
    found = at_once(fifty.table.swv.pk, acts)
    assert Counter(one.status_code for one in found) == {302: 1, 409: 49}
    reasons = (
        "De datum is al gekozen",
        "net bezet door een ander overleg",
        "heeft dan",
        "al een ander overleg",
        "bezet",
    )
    for one in found:
        text = one.content.decode()
        assert one.status_code == 302 or any(reason in text for reason in reasons), text[-2000:]
    fifty.whole()
    assert DatePoll.objects.filter(state=PollState.SETTLED).count() == 1
