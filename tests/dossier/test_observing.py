"""The observation chain, from the question to the report-back with the parents (R93, R94)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from notifications.reminders import services as reminders
from notifications.reminders.models import Reminder
from planning.cases.gate import NoGround
from planning.cases.models import Task
from planning.cases.services import CaseClosed, close_case
from planning.dossier import selectors, services
from planning.dossier.models import Observation
from planning.dossier.rules.observing import Stage
from planning.meetings import selectors as meetings
from planning.meetings import services as planning
from planning.meetings.models import MeetingKind
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.dossier.file import DAY
from tests.factories import make_actor

pytestmark = pytest.mark.django_db


def codes(file) -> list[str]:
    return sorted(Task.objects.filter(case=file.case, done_at__isnull=True).values_list("code", flat=True))


def test_only_with_a_ground(file):
    with pytest.raises(NoGround):
        file.observation(file.stranger)
    assert file.letters("observation_ask") == []
    file.observation()
    assert [row.address for row in file.letters("observation_ask")] == [file.gw.email]


def test_only_who_observes_at_this_school(file):
    with pytest.raises(services.NoObserver):
        file.observation(file.gw, Role.COACH)  # not the role this person holds
    with pytest.raises(services.NoObserver):
        file.observation(file.oc, Role.OC)


def test_a_question_is_needed_and_one_request_at_a_time(file):
    with pytest.raises(services.WordsNeeded):
        file.observation(question="  ")
    file.observation()
    with pytest.raises(services.AlreadyAsked):
        file.observation()
    assert file.observation(file.coach, Role.COACH).stage == Stage.ASKED


def test_who_does_not_lead_cases_may_not(file):
    with pytest.raises(NotAllowed):
        file.observation(actor=make_actor(file.gw, today=file.today))
    close_case(actor=file.actor, case=file.case, reason="Verhuisd.", now=file.later())
    with pytest.raises(CaseClosed):
        file.observation()


def test_the_letter_says_nothing_about_the_pupil(file):
    file.observation()
    (letter,) = file.letters("observation_ask")
    assert "Kanarie" not in str(letter.body) + letter.subject + letter.key
    assert "zelfstandig" not in str(letter.body)


def test_the_whole_chain_by_link(file):
    row = file.observation()
    client, page = file.open_link("observation_ask")
    shown = client.get(page).content.decode()
    assert "Kanarie" in shown
    assert "zelfstandig" in shown
    assert client.post(page, {"answer": "yes"}).status_code == 422  # a yes has a day
    assert client.post(page, {"answer": "yes", "planned_on": "2020-01-01"}).status_code == 422
    assert client.post(page, {"answer": "yes", "planned_on": file.today.isoformat()}).status_code == 303
    row.refresh_from_db()
    assert (row.stage, row.accepted_by_id) == (Stage.ACCEPTED, file.gw.pk)
    assert client.post(page, {"act": "findings", "done_on": file.today.isoformat()}).status_code == 422
    told = {"act": "findings", "done_on": file.today.isoformat(), "findings": "Zoekt rust bij het raam."}
    assert client.post(page, told).status_code == 303
    row.refresh_from_db()
    assert row.stage == Stage.DONE
    assert codes(file) == ["dossier_report_back"]
    (item,) = selectors.items_for_sot(file.case)
    assert (item.by, item.role, item.needs_parents) == ("Sanne Jansen", "GW", True)
    services.report_back(actor=file.actor, observation=row, on=file.today, now=file.later())
    assert selectors.items_for_sot(file.case) == ()
    assert codes(file) == []
    assert client.get(page).status_code == 404  # the link is used up


def test_get_changes_nothing_and_a_stranger_sees_nothing(file):
    row = file.observation()
    client, page = file.open_link("observation_ask")
    for _ in (1, 2):
        client.get(page)
    row.refresh_from_db()
    assert row.stage == Stage.ASKED
    assert Client().get(page).status_code == 404


def test_a_no_becomes_a_task_and_can_still_become_a_yes(file):
    row = file.observation()
    services.answer_observation(observation_id=row.pk, planned_on=None, actor=None, now=file.later())
    assert codes(file) == ["dossier_observation_no"]
    services.answer_observation(
        observation_id=row.pk, planned_on=file.today + 3 * DAY, actor=file.actor, now=file.later()
    )
    row.refresh_from_db()
    assert (row.stage, row.accepted_by_id, row.declined_at) == (Stage.ACCEPTED, file.ib.pk, None)
    assert codes(file) == []


def test_nothing_is_told_before_it_was_agreed_or_before_it_happened(file):
    row = file.observation()
    told = {"observation_id": row.pk, "findings": "x", "actor": None, "now": file.later()}
    with pytest.raises(services.NotThisStage):
        services.finish_observation(**told, done_on=file.today)
    services.answer_observation(observation_id=row.pk, planned_on=file.today, actor=None, now=file.later())
    with pytest.raises(services.FutureDay):
        services.finish_observation(**told, done_on=file.today + DAY)
    with pytest.raises(services.StrangeDay):
        services.finish_observation(**told, done_on=file.today - 40 * DAY)  # before it was asked
    with pytest.raises(services.StrangeDay):
        services.answer_observation(
            observation_id=row.pk, planned_on=file.today + 9000 * DAY, actor=None, now=file.later()
        )


def test_consent_that_goes_stops_the_observer_at_once(file):
    row = file.observation()
    client, page = file.open_link("observation_ask")
    file.take_back(file.gw)
    row.refresh_from_db()
    assert (row.stage, row.withdrawn_by) == (Stage.WITHDRAWN, None)
    assert client.get(page).status_code == 404
    assert len(file.letters("observation_off")) == 1
    assert "dossier_observation_no" in codes(file)
    with pytest.raises(NoGround):
        services.answer_observation(observation_id=row.pk, planned_on=file.today, actor=None, now=file.later())


def test_what_was_seen_with_consent_stays_but_is_not_shown_any_more(file):
    row = file.done()
    client, page = file.open_link("observation_ask")
    assert "Zoekt rust" in client.get(page).content.decode()
    file.take_back(file.gw)
    row.refresh_from_db()
    assert row.stage == Stage.DONE
    assert client.get(page).status_code == 404


def test_withdrawing_tells_the_observer_once(file):
    row = file.observation()
    for _ in (1, 2):
        services.withdraw_observation(actor=file.actor, observation=row, now=file.later())
    assert len(file.letters("observation_off")) == 1
    with pytest.raises(services.NotThisStage):
        services.withdraw_observation(actor=file.actor, observation=file.done(), now=file.later())


def ring(file, kind: str) -> None:
    """Ring the newest bell of a kind at its own time."""
    bell = Reminder.objects.filter(kind=kind, rung_at__isnull=True, cancelled_at__isnull=True).order_by("due_at").last()
    reminders.ring_due(now=bell.due_at + dt.timedelta(seconds=1))


def test_a_silent_observer_gets_one_reminder_and_then_the_school_calls(file):
    file.observation()
    ring(file, "dossier.observation")
    assert len(file.letters("observation_reminder")) == 1
    ring(file, "dossier.observation")
    assert len(file.letters("observation_reminder")) == 1
    assert codes(file) == ["dossier_observer_silent"]


def test_after_the_day_the_observer_is_asked_what_came_of_it(file):
    row = file.observation()
    services.answer_observation(observation_id=row.pk, planned_on=file.today + DAY, actor=None, now=file.later())
    ring(file, "dossier.observed")
    assert len(file.letters("observation_reminder")) == 1


def test_an_answer_silences_the_bells(file):
    row = file.observation()
    services.answer_observation(observation_id=row.pk, planned_on=None, actor=None, now=file.later())
    assert not Reminder.objects.filter(object_key=str(row.pk), cancelled_at__isnull=True).exists()


def seats(file, *, guardians: bool) -> list[planning.Seat]:
    found = [planning.Seat(person=file.ib, role=Role.IB), planning.Seat(person=file.gw, role=Role.GW)]
    return found + ([planning.Seat(party=party) for party in file.case.parties.all()] if guardians else [])


def plan(file, *, guardians: bool, kind: MeetingKind = MeetingKind.SOT):
    return planning.plan_case_meeting(
        actor=file.actor,
        case=file.case,
        kind=kind,
        minutes=45,
        location="",
        participants=seats(file, guardians=guardians),
        now=file.later(),
    )


def test_a_sot_with_a_report_back_asks_the_parents(file):
    plan(file, guardians=False)  # nothing to report back: as the route says
    file.done()
    with pytest.raises(planning.ParentsAtReportBack):
        plan(file, guardians=False)
    assert plan(file, guardians=True).kind == MeetingKind.SOT
    choices = [row for row in meetings.seat_choices(file.case, kind="SOT", now=file.later()) if row.party]
    assert {(row.wanted, row.required) for row in choices} == {(True, True)}
    plan(file, guardians=False, kind=MeetingKind.HIA)  # it is told in the SOT


def test_who_can_be_asked_is_found_by_specialism(file):
    every = selectors.observer_choices(file.case, now=file.later())
    assert [(row.person.last_name, row.blocked) for row in every] == [
        ("Jansen", False),
        ("Vaart", False),
        ("Vogel", True),
    ]
    found = selectors.observer_choices(file.case, search="schoolcoach", now=file.later())
    assert [row.person for row in found] == [file.coach]
    assert selectors.observer_choices(file.case, search="niemand", now=file.later()) == []


def test_the_choices_cost_the_same_for_one_and_for_three(file, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as first:
        selectors.observer_choices(file.case, search="vaart", now=file.later())
    with django_assert_num_queries(len(first)):
        selectors.observer_choices(file.case, now=file.later())


@pytest.mark.parametrize(
    "half",
    [
        {"accepted_at": True},
        {"declined_at": True},
        {"done_at": True},
        {"reported_at": True},
        {"withdrawn_by": True},
    ],
)
def test_the_database_keeps_who_and_when_together(file, half):
    row = file.observation()
    (name,) = half
    value = file.ib.pk if name.endswith("by") else file.now
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.filter(pk=row.pk).update(**{name: value})


def test_the_audit_trail_holds_codes_only(file):
    file.done()
    lines = AuditEvent.objects.filter(action__startswith="observation.")
    assert {row.action for row in lines} == {"observation.ask", "observation.answer", "observation.done"}
    assert "rust" not in str([row.detail for row in lines])
