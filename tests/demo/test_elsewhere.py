"""The other schools of the demo: rows as the verbs would have left them, on any day of the year, and nothing to do."""

import datetime as dt
from collections import defaultdict
from itertools import pairwise

import pytest
from django.db.models import DateTimeField, ForeignKey, OneToOneField

from notifications.outbox.models import OutgoingLetter
from notifications.reminders.models import Reminder
from planning.cases import gate, services
from planning.cases.models import Case, CaseState, Signal, StepMove, Task
from planning.cases.selectors import proof_is_whole
from planning.cases.tasks import look_after_consent
from planning.followup.tasks import propose_due_evaluations
from planning.handover.tasks import look_after_opp
from planning.meetings.models import Hold, Meeting, MeetingState, Participant
from planning.privacy.models import DeletionLine
from planning.privacy.tasks import keep_terms
from planning.regions.selectors import get_route
from scheduler.demo.elsewhere.ledger import TABLES
from scheduler.demo.elsewhere.tales import SchoolDays, sots_of, tales_of
from scheduler.demo.elsewhere.talks import OVER

DAYS = ("2026-08-05", "2026-11-29", "2027-06-29")  # in the summer, in the autumn, when a year is nearly over
AHEAD = {"meetings.Meeting": {"start"}, "meetings.Hold": {"start", "end"}}  # what may lie ahead


@pytest.fixture(scope="module", params=DAYS)
def day(request):
    return dt.date.fromisoformat(request.param)


def test_there_are_cases_of_last_year_and_of_this_one(told):
    cases = Case.objects.all()
    assert told.cases == cases.count()
    assert 90 <= told.cases <= 260
    assert not cases.filter(school__name="De Linde").exists()
    closed = cases.filter(state=CaseState.CLOSED).count()
    assert closed > told.cases / 2


def test_nothing_of_it_lies_ahead_but_meetings(told):
    for model in TABLES:
        ahead = AHEAD.get(model._meta.label, set())
        for field in model._meta.concrete_fields:
            if isinstance(field, DateTimeField) and field.name not in {"created_at", *ahead}:
                late = model._default_manager.filter(**{f"{field.name}__gt": told.now}).first()
                assert late is None, (model, field.name, late)
    planned = Meeting.objects.filter(state=MeetingState.PLANNED)
    assert not planned.filter(start__lt=told.now - OVER).exists()


def test_every_row_is_one_that_its_table_takes(told):
    for model in TABLES:
        links = [row.name for row in model._meta.concrete_fields if isinstance(row, ForeignKey | OneToOneField)]
        for row in model._default_manager.order_by("?")[:25]:
            row.clean_fields(exclude=links)


def test_the_proof_of_consent_is_whole_and_lets_in_who_sits_there(told):
    cases = list(Case.objects.all())
    assert all(proof_is_whole(case) for case in cases)
    running = [case for case in cases if case.state == CaseState.OPEN]
    seats = Participant.objects.filter(meeting__case__in=running, person__isnull=False).exclude(meeting__kind="SOT")
    wants = [gate.Want(row.meeting.case, row.person_id) for row in seats.select_related("meeting__case")]
    assert {*gate.grounds_of(wants, now=told.now).values()} <= gate.ADMITS


def test_each_case_stands_where_its_steps_led(told):
    moves = defaultdict(list)
    for move in StepMove.objects.order_by("case", "number"):
        moves[move.case_id].append(move)
    for case in Case.objects.all():
        own, route = moves[case.pk], get_route(case.route, case.route_version)
        assert [move.number for move in own] == list(range(1, len(own) + 1))
        assert [move.at for move in own] == sorted(move.at for move in own)
        at = own[0].to_step
        for move in own[1:]:
            assert move.from_step == at
            assert route.outcome(at, move.outcome).to == (move.to_step or move.out)
            at = move.to_step or at
        assert case.step == at
        if case.state == CaseState.OPEN:
            assert services.open_lines(case)


def test_nobody_is_at_two_tables_at_once(told):
    held = defaultdict(list)
    for row in Hold.objects.filter(firm=True).order_by("start"):
        held[row.person_id].append((row.start, row.end))
    for hours in held.values():
        assert all(before[1] <= after[0] for before, after in pairwise(hours))


def test_the_clock_finds_nothing_to_do(told):
    """Nobody gets a task or a letter, and nothing is deleted, when the nightly tasks run for the first time."""

    def stands():
        every = (Task.objects.filter(done_at__isnull=True), OutgoingLetter.objects, Case.objects, Signal.objects)
        return [rows.count() for rows in every]

    before = stands()
    for task in (keep_terms, propose_due_evaluations, look_after_consent, look_after_opp):
        task()
    assert stands() == before
    gone = DeletionLine.objects.exclude(category="availability")  # hours of the demo's people, long ago
    assert not gone.exists()
    assert not Reminder.objects.filter(due_at__lt=told.now).exists()


def test_it_is_the_same_for_everybody_on_one_day(told):
    year = told.now.year - (told.now.month < 8)
    days = SchoolDays(year - 1)
    one, two = (tales_of(year - 1, sots=sots_of(year - 1, days), days=days) for _time in range(2))
    assert one == two
    assert len(one) > 100
