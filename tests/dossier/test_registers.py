"""LDOS, the clocks, and absence (R91, R116, R117, R147–R152, R110, domain §1.2)."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scope

from notifications.reminders import services as reminders
from notifications.reminders.models import Reminder
from planning.cases.models import Case, Domain, Task
from planning.cases.services import appoint_casusregisseur
from planning.dossier import selectors, services
from planning.dossier.models import Absence, AbsenceKind, Clock, ClockKind, DocumentKind, FollowUp, LdosState
from planning.dossier.rules.clocks import DueState
from planning.dossier.services import OppTalk
from planning.people.access import NotAllowed
from planning.people.models import School
from planning.people.roles import Role
from tests.dossier.file import DAY
from tests.factories import make_actor, make_staff

pytestmark = pytest.mark.django_db
TOGETHER = OppTalk(with_parents=True, with_pupil=True, heard="Vertelde met een tekening wat helpt.")
TOGETHER_UNHEARD = replace(TOGETHER, heard=" ")


def register(file, **more):
    data = {"state": LdosState.REGISTERED, "reference": "wb-20 41", "on": file.today, "now": file.later()}
    return services.record_registration(actor=file.actor, case=file.case, **{**data, **more})


def test_a_registration_has_a_number_we_can_link_to(file):
    coordinator = make_actor(make_staff(file.swv, Role.COORDINATOR), today=file.today)
    change = {"last_days": "", "weeks": 8, "holidays_count": True, "now": file.now}
    services.change_deadlines(actor=coordinator, ldos="https://ldos.example/{reference}", **change)
    assert register(file).reference == "WB-2041"
    assert selectors.ldos_page(Case.objects.get(pk=file.case.pk)).link == "https://ldos.example/WB-2041"


@pytest.mark.parametrize("reference", ["", "x", "<script>", "-A-", "a" * 21])
def test_what_is_no_number_of_ldos(file, reference):
    with pytest.raises(services.WrongReference):
        register(file, reference=reference)
    with pytest.raises(services.FutureDay):
        register(file, on=file.today + DAY)


def test_a_registration_that_began_needs_no_number(file):
    assert register(file, state=LdosState.STARTED, reference="").reference is None
    assert [row.state for row in selectors.ldos_page(file.case).entries] == ["started"]


def test_the_casusregisseur_prepares_and_the_ib_uploads(file):
    with pytest.raises(services.CasusregisseurFirst):
        services.prepare_oza(actor=file.actor, case=file.case, on=file.today, now=file.later())
    with pytest.raises(services.NothingToUpload):
        services.record_upload(actor=file.actor, case=file.case, receipt="R-100", on=file.today, now=file.later())
    appoint_casusregisseur(
        actor=file.actor, case=file.case, person=file.ib, leading_domain=Domain.EDUCATION, reason="", now=file.now
    )
    upload = services.prepare_oza(actor=file.actor, case=file.case, on=file.today, now=file.later())
    assert upload.prepared_by == file.ib
    assert Task.objects.get(case=file.case, code="dossier_upload").person == file.ib
    with pytest.raises(services.StrangeDay):  # before it was prepared
        services.record_upload(actor=file.actor, case=file.case, receipt="R-100", on=file.today - DAY, now=file.later())
    done = services.record_upload(actor=file.actor, case=file.case, receipt="r-100", on=file.today, now=file.later())
    assert (done.receipt, done.uploaded_by_id) == ("R-100", file.ib.pk)
    assert not Task.objects.filter(code="dossier_upload", done_at__isnull=True).exists()


def start(file, kind=ClockKind.ZORGPLICHT, ago=10) -> Clock:
    return services.start_clock(
        actor=file.actor, case=file.case, kind=kind, since=file.today - ago * DAY, now=file.later()
    )


def test_a_clock_runs_once_and_is_extended_once(file):
    clock = start(file)
    with pytest.raises(services.ClockRuns):
        start(file)
    before = selectors.due_of_clock(clock, now=file.later()).due
    row = services.extend_clock(actor=file.actor, clock=clock, now=file.later())
    assert selectors.due_of_clock(row, now=file.later()).due - before == dt.timedelta(weeks=4)
    with pytest.raises(services.NoSecondExtension):
        services.extend_clock(actor=file.actor, clock=clock, now=file.later())


def test_too_late_is_not_extended_and_other_clocks_never(file):
    with pytest.raises(services.NoSecondExtension):
        services.extend_clock(actor=file.actor, clock=start(file, ago=60), now=file.later())
    with pytest.raises(services.NoSecondExtension):
        services.extend_clock(actor=file.actor, clock=start(file, ClockKind.OPP), now=file.later())


def test_an_opp_is_set_and_evaluated_with_parents_and_pupil(file):
    clock = start(file, ClockKind.OPP)
    stop = {"actor": file.actor, "clock": clock, "on": file.today, "now": file.later()}
    with pytest.raises(services.WithParentsAndPupil):
        services.stop_clock(**stop, talk=OppTalk(with_parents=True))
    with pytest.raises(services.HowWasItHeard):
        services.stop_clock(**stop, talk=TOGETHER_UNHEARD)
    services.stop_clock(**stop, talk=OppTalk(with_parents=True, apart="De leerling was ziek; de mentor sprak haar."))
    (following,) = file.case.clocks.filter(done_on__isnull=True)
    assert (following.kind, following.since) == ("opp-evaluatie", file.today)
    with pytest.raises(services.ClockStopped):
        services.stop_clock(**stop, talk=TOGETHER)
    stop["clock"] = following
    with pytest.raises(services.ProgressNeeded):
        services.stop_clock(**stop, talk=TOGETHER)
    done = services.stop_clock(**stop, talk=replace(TOGETHER, progress="behind"))
    assert (done.heard, done.progress, done.changed) == ("Vertelde met een tekening wat helpt.", "behind", False)
    assert file.case.clocks.filter(kind="opp-evaluatie", done_on__isnull=True).count() == 1  # next year's


def test_bells_warn_who_holds_regie_and_are_silent_when_it_is_done(file):
    clock = start(file, ago=0)
    bells = list(Reminder.objects.filter(object_key=str(clock.pk), cancelled_at__isnull=True).order_by("due_at"))
    assert len(bells) == 3
    reminders.ring_due(now=bells[0].due_at)
    assert list(Task.objects.filter(case=file.case).values_list("code", "person")) == [
        ("dossier_clock_soon", file.ib.pk)
    ]
    [letter] = file.letters("task_for_you")
    assert letter.subject.endswith(f": casus {file.case.reference}")
    reminders.ring_due(now=bells[2].due_at)
    open_tasks = Task.objects.filter(case=file.case, done_at__isnull=True)
    assert list(open_tasks.values_list("code", flat=True)) == ["dossier_clock_late"]
    services.stop_clock(actor=file.actor, clock=clock, on=file.today, now=bells[2].due_at)
    assert not open_tasks.exists()
    assert not Reminder.objects.filter(
        object_key=str(clock.pk), cancelled_at__isnull=True, rung_at__isnull=True
    ).exists()


def test_the_overview_says_who_waits_since_when(file):
    file.observation()
    start(file, ago=50)
    page = selectors.dossier_page(file.case, now=file.later())
    assert [(wait.who, wait.kind) for wait in page.waits] == [("Sanne Jansen (GW)", "observation")]
    assert [(line.due.state, line.words) for line in page.clocks] == [(DueState.LATE, "8 dagen te laat")]


def test_the_overview_costs_the_same_for_one_and_for_three(file, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def more(person, role, ago):
        file.observation(person, role)
        file.document()
        away(file, since=ago, until=ago - 1)

    start(file)
    more(file.gw, Role.GW, 20)
    with CaptureQueriesContext(connection) as first:
        selectors.dossier_page(Case.objects.select_related("school").get(pk=file.case.pk), now=file.later())
    more(file.coach, Role.COACH, 30)
    away(file, since=40, until=39)
    file.document(kind=DocumentKind.OPP)
    start(file, ClockKind.OPP)
    with django_assert_num_queries(len(first)):
        selectors.dossier_page(Case.objects.select_related("school").get(pk=file.case.pk), now=file.later())


def away(file, *, since=50, until=None, case=None, kind=AbsenceKind.SICK) -> Absence:
    return services.record_absence(
        actor=file.actor,
        case=case or file.case,
        kind=kind,
        since=file.today - since * DAY,
        until=None if until is None else file.today - until * DAY,
        note="",
        now=file.later(),
    )


def test_one_stretch_at_a_time_in_the_right_order(file):
    row = away(file)
    with pytest.raises(services.AbsenceRuns):
        away(file)
    with pytest.raises(services.StrangeDay):
        services.end_absence(actor=file.actor, absence=row, until=file.today - 60 * DAY, now=file.later())
    services.end_absence(actor=file.actor, absence=row, until=file.today, now=file.later())
    assert away(file, since=0).until is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.filter(pk=row.pk).update(until=file.today - 80 * DAY)


def test_po_absence_points_to_the_decision_tree(file):
    assert selectors.circumstances(file.case, now=file.later()) == frozenset()
    row = away(file)
    assert selectors.circumstances(file.case, now=file.later()) == {"absence"}
    assert selectors.return_plan_missing(file.case, now=file.later()) is False
    services.end_absence(actor=file.actor, absence=row, until=file.today, now=file.later())
    assert selectors.circumstances(file.case, now=file.later()) == frozenset()


def test_vo_over_four_weeks_needs_a_return_plan_at_the_sot(file):
    School.objects.filter(pk=file.school.pk).update(sector="VO")
    case = Case.objects.get(pk=file.case.pk)
    row = away(file, since=70, case=case)
    assert selectors.circumstances(case, now=file.later()) == {"absence-4-weeks"}
    assert selectors.return_plan_missing(case, now=file.later()) is True
    services.record_return_plan(actor=file.actor, absence=row, on=file.today, now=file.later())
    assert selectors.return_plan_missing(case, now=file.later()) is False


def test_mazl_is_for_the_sick(file):
    row = away(file, kind=AbsenceKind.UNLAWFUL)
    with pytest.raises(services.OnlyForSickness):
        services.ask_mazl(actor=file.actor, absence=row, on=file.today, now=file.later())


def test_only_an_lpa_judges_and_every_judgement_stays(file):
    row = away(file)
    judge = {"actor": file.actor, "absence": row, "on": file.today, "note": "", "now": file.later()}
    with pytest.raises(services.NoLpa):
        services.record_judgement(**judge, lpa=file.gw, unlawful=True, follow_up=FollowUp.PV)
    services.record_judgement(**judge, lpa=file.lpa, unlawful=True, follow_up=FollowUp.INVESTIGATION)
    judge["now"] += dt.timedelta(minutes=1)
    services.record_judgement(**judge, lpa=file.lpa, unlawful=False, follow_up=FollowUp.CARE)
    (line,) = selectors.absence_lines(file.case, now=file.later())
    assert [(one.unlawful, one.recorded_by_id) for one in line.judgements] == [
        (False, file.ib.pk),
        (True, file.ib.pk),
    ]


def test_a_colleague_of_another_school_changes_nothing(file):
    from tests.factories import make_school

    stranger = make_actor(make_staff(file.swv, Role.IB, make_school(file.swv)), today=file.today)
    with scope(swv=file.swv.pk), pytest.raises(NotAllowed):
        services.start_clock(actor=stranger, case=file.case, kind=ClockKind.OPP, since=file.today, now=file.later())
