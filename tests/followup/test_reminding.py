"""Reminders of what was agreed: calm, in one letter a person, and never for ever."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.reminders import services as reminders
from notifications.reminders.models import Reminder
from planning.cases import services as cases
from planning.cases.models import Answer, Task
from planning.followup import rules, services
from planning.followup.models import ProgressState
from planning.people.audit import By
from tests.guests import Guest
from tests.meetings.table import AMSTERDAM, CANARY, NOW, letters, link_in

DAY = dt.timedelta(days=1)
DATES = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
WHEN = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31), timezones=st.just(dt.UTC))


@given(due=DATES, now=WHEN, ago=st.none() | st.timedeltas(dt.timedelta(0), 60 * DAY), asked=st.integers(0, 5))
def test_the_next_letter_lies_ahead_and_a_late_one_keeps_its_week(due, now, ago, asked):
    before = None if ago is None else now - ago
    moment = rules.next_ask(due=due, now=now, reminded_at=before, asked_late=asked)
    if moment is None:
        assert asked >= rules.MOST_ASKED_LATE
        return
    assert moment > now
    day = moment.astimezone(AMSTERDAM).date()
    if day > due and before is not None and moment > now + dt.timedelta(minutes=1):
        assert day - max(due, before.astimezone(AMSTERDAM).date()) == rules.ASK_AGAIN


@given(DATES, WHEN)
def test_letters_about_one_agreement_end(due, start):
    now, asked, before, written = start, 0, None, 0
    while (moment := rules.next_ask(due=due, now=now, reminded_at=before, asked_late=asked)) is not None:
        late = moment.astimezone(AMSTERDAM).date() > due
        now, before, asked, written = moment, moment, asked + late, written + 1
        assert written <= len(rules.REMIND_DAYS_BEFORE) + rules.MOST_ASKED_LATE
    assert asked == rules.MOST_ASKED_LATE


@pytest.mark.parametrize("due", [dt.date(2027, 3, 29), dt.date(2026, 10, 26)], ids=["summer time", "winter time"])
def test_a_reminder_is_at_nine_whatever_the_clock_does(due):
    moment = rules.next_ask(due=due, now=dt.datetime.combine(due - 2 * DAY, dt.time(12), tzinfo=AMSTERDAM))
    assert moment.astimezone(AMSTERDAM).time() == dt.time(9, 0)


@given(DATES, WHEN)
def test_every_first_letter_is_at_nine_in_amsterdam_on_both_sides_of_a_change_of_the_clock(due, now):
    moment = rules.next_ask(due=due, now=now)
    if moment > now + dt.timedelta(minutes=1):
        local = moment.astimezone(AMSTERDAM)
        assert local.time() == dt.time(9, 0)
        assert local.utcoffset() == AMSTERDAM.utcoffset(local.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("due", "days"),
    [
        # Three days before is a Friday, the day itself Easter Monday: closed, and summer time began between.
        (dt.date(2027, 3, 29), [dt.date(2027, 3, 26), dt.date(2027, 3, 30)]),
        # The autumn holiday (23 – 31 October) ends on the day that winter time begins: one letter after it, not two.
        (dt.date(2027, 10, 28), [dt.date(2027, 11, 1)]),
    ],
)
def test_letters_come_on_school_days_at_nine_round_a_change_of_the_clock(after, due, days):
    after.agree(due, now=dt.datetime.combine(due - 20 * DAY, dt.time(12), tzinfo=AMSTERDAM))
    start = dt.datetime.combine(due - 8 * DAY, dt.time(0), tzinfo=AMSTERDAM)
    moments = ring(start, 13)
    assert [moment.date() for moment in moments] == days
    assert all(moment.hour == 9 for moment in moments)


def ring(start, days):
    """Let every bell ring for so many days, once an hour, and give on which days letters were written."""
    for hour in range(days * 24):
        reminders.ring_due(now=start + dt.timedelta(hours=hour))
    rows = letters("agreement_reminder")
    return [row.created_at.astimezone(AMSTERDAM) for row, _body in rows]


def test_an_owner_who_says_nothing_is_asked_five_times_and_then_left_alone(after):
    due = dt.date(2026, 11, 12)  # a Thursday
    agreement = after.agree(due)
    days = [moment.date() for moment in ring(NOW, 60)]
    assert days == [due - 3 * DAY, due, due + 7 * DAY, due + 14 * DAY, due + 21 * DAY]
    assert Task.objects.filter(code="agreement_late", object_key=str(agreement.pk), done_at__isnull=True).count() == 1


def test_nobody_is_written_to_in_a_weekend_or_holiday(after):
    due = dt.date(2026, 12, 19)  # a Saturday, the first day of the Christmas holiday
    after.agree(due)
    moments = ring(NOW + 30 * DAY, 60)
    free = {dt.date(2026, 12, 19) + n * DAY for n in range(16)}
    assert moments
    assert not {moment.date() for moment in moments} & free
    assert all(moment.weekday() < 5 and dt.time(7, 30) <= moment.time() <= dt.time(20, 0) for moment in moments)
    assert all(later - earlier >= rules.REST for earlier, later in pairwise(moments))


def test_what_a_person_has_open_goes_in_one_letter(after):
    due = dt.date(2026, 11, 12)
    for days in (0, 1, 3):
        after.agree(due + days * DAY, what=f"Nummer {days}.")
    after.agree(due + 40 * DAY, what="Ver weg.")
    after.agree(due, owner=after.table.jp)
    reminders.ring_due(now=NOW + 6 * DAY + dt.timedelta(hours=1))
    assert len(letters("agreement_reminder", recipient_key=str(after.table.mother.pk))) == 1
    ((_row, body),) = letters("agreement_reminder", recipient_key=str(after.table.mother.pk))
    assert len({part.split()[0] for part in body.text.split("/u/")[1:]}) == 4 + 2
    assert CANARY not in body.text
    # What went along needs no letter of its own two days later.
    reminders.ring_due(now=NOW + 7 * DAY + dt.timedelta(hours=1))
    assert len(letters("agreement_reminder", recipient_key=str(after.table.mother.pk))) == 1


def test_who_is_done_or_lost_the_ground_hears_nothing(after):
    done = after.agree(dt.date(2026, 11, 12))
    services.report_progress(agreement_id=done.pk, state=ProgressState.DONE, remark="", by=By.guest("x"), now=NOW + DAY)
    after.agree(dt.date(2026, 11, 12), owner=after.table.jp)
    for request in after.table.case.consent_requests.filter(involved__person=after.table.jp):
        after.table.say(request, Answer.WITHDRAWN, now=NOW + DAY)
    assert ring(NOW + 2 * DAY, 20) == []


def test_a_frozen_case_is_silent_and_goes_on_afterwards(after):
    after.agree(dt.date(2026, 11, 12))
    cases.freeze_case(actor=after.table.actor, case=after.table.case, reason="verzoek", now=NOW)
    assert ring(NOW, 12) == []
    cases.lift_freeze(actor=after.table.actor, case=after.table.case, now=NOW + 12 * DAY)
    assert ring(NOW + 12 * DAY, 10) != []


def test_bells_of_before_this_rule_ring_once(after):
    agreement = after.agree(dt.date(2026, 11, 12))
    reminders.remind(
        tenant_id=agreement.swv_id,
        kind="agreement",
        object_key=str(agreement.pk),
        due_at=dt.datetime(2026, 11, 12, 9, tzinfo=AMSTERDAM),
        now=NOW,
    )
    days = [moment.date() for moment in ring(NOW, 12)]
    assert days == [dt.date(2026, 11, 9), dt.date(2026, 11, 12)]
    assert Reminder.objects.filter(object_key=str(agreement.pk), rung_at__isnull=True).count() == 1


def test_a_button_of_the_letter_opens_the_page_with_that_answer_first_and_changes_nothing(after, at_noon):
    agreement = after.agree(dt.date(2026, 11, 12))
    reminders.ring_due(now=NOW + 6 * DAY + dt.timedelta(hours=1))
    ((_row, body),) = letters("agreement_reminder")
    at_noon(NOW + 7 * DAY)
    client = Guest()
    link = link_in(body)
    assert "?stand=done" in link
    page = client.get(link.replace("done", "stuck"), follow=True)
    html = page.content.decode()
    assert html.index('value="stuck"') < html.index('value="started"') < html.index('value="done"')
    assert agreement.progress.count() == 0
    where = page.redirect_chain[-1][0]
    assert client.post(where, {"state": "stuck"}).status_code == 303
    assert [row.state for row in agreement.progress.all()] == ["stuck"]


STATES = ("started", "going", "done", "stuck")


@given(st.sampled_from(["open", *STATES]), st.sampled_from(["", "onzin", *STATES]))
def test_what_was_just_said_never_stands_out_and_every_answer_stays(now, asked):
    first, shown = rules.answers(STATES, now=now, asked=asked)
    assert sorted(shown) == sorted(STATES)
    assert first != now
    assert first in {"", shown[0]}
    if asked in STATES and asked != now:
        assert first == asked
    if now in STATES:
        assert shown[-1] == now
    else:
        assert first == (asked if asked in STATES else "started")


@pytest.mark.parametrize(
    ("now", "first"), [("open", "started"), ("started", "going"), ("going", "done"), ("stuck", "going"), ("done", "")]
)
def test_what_mostly_comes_next_stands_out(now, first):
    assert rules.answers(STATES, now=now)[0] == first


def test_a_state_holds_since_it_was_first_said():
    said = [(NOW + days * DAY, state) for days, state in ((9, "going"), (7, "going"), (3, "started"), (1, "going"))]
    assert rules.holds_since(said) == NOW + 7 * DAY
    assert rules.holds_since([]) is None


def test_after_a_report_the_page_says_what_holds_now_and_offers_the_next(after, at_noon):
    agreement = after.agree(dt.date(2026, 11, 12))
    ((_row, body),) = letters("agreement_owner")
    client = Guest()
    page = client.get(link_in(body), follow=True)
    where = page.redirect_chain[-1][0]
    assert "<strong>Nu:</strong>" not in page.content.decode()
    assert '<button class="button button--wide" name="state" value="started">' in page.content.decode()
    thanks = client.post(where, {"state": "started"})["Location"]
    at_noon(NOW + 2 * DAY)
    html = client.get(thanks).content.decode()
    now = html[html.index("<strong>Nu:</strong>") :]
    assert now.index("begonnen") < now.index("dinsdag 3 november 2026") < now.index("<button")
    assert '<button class="button button--wide" name="state" value="going">' in html
    assert '<button class="button button--wide button--quiet" name="state" value="started">' in html
    asked = client.get(f"{where}?stand=done").content.decode()
    assert '<button class="button button--wide" name="state" value="done">' in asked
    client.post(where, {"state": "done"})
    html = client.get(where).content.decode()
    assert 'class="button button--wide" name="state"' not in html  # it is done: nothing stands out
    assert html.count('name="state"') == 4
    assert agreement.progress.count() == 2


def test_an_answer_that_is_none_goes_nowhere(after):
    after.agree(dt.date(2026, 11, 12))
    ((_row, body),) = letters("agreement_owner")
    answer = Guest().get(link_in(body) + "?stand=//elders.example")
    assert answer["Location"].endswith("/afspraak/")
