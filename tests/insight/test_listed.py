"""The list of cases says of each what the whole picture says, and a record that is not fixed is in both."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from planning.cases.models import Case, CaseState, Task
from planning.insight.rules.picture import Place
from planning.insight.selectors import picture
from planning.insight.selectors.listed import Narrow, listed
from planning.meetings.models import Meeting, MeetingState
from planning.minutes.models import Record
from planning.people.roles import Role
from scheduler.staff import todo
from tests.factories import make_actor, make_staff
from tests.insight.conftest import NOW, TODAY, WEEK, on

DAY = dt.timedelta(days=1)
SEPTEMBER = dt.date(2026, 9, 8)


@pytest.fixture
def ib(region, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return make_staff(region.swv, Role.IB, region.schools["De Linde"], "Ingrid Ib", account=True)


@pytest.fixture
def four(region, ib):
    """One of each column, and one in which only the next step is to be taken."""
    late = region.case("De Linde", SEPTEMBER, name="Late")
    region.agreement(late, TODAY - DAY)
    waits = region.case("De Linde", SEPTEMBER, name="Waits")
    Task.objects.create(swv=region.swv, case=waits, person=ib, code="consent_withdrawn")
    Task.objects.create(swv=region.swv, case=waits, person=region.ib["De Es"], code="escalated")
    region.meeting(waits, TODAY + WEEK, state=MeetingState.PLANNED)
    planned = region.case("De Linde", SEPTEMBER, name="Planned")
    region.meeting(planned, TODAY + WEEK, state=MeetingState.PLANNED)
    rests = region.case("De Linde", SEPTEMBER, name="Rests")
    region.case("De Linde", SEPTEMBER, closed=TODAY - WEEK, name="Closed")
    return {"Late": late, "Waits": waits, "Planned": planned, "Rests": rests}


def html_of(person, path="/casussen/"):
    client = Client()
    client.force_login(person.user)
    return client.get(path).content.decode()


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_list_says_what_the_picture_says(four, ib):
    actor = make_actor(ib, today=TODAY)
    shown = picture.picture_of(actor, now=NOW)
    by_case = {card.case.pk: (card.place, card.facts) for cards in shown.columns.values() for card in cards}
    rows = [*listed(actor, now=NOW), *listed(actor, now=NOW, state=CaseState.CLOSED)]
    assert {row.line.case.pk: (row.place, row.facts) for row in rows} == by_case
    assert {row.place for row in rows} == set(Place)


@pytest.mark.parametrize(
    ("narrow", "names"),
    [
        (Narrow.ALL, {"Late", "Waits", "Planned", "Rests"}),
        (Narrow.WAITING, {"Late", "Waits"}),
        (Narrow.MINE, {"Waits"}),
        (Narrow.AFTERCARE, set()),
    ],
)
def test_the_list_narrowed(four, ib, narrow, names):
    rows = listed(make_actor(ib, today=TODAY), now=NOW, narrow=narrow)
    assert {str(row.line.case.pupil_name) for row in rows} == names
    html = html_of(ib, f"/casussen/?toon={narrow}")
    assert {name for name, case in four.items() if f"/casussen/{case.pk}/" in html} == names


def test_both_pages_say_it_in_the_same_words(four, ib):
    for path in ("/casussen/", "/casussen/beeld/"):
        text = words(html_of(ib, path))
        assert "Afspraak te laat" in text, path
        assert "Een toestemming is ingetrokken Ingrid Ib · sinds" in text, path
        assert "en nog 1" in text, path
        assert "HIA wo 17 feb" in text, path


def test_sixty_cases_cost_as_much_as_four(region, four, ib):
    with CaptureQueriesContext(connection) as few:
        html_of(ib)
    for _ in range(56):
        region.agreement(region.case("De Linde", SEPTEMBER), TODAY - DAY)
    with CaptureQueriesContext(connection) as many:
        html_of(ib)
    assert Case.objects.filter(state=CaseState.OPEN).count() == 60
    assert len(many.captured_queries) == len(few.captured_queries) < 45


@pytest.mark.parametrize(
    ("days_ago", "fixed", "expected"),
    [(0, False, "record"), (7, False, "record"), (8, False, "record_late"), (8, True, "next")],
)
def test_a_meeting_that_was_held_waits_for_its_record_and_a_week_later_it_is_late(region, days_ago, fixed, expected):
    case, day = region.case("De Linde", SEPTEMBER), TODAY - days_ago * DAY
    meeting = region.meeting(case, day, state=MeetingState.HELD)
    Record.objects.create(
        swv=region.swv,
        meeting=meeting,
        case=case,
        begun_by=case.opened_by,
        begun_at=on(day),
        fixed_at=on(day) if fixed else None,
        fixed_by=case.opened_by if fixed else None,
    )
    facts = picture.facts_of([case], now=NOW)[case.pk]
    assert [fact.kind for fact in facts] == [expected]
    if not fixed:
        assert facts[0].day == day + WEEK


def test_a_meeting_that_was_called_off_waits_for_no_record(region):
    case = region.case("De Linde", SEPTEMBER)
    meeting = region.meeting(case, TODAY - DAY, state=MeetingState.HELD)
    Record.objects.create(swv=region.swv, meeting=meeting, case=case, begun_by=case.opened_by, begun_at=on(TODAY))
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CANCELLED)
    assert [fact.kind for fact in picture.facts_of([case], now=NOW)[case.pk]] == ["next"]


@pytest.mark.parametrize("code", [*todo.TODO, "unheard-of"])
def test_what_others_read_of_a_task_is_short_and_speaks_to_nobody(code):
    brief = todo.brief_of(code)
    assert 5 < len(brief) <= 110
    assert not brief.endswith(".")
    assert not re.search(r"\bu\b|\buw\b", brief, re.IGNORECASE)
