"""A TLV request with its clocks, two experts, the chair's other chair, and the short way (R140–R146)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from notifications.reminders.models import Reminder
from planning.dossier import selectors, services
from planning.dossier.models import Outcome, PupilHeard, TlvRequest
from planning.meetings import selectors as meetings
from planning.meetings import services as planning
from planning.meetings.models import MeetingKind
from planning.people.access import NotAllowed
from planning.people.models import SWV
from planning.people.roles import Role
from tests.dossier.file import DAY
from tests.factories import make_actor, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(file):
    return make_actor(make_staff(file.swv, Role.COORDINATOR, name="Marjan de Wit"), today=file.today)


def settle(coordinator, file, *, last_days="1 mei", weeks=8, holidays_count=True, ldos=""):
    return services.change_deadlines(
        actor=coordinator, last_days=last_days, weeks=weeks, holidays_count=holidays_count, ldos=ldos, now=file.now
    )


def decide(file, **more) -> TlvRequest:
    data = {
        "on": file.today - 20 * DAY,
        "with_parents": True,
        "pupil_heard": PupilHeard.BEFORE,
        "pupil_words": "",
        "now": file.later(),
    }
    return services.decide_request(actor=file.actor, case=file.case, **{**data, **more})


def expert(file, request, number, person=None, name="", role=""):
    return services.record_expert(
        actor=file.actor,
        request=request,
        number=number,
        person=person,
        name=name,
        role=role,
        on=file.today,
        now=file.later(),
    )


def complete(file) -> TlvRequest:
    """A request of which nothing is missing."""
    request = decide(file)
    expert(file, request, 1, file.gw, role=Role.GW)
    expert(file, request, 2, name="Drs. A. Buiten, kinderarts")
    services.involve_director(
        actor=file.actor, request=request, on=file.today, receiving_school="Het Kompas", now=file.later()
    )
    services.tick_package(
        actor=file.actor, request=request, keys={"opp", "parents", "pupil", "sot", "log"}, now=file.later()
    )
    return request


def dues(file, request) -> list[tuple[str, dt.date]]:
    row = TlvRequest.objects.select_related("case__school__swv").get(pk=request.pk)
    return [(one.kind, one.due.due) for one in selectors.dues_of_tlv(row, now=file.later())]


def test_it_is_decided_with_the_parents_and_the_pupil(file):
    with pytest.raises(services.WithTheParents):
        decide(file, with_parents=False)
    with pytest.raises(services.HowWasThePupilHeard):
        decide(file, pupil_heard=PupilHeard.NOT)
    with pytest.raises(services.FutureDay):
        decide(file, on=file.today + DAY)
    decide(file)
    with pytest.raises(services.RequestRuns):
        decide(file)


@pytest.mark.parametrize("month", [None, "2016-04"])
def test_the_short_way_is_for_who_need_not_go_to_school_yet(file, month):
    file.case.pupil_birth_month = month
    file.case.save(update_fields=["pupil_birth_month"])
    with pytest.raises(services.NoShortWay):
        decide(file, exception_reason="Het is nu al duidelijk.")


def test_the_short_way_needs_no_sot_but_two_experts(file):
    file.case.pupil_birth_month = f"{file.today.year - 3}-01"
    file.case.save(update_fields=["pupil_birth_month"])
    request = decide(file, exception_reason="Het is nu al duidelijk.")
    page = selectors.tlv_page(file.case, now=file.later())
    assert request.exception
    assert [piece.key for piece in page.pieces if piece.needed] == ["parents", "log"]
    assert (page.missing_pieces, len(page.missing), page.to_do) == (2, 2, 4)


def test_the_first_expert_is_the_gw_and_the_second_somebody_else(file):
    request = decide(file)
    with pytest.raises(services.WrongExpert):
        expert(file, request, 1, file.coach, role=Role.COACH)
    with pytest.raises(services.WrongExpert):
        expert(file, request, 1, name="Iemand van buiten")
    expert(file, request, 1, file.gw, role=Role.GW)
    with pytest.raises(services.WrongExpert):
        expert(file, request, 2, file.gw, role=Role.GW)
    with pytest.raises(services.WordsNeeded):
        expert(file, request, 2)
    assert expert(file, request, 2, file.coach, role=Role.COACH).person == file.coach


def test_nothing_incomplete_is_sent(file):
    request = complete(file)
    services.tick_package(actor=file.actor, request=request, keys={"opp"}, now=file.later())
    with pytest.raises(services.NotComplete):
        services.hand_over(actor=file.actor, request=request, on=file.today, now=file.later())


def test_from_handing_in_to_the_outcome(file, coordinator):
    settle(coordinator, file)
    request = complete(file)
    (due,) = dues(file, request)
    assert due[0] == "hand-in"
    assert (due[1].month, due[1].day) == (5, 1)
    with pytest.raises(services.NotThisStep):  # not sent yet
        services.confirm_complete(actor=file.actor, request=request, on=file.today, now=file.later())
    sent = services.hand_over(actor=file.actor, request=request, on=file.today, now=file.later())
    assert sent.sent_to == "Commissie Toelaatbaarheid (CT) van het SWV"
    assert dues(file, request) == []
    services.confirm_complete(actor=file.actor, request=request, on=file.today, now=file.later())
    assert dues(file, request) == [("decision", file.today + dt.timedelta(weeks=8))]
    assert Reminder.objects.filter(object_key=str(request.pk), cancelled_at__isnull=True).count() == 3
    end = dt.date(file.today.year + 2, 7, 31)
    with pytest.raises(services.NoPeriod):
        outcome(file, request, category="so2", valid_from=file.today, valid_to=end - DAY)
    with pytest.raises(services.NoPeriod):
        outcome(file, request)
    outcome(file, request, category="so2", valid_from=file.today, valid_to=end)
    assert dues(file, request) == [("valid", end)]
    with pytest.raises(services.NotThisStep):
        outcome(file, request, kind=Outcome.REFUSED)


def outcome(file, request, *, kind=Outcome.GRANTED, **more):
    return services.record_outcome(
        actor=file.actor, request=request, outcome=kind, on=file.today, now=file.later(), **more
    )


def test_the_municipality_can_support_instead_without_a_committee(file):
    request = decide(file)
    with pytest.raises(services.NotThisStep):
        outcome(file, request, kind=Outcome.REFUSED)
    assert outcome(file, request, kind=Outcome.MUNICIPAL).outcome == "continue"
    assert dues(file, request) == []
    decide(file)  # a new one can begin


def test_the_decision_rests_in_holidays_where_the_swv_says_so(file, coordinator):
    request = complete(file)
    services.hand_over(actor=file.actor, request=request, on=file.today, now=file.later())
    services.confirm_complete(actor=file.actor, request=request, on=file.today, now=file.later())
    ((_kind, plain),) = dues(file, request)
    settle(coordinator, file, holidays_count=False)
    ((_kind, rested),) = dues(file, request)
    assert rested >= plain - dt.timedelta(days=2)  # a weekend at the most
    assert rested.weekday() < 5


def test_other_deadlines_set_the_bells_of_open_requests_anew(file, coordinator):
    request = decide(file)
    assert not Reminder.objects.filter(object_key=str(request.pk), cancelled_at__isnull=True).exists()
    settle(coordinator, file, last_days="31 december")
    assert Reminder.objects.filter(object_key=str(request.pk), cancelled_at__isnull=True).exists()


def test_wrong_deadlines_are_named_at_their_fields(file, coordinator):
    with pytest.raises(services.WrongDeadlines) as wrong:
        settle(coordinator, file, last_days="1 mei\n30 februari", weeks=0, ldos="http://x.example")
    assert set(wrong.value.fields) == {"last_days", "weeks", "ldos"}
    assert "30 februari" in str(wrong.value.fields["last_days"])
    with pytest.raises(NotAllowed):
        settle(file.actor, file)


def test_other_settings_of_the_swv_stay(file, coordinator):
    SWV.objects.filter(pk=file.swv.pk).update(settings={"travel": {"speed": 40}})
    settle(coordinator, file)
    assert SWV.objects.get(pk=file.swv.pk).settings["travel"] == {"speed": 40}


def test_a_chair_who_sat_in_the_sot_is_told(file):
    tc = make_staff(file.swv, Role.TC, name="Tineke Maas")
    request = decide(file)
    planning.plan_case_meeting(
        actor=file.actor,
        case=file.case,
        kind=MeetingKind.SOT,
        minutes=45,
        location="",
        participants=[planning.Seat(person=tc, role=Role.TC), planning.Seat(person=file.ib, role=Role.IB)],
        now=file.later(),
    )
    services.name_chair(actor=file.actor, request=request, person=tc, now=file.later())
    sat = meetings.sat_at(file.case, kind="SOT")
    assert selectors.tlv_page(file.case, sat_in_sot=sat, now=file.later()).conflict == ("sot",)
    assert selectors.tlv_page(file.case, sat_in_sot=(), now=file.later()).conflict == ()


@pytest.mark.parametrize(
    "half", [{"sent_on": True}, {"outcome": "agreed"}, {"valid_to": True}, {"category": "sbo"}, {"complete_on": True}]
)
def test_the_database_keeps_who_and_when_together(file, half):
    request = decide(file)
    change = {name: file.today if value is True else value for name, value in half.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        TlvRequest.objects.filter(pk=request.pk).update(**change)


def test_one_open_request_a_case(file):
    request = decide(file)
    request.pk, request._state.adding = None, True
    import uuid

    request.id = uuid.uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        request.save(force_insert=True)
