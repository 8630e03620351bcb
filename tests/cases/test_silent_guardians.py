"""A guardian who does not answer: two calm reminders, then a task to call, and silence as soon as it is over."""

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from notifications.reminders import services as reminders
from notifications.reminders.models import Reminder
from planning.cases import rules, services
from planning.cases.models import Answer, Authority, Purpose, Task
from planning.people.models import FreeDay
from tests.cases.story import Story

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ASKED = dt.datetime(2026, 11, 3, 15, 0, tzinfo=AMSTERDAM)  # a Tuesday without holidays after it
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def asked(story: Story) -> Story:
    story.now = ASKED
    story.ask()
    return story


def reminded(name: str) -> int:
    return OutgoingLetter.objects.filter(template="consent_reminder", address__startswith=name).count()


def live(until: dt.datetime) -> None:
    """The sweep comes whenever something is due."""
    waiting = Reminder.objects.filter(rung_at__isnull=True, cancelled_at__isnull=True, not_before__lte=until)
    while (bell := waiting.order_by("not_before").first()) is not None:
        reminders.ring_due(now=bell.not_before)


def silent_tasks(story: Story) -> list[Task]:
    return list(Task.objects.filter(case=story.case, code="consent_silent", done_at__isnull=True))


def test_two_reminders_each_then_one_task_and_never_more(asked):
    live(ASKED + dt.timedelta(days=60))
    assert (reminded("mirte"), reminded("kees")) == (2, 2)
    people = {str(party.pk) for party in asked.case.parties.all()}
    assert {task.object_key for task in silent_tasks(asked)} == people
    assert {task.person_id for task in silent_tasks(asked)} == {asked.ib.pk}
    assert len(silent_tasks(asked)) == 2
    body = Body.from_json(str(OutgoingLetter.objects.filter(template="consent_reminder").first().body))
    assert "Kanarie" not in body.text + body.html
    assert "/u/" in body.text
    to = set(OutgoingLetter.objects.filter(template="consent_reminder").values_list("address", flat=True))
    assert to == {"mirte@ouders.example", "kees@ouders.example"}


def test_reminders_keep_days_apart_and_decent_hours(asked):
    live(ASKED + dt.timedelta(days=60))
    due = list(Reminder.objects.filter(object_key=str(asked.case.parties.first().pk)).values_list("due_at", flat=True))
    local = [moment.astimezone(AMSTERDAM) for moment in sorted(due)]
    assert [moment.weekday() < 5 and dt.time(7, 30) <= moment.time() < dt.time(20) for moment in local] == [True] * 3
    assert all(later - before >= dt.timedelta(days=4) for before, later in itertools.pairwise(local))


@pytest.mark.parametrize("answer", [Answer.YES, Answer.NO, Answer.LATER])
def test_who_answered_hears_nothing_and_the_other_does(asked, answer):
    for purpose in (Purpose.SOT, Purpose.INVOLVE):
        asked.say(asked.request_of("mirte", purpose), answer)
    live(ASKED + dt.timedelta(days=60))
    assert (reminded("mirte"), reminded("kees")) == (0, 2)
    assert len(silent_tasks(asked)) == 1


def test_one_question_left_is_still_reminded_of(asked):
    asked.say(asked.request_of("mirte", Purpose.SOT), Answer.YES)
    live(ASKED + dt.timedelta(days=60))
    assert reminded("mirte") == 2


def test_an_answer_after_the_task_ends_it(asked):
    live(ASKED + dt.timedelta(days=60))
    asked.all_say(Answer.YES)
    assert silent_tasks(asked) == []


def test_a_closed_case_is_silent(asked):
    services.close_case(actor=asked.actor, case=asked.case, reason="verhuisd", now=ASKED + HOUR)
    live(ASKED + dt.timedelta(days=60))
    assert (reminded("mirte"), silent_tasks(asked)) == (0, [])


def test_what_ran_out_is_not_reminded_of(asked):
    asked.case.consent_requests.update(expires_on=ASKED.date())
    live(ASKED + dt.timedelta(days=60))
    assert (reminded("mirte"), silent_tasks(asked)) == (0, [])


def test_who_has_no_authority_any_more_is_not_written_to(asked):
    asked.case.parties.update(authority=Authority.NO)
    live(ASKED + dt.timedelta(days=60))
    assert (reminded("mirte"), silent_tasks(asked)) == (0, [])


def test_without_an_address_the_school_is_told_at_once_to_call(story):
    story.now = ASKED
    for party in story.case.parties.all():
        party.email = None
        party.save()
    story.ask()
    live(ASKED + dt.timedelta(days=7))
    assert OutgoingLetter.objects.filter(template="consent_reminder").count() == 0
    assert len(silent_tasks(story)) == 2


def test_a_holiday_is_waited_for(asked):
    """The autumn break is over; the school's own free week is not: the bell was set before it was known."""
    FreeDay.objects.create(
        swv=asked.swv,
        school=asked.school,
        first=dt.date(2026, 11, 9),
        last=dt.date(2026, 11, 13),
        kind="vrij",
        label="vrij",
    )
    live(dt.datetime(2026, 11, 15, 23, 0, tzinfo=AMSTERDAM))
    assert reminded("mirte") == 0
    live(dt.datetime(2026, 11, 16, 12, 0, tzinfo=AMSTERDAM))
    assert reminded("mirte") == 1


def test_a_worker_that_was_away_does_not_write_at_night(asked):
    night = dt.datetime(2026, 11, 19, 3, 0, tzinfo=AMSTERDAM)
    reminders.ring_due(now=night)
    assert reminded("mirte") == 0
    reminders.ring_due(now=night + 6 * HOUR)
    assert reminded("mirte") == 1


def test_a_reminder_by_hand_the_same_day_is_enough(asked):
    first = Reminder.objects.filter(kind="consent.remind").first().due_at
    asked.now = first - HOUR
    asked.ask()
    asks = OutgoingLetter.objects.filter(template="consent_ask").count()
    reminders.ring_due(now=first)
    assert (reminded("mirte"), asks) == (0, 4)


@given(asked=st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31), timezones=st.just(dt.UTC)))
def test_the_next_word_is_days_away_at_ten(asked):
    word = rules.next_word(after=asked)
    assert dt.timedelta(days=4) < word - asked < dt.timedelta(days=6)
    assert word.timetz() == dt.time(10, 0, tzinfo=AMSTERDAM)
