"""Polls by machine: a list in few queries, numbers and never words, on behalf, one date, and a stop."""

import pytest
from django_scopes import scope

from planning.cases.models import Answer
from planning.people import keys
from planning.people.access import Right
from planning.people.roles import Role
from planning.polls import services
from planning.polls.models import DatePoll, PollAnswer
from planning.polls.services import NoteData
from tests.api.test_api import ask as get
from tests.api.test_api import make_key, send
from tests.factories import make_staff, make_swv
from tests.meetings.table import CANARY, NOW, at, lay, seat_of
from tests.polls.test_services import ask, say

pytestmark = pytest.mark.django_db
ALL = (Right.SEE_MEETINGS, Right.MANAGE_MEETINGS, Right.SEE_CASES, Right.MANAGE_CASES)


@pytest.fixture
def table():
    found = lay()
    with scope(swv=found.swv.pk):
        yield found


@pytest.fixture
def secret(table):
    coordinator = make_staff(table.swv, Role.COORDINATOR)
    _key, secret = keys.create_key_on_the_server(
        email=coordinator.email, name="koppeling", rights=[right.value for right in ALL], now=NOW
    )
    return secret


def test_the_list_counts_and_takes_as_many_queries_for_three_as_for_one(table, secret, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    first = ask(table)
    say(first, table.mother, "yes", "no", "yes")
    get(secret, "/polls")
    with CaptureQueriesContext(connection) as before:
        found = get(secret, "/polls").json()
    assert found == {
        "items": [
            {
                "id": str(first.pk),
                "meeting": str(first.meeting_id),
                "state": "open",
                "deadline": found["items"][0]["deadline"],
                "chosen": None,
                "asked": 5,
                "answered": 1,
            }
        ],
        "count": 1,
    }
    stopped = ask(table, table.meeting(table.gw, parents=False))
    services.cancel_poll(actor=table.actor, poll_id=stopped.pk, now=NOW)
    ask(table, table.meeting(table.gw, parents=False))
    with django_assert_num_queries(len(before)):
        assert get(secret, "/polls").json()["count"] == 3
    assert [row["id"] for row in get(secret, "/polls?state=cancelled").json()["items"]] == [str(stopped.pk)]
    assert get(secret, "/polls?state=misschien").status_code == 422


def test_who_answered_is_told_and_what_they_wrote_is_not(table, secret):
    poll = ask(table)
    seat = seat_of(poll.meeting, table.mother)
    services.answer_poll(
        poll_id=poll.pk,
        participant_id=seat.pk,
        answers={option.pk: "yes" for option in poll.options.all()},
        note=NoteData(remark=f"{CANARY} heeft liever ochtend", call_me=True),
        now=NOW,
    )
    answer = get(secret, f"/polls/{poll.pk}")
    rows = {row["participant"]: row for row in answer.json()["participants"]}
    assert rows[str(seat.pk)] == {
        "participant": str(seat.pk),
        "role": "ouder",
        "required": True,
        "answered": True,
        "on_behalf": False,
    }
    assert sum(row["answered"] for row in rows.values()) == 1
    text = answer.content.decode()
    assert [word for word in (CANARY, "ochtend", "Marie", "Ferhat", "Gerda") if word in text] == []


def test_open_answer_on_behalf_settle_and_stop(table, secret):
    meeting = table.meeting(table.gw)
    body = {"meeting": str(meeting.pk), "options": [at(17).isoformat(), at(18).isoformat()]}
    from unittest import mock  # the clock of the door, not our own code

    with mock.patch("scheduler.api.polls.timezone.now", return_value=NOW):
        made = send(secret, "/polls", {**body, "deadline": at(12, 17).isoformat()})
        assert made.status_code == 201
        poll = made.json()
        seat = seat_of(meeting, table.mother)
        said = [{"option": row["id"], "choice": "ifneeded"} for row in poll["options"]]
        on_behalf = send(secret, f"/polls/{poll['id']}/answers", {"participant": str(seat.pk), "answers": said})
        assert on_behalf.status_code == 200
        rows = {row["participant"]: row for row in on_behalf.json()["participants"]}
        assert rows[str(seat.pk)]["on_behalf"]
        assert PollAnswer.objects.exclude(entered_by=None).count() == 2
        again = send(secret, "/polls", {**body, "deadline": at(12, 17).isoformat()})
        assert (again.status_code, again.json()["code"]) == (409, "poll_is_open")
        option = poll["options"][1]["id"]
        done = send(secret, f"/polls/{poll['id']}/date", {"option": option, "knowingly": True})
        assert (done.json()["state"], done.json()["chosen"]) == ("settled", option)
        twice = send(secret, f"/polls/{poll['id']}/date", {"option": option, "knowingly": True})
        assert (twice.status_code, twice.json()["code"]) == (409, "poll_is_closed")
        late = send(secret, f"/polls/{poll['id']}/cancellation", {})
        assert (late.status_code, late.json()["code"]) == (409, "poll_is_closed")
        other = ask(table, table.meeting(table.gw, parents=False))
        for _ in (1, 2):
            assert send(secret, f"/polls/{other.pk}/cancellation", {}).json()["state"] == "cancelled"


def test_no_ground_no_poll(table, secret):
    """The gate of the pages: a partner without a ground is not asked by machine either."""
    meeting = table.meeting(table.gw)
    table.consent(table.gw, answer=Answer.WITHDRAWN, now=NOW.replace(hour=10))
    body = {"meeting": str(meeting.pk), "options": [at(17).isoformat()], "deadline": at(12, 17).isoformat()}
    send(secret, "/polls", body)
    with scope(swv=table.swv.pk):
        assert not seat_of_present(meeting, table.gw)
        assert not DatePoll.objects.filter(
            meeting=meeting, meeting__participants__person=table.gw, state="open"
        ).filter(meeting__participants__removed_at__isnull=True, meeting__participants__person=table.gw)


def seat_of_present(meeting, person):
    return meeting.participants.filter(person=person, removed_at__isnull=True).exists()


@pytest.mark.parametrize("path", ["", "/answers", "/date", "/cancellation"])
def test_another_swv_and_a_key_without_the_right(table, path):
    poll = ask(table)
    _key, stranger = make_key(make_swv(), *ALL)
    person = make_staff(table.swv, Role.COORDINATOR)
    _key, poor = keys.create_key_on_the_server(email=person.email, name="arm", rights=["people.see"], now=NOW)
    option = str(poll.options.first().pk)
    body = {"option": option, "participant": str(seat_of(poll.meeting, table.mother).pk), "answers": []}
    for secret in (stranger, poor):
        answer = send(secret, f"/polls/{poll.pk}{path}", body) if path else get(secret, f"/polls/{poll.pk}")
        assert answer.status_code in {403, 404}
    assert get(poor, "/polls").status_code == 403
    assert get(stranger, "/polls").json()["count"] == 0
    assert DatePoll.objects.get(pk=poll.pk).state == "open"
