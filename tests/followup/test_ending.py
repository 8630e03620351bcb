"""Aftercare on dated days, and closing with everything seen to (R138, R139)."""

import datetime as dt

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from notifications.reminders.models import Reminder
from notifications.reminders.services import ring_due
from planning.cases import gate
from planning.cases import services as cases
from planning.cases.models import CaseState, Scaling, Task, TickList
from planning.dossier import services as dossier
from planning.dossier.models import ClockKind
from planning.followup import ending, rules, selectors, services
from planning.followup.models import AftercareContact, EvaluationState, Outcome, ProgressState
from planning.people.access import NotAllowed
from planning.people.audit import By
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff
from tests.meetings.table import AMSTERDAM, NOW, letters

DAY = dt.timedelta(days=1)
TODAY = NOW.date()
DATES = st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31))


@given(DATES, st.integers(1, 366), st.sets(st.integers(0, 400), max_size=200))
def test_contacts_lie_in_the_aftercare_on_school_days(begin, days, gone):
    until = begin + days * DAY
    closed = {begin + n * DAY for n in gone}
    found = rules.contact_days(begin=begin, until=until, closed=closed)
    assert len(set(found)) <= len(found) <= days // 42
    for day in found:
        assert begin < day <= until - rules.CONTACT_CLEAR
        assert day.weekday() < 5
        assert day not in closed


def begin(after, until):
    return services.begin_aftercare(actor=after.table.actor, case=after.table.case, until=until, now=NOW)


def test_aftercare_begins_with_days_to_ask_never_in_a_holiday(after):
    begin(after, dt.date(2027, 4, 30))
    days = [row.on for row in ending.contacts_of(after.table.case)]
    assert days == [dt.date(2026, 12, 15), dt.date(2027, 1, 26), dt.date(2027, 3, 9)]


def test_each_day_rings_at_nine_on_both_sides_of_summer_time(after):
    """28 March 2027 the clock goes to summer time: nine stays nine in Amsterdam."""
    begin(after, dt.date(2027, 6, 1))
    plan = {"actor": after.table.actor, "case": after.table.case, "now": NOW}
    for day in (dt.date(2027, 3, 26), dt.date(2027, 3, 29), dt.date(2027, 3, 30)):  # Monday 29 is Easter Monday
        services.plan_contact(on=day, **plan)
    rows = Reminder.objects.filter(kind=services.CONTACT_BELL).order_by("due_at")
    moments = [row.due_at.astimezone(AMSTERDAM) for row in rows]
    assert {moment.time() for moment in moments} == {dt.time(9)}
    assert dt.date(2027, 3, 29) not in {moment.date() for moment in moments}
    assert {moment.utcoffset() for moment in moments} == {dt.timedelta(hours=1), dt.timedelta(hours=2)}


def ring(moment):
    """What a worker does each minute: also what an earlier bell set anew."""
    ring_due(now=moment)


def test_a_day_is_guarded_until_it_is_heard(after):
    begin(after, dt.date(2027, 4, 30))
    first = dt.datetime(2026, 12, 15, 9, tzinfo=AMSTERDAM)
    ring(first - dt.timedelta(minutes=1))
    asked = Task.objects.filter(code="aftercare_contact", done_at__isnull=True)
    assert not asked.exists()
    ring(first)
    assert [task.person for task in asked] == [after.table.ib]
    assert len(letters("task_for_you")) == 1
    ring(first + 6 * DAY)
    assert len(letters("task_for_you")) == 1
    ring(first + 41 * DAY)
    assert len(letters("task_for_you")) == 2
    contact = AftercareContact.objects.order_by("on").first()
    act = {"actor": after.table.actor, "case": after.table.case, "contact_id": contact.pk, "now": first + 41 * DAY}
    services.note_contact(goes_well=True, words="Gaat weer met plezier.", **act)
    assert not asked.filter(object_key=str(contact.pk)).exists()
    with pytest.raises(services.HeardAlready):
        services.note_contact(goes_well=False, words="", **act)
    contact.refresh_from_db()
    assert (contact.goes_well, contact.words, contact.held_by) == (True, "Gaat weer met plezier.", after.table.ib)


def test_at_the_end_it_leads_to_closing(after):
    begin(after, TODAY + 20 * DAY)
    ring(NOW + 25 * DAY)
    assert Task.objects.filter(code="aftercare_over", done_at__isnull=True).count() == 1


def test_a_shorter_aftercare_forgets_what_lay_after_it(after):
    begin(after, dt.date(2027, 4, 30))
    begin(after, dt.date(2027, 1, 4))
    assert [row.on for row in ending.contacts_of(after.table.case)] == [dt.date(2026, 12, 15)]
    assert Reminder.objects.filter(kind=services.CONTACT_BELL, cancelled_at__isnull=True).count() == 1


@pytest.mark.parametrize("on", [TODAY, TODAY - DAY, dt.date(2027, 5, 1)])
def test_a_contact_lies_within_the_aftercare(after, on):
    begin(after, dt.date(2027, 4, 30))
    with pytest.raises(services.NotThisDay):
        services.plan_contact(actor=after.table.actor, case=after.table.case, on=on, now=NOW)


def test_without_aftercare_there_is_nothing_to_plan_and_strangers_plan_nothing(after):
    case = after.table.case
    with pytest.raises(cases.NoAftercare):
        services.plan_contact(actor=after.table.actor, case=case, on=TODAY + DAY, now=NOW)
    begin(after, dt.date(2027, 4, 30))
    stranger = make_actor(make_staff(after.table.swv, Role.IB, make_school(after.table.swv)), today=TODAY)
    with pytest.raises(NotAllowed):
        services.plan_contact(actor=stranger, case=case, on=TODAY + DAY, now=NOW)
    with pytest.raises(NotAllowed):
        services.close_case(actor=stranger, case=case, reason="x", now=NOW)


def test_an_evaluation_that_says_aftercare_plans_the_days(after):
    evaluation = services.plan_evaluation(
        actor=after.table.actor, meeting=after.meeting, on=dt.date(2026, 12, 8), method="", now=NOW
    )
    said = services.LookedBack(until=dt.date(2027, 4, 30))
    services.decide_outcome(
        actor=after.table.actor, evaluation=evaluation, outcome=Outcome.AFTERCARE, said=said, now=NOW
    )
    assert len(ending.contacts_of(after.table.case)) == 3


# --- Closing ----------------------------------------------------------------------------------------------------------
def close(after, **words):
    return services.close_case(actor=after.table.actor, case=after.table.case, now=NOW, **words)


def tick_all(after):
    for number in cases.open_lines(after.table.case):
        cases.tick(
            actor=after.table.actor, case=after.table.case, of=TickList.CLOSING, number=number, done=True, now=NOW
        )


def test_open_agreements_end_with_a_reason_or_the_case_does_not(after):
    done, runs = after.agree(TODAY + 9 * DAY), after.agree(TODAY + 9 * DAY, what="Bellen.")
    services.report_progress(agreement_id=done.pk, state=ProgressState.DONE, remark="", by=By.guest("x"), now=NOW)
    tick_all(after)
    assert [row.agreement for row in ending.ending_of(after.table.case, now=NOW).agreements] == [runs]
    with pytest.raises(services.AgreementsOpen):
        close(after, reason="klaar")
    case = close(after, let_go="De school belt zelf.")
    runs.refresh_from_db()
    done.refresh_from_db()
    assert (case.state, case.retention_from) == (CaseState.CLOSED, TODAY)
    assert (runs.withdrawn_why, done.withdrawn_at) == ("De school belt zelf.", None)
    assert not gate.admits(gate.ground(case=case, person=after.table.gw, now=NOW))  # consent is over
    assert len(letters("case_closed")) == 2
    assert close(after) == case  # twice is once


def test_who_gets_no_letter_is_told(after):
    cases.add_guardian(actor=after.table.actor, case=after.table.case, guardian=cases.GuardianData(name="Oma"), now=NOW)
    tick_all(after)
    assert ending.ending_of(after.table.case, now=NOW).untold == ("Oma",)
    with pytest.raises(services.TellThem):
        close(after, reason="klaar")
    assert close(after, told=True).state == CaseState.CLOSED


def test_ldos_and_opp_wait_where_the_route_asks(after):
    assert not ending.ending_of(after.table.case, now=NOW).wants_reason
    dossier.start_clock(
        actor=after.table.actor, case=after.table.case, kind=ClockKind.OPP, since=TODAY - 9 * DAY, now=NOW
    )
    after.table.case.oza_uploads.create(
        swv=after.table.swv, prepared_by=after.table.ib, prepared_on=TODAY, recorded_by=after.table.ib, recorded_at=NOW
    )
    left = ending.ending_of(after.table.case, now=NOW)
    assert (left.ldos, left.opp) == (True, True)
    tick_all(after)
    with pytest.raises(cases.NotAllDone):
        close(after)
    assert close(after, reason="De nieuwe school maakt het OPP.").closing_reason == "De nieuwe school maakt het OPP."


def test_a_closed_case_has_no_evaluation_ahead_and_asks_nothing(after):
    begin(after, dt.date(2027, 4, 30))
    evaluation = services.plan_evaluation(
        actor=after.table.actor, meeting=after.meeting, on=dt.date(2027, 1, 20), method="", now=NOW
    )
    close(after, reason="klaar")
    evaluation.refresh_from_db()
    assert evaluation.state == EvaluationState.CANCELLED
    ring(dt.datetime(2027, 6, 1, 12, tzinfo=AMSTERDAM))
    assert services.propose_due(now=dt.datetime(2027, 1, 19, 12, tzinfo=AMSTERDAM)) == 0
    assert letters("task_for_you") == []
    assert not Task.objects.filter(done_at__isnull=True).exists()


def test_less_help_is_as_explicit_as_more(after):
    """Each is a dated act with its reason; less help lays on the table what may end (R139)."""
    runs = after.agree(TODAY + 30 * DAY)
    cases.scale(actor=after.table.actor, case=after.table.case, kind="up", reason="Meer nodig.", now=NOW)
    evaluation = services.plan_evaluation(
        actor=after.table.actor, meeting=after.meeting, on=dt.date(2026, 12, 8), method="", now=NOW
    )
    meeting = services.propose_meeting(evaluation_id=evaluation.pk, by=after.table.actor.by, now=NOW)
    said = services.LookedBack(reason="Het gaat beter.", until=dt.date(2027, 4, 1))
    services.decide_outcome(
        actor=after.table.actor, evaluation=evaluation, outcome=Outcome.SCALE_DOWN, said=said, now=NOW
    )
    assert [(row.kind, row.reason) for row in Scaling.objects.order_by("created_at")] == [
        ("up", "Meer nodig."),
        ("down", "Het gaat beter."),
    ]
    assert [row.before for row in meeting.drafts.all()] == [runs]
    assert selectors.agreements_of_case(after.table.case.pk, today=TODAY)  # it goes on until somebody chooses


# --- The page ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def ib(after):
    client = Client()
    client.force_login(after.table.ib.user)
    return client


def test_the_page_from_aftercare_to_the_end(after, ib, at_noon, django_assert_max_num_queries):
    after.agree(TODAY + 30 * DAY)
    where = f"/casussen/{after.table.case.pk}/"
    assert ib.post(f"{where}nazorg/", {"until": "2027-04-30"}).status_code == 302
    with django_assert_max_num_queries(60):
        page = ib.get(f"{where}afsluiten/").content.decode()
    assert page.count("Haal weg") == 3
    assert ib.post(f"{where}nazorg/contact/", {"doe": "erbij", "on": "2030-01-01"}).status_code == 422
    assert ib.post(f"{where}nazorg/contact/", {"doe": "erbij", "on": "2027-02-01"}).status_code == 302
    added = AftercareContact.objects.get(on=dt.date(2027, 2, 1))
    assert ib.post(f"{where}nazorg/contact/", {"doe": "weg", "moment": str(added.pk)}).status_code == 302
    assert ib.post(f"{where}nazorg/contact/", {"moment": "x"}).status_code == 404
    at_noon(dt.datetime(2026, 12, 15, 12, tzinfo=AMSTERDAM))
    ib.force_login(after.table.ib.user)
    due = AftercareContact.objects.order_by("on").first()
    assert ib.post(f"{where}nazorg/contact/", {"moment": str(due.pk)}).status_code == 422
    heard = {"moment": str(due.pk), "goes_well": "nee", "words": "Weer moe."}
    assert ib.post(f"{where}nazorg/contact/", heard).status_code == 302
    page = ib.get(f"{where}afsluiten/").content.decode()
    assert "Weer moe." in page
    assert "De laatste keer ging het niet goed." in page
    wrong = ib.post(f"{where}afsluiten/", {"reason": "Klaar."})
    assert wrong.status_code == 422
    assert "Er staan nog afspraken open." in wrong.content.decode()
    assert ib.post(f"{where}afsluiten/", {"reason": "Klaar.", "let_go": "Niet meer nodig."}).status_code == 302
    after.table.case.refresh_from_db()
    assert after.table.case.state == CaseState.CLOSED
