"""The clocks over a whole number of school years: bells at nine on a Dutch clock, on school days, and never none.

The days are those of the three holiday regions as they were set; both changes of the clock lie in them each year.
"""

import copy
import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from integrations.schoolyear.region import region_year
from notifications.reminders import services as reminders
from notifications.reminders.models import Reminder
from planning.cases.models import Authority, Party, PartyKind, Task
from planning.dossier import selectors, services
from planning.dossier.models import Clock, ClockKind, DocumentKind, Place
from planning.dossier.rules import absence, clocks, opp
from planning.dossier.rules.clocks import AMSTERDAM, DueState
from planning.dossier.rules.opp import Assent
from planning.dossier.services import OppTalk
from planning.people.models import School
from tests.dossier.file import DAY

D = dt.date
REGIONS = ("Noord", "Midden", "Zuid")
CLOSED = {
    region: frozenset(day for year in range(2025, 2030) for day in region_year(year, region).holidays)
    for region in REGIONS
}
days = st.dates(D(2025, 11, 1), D(2029, 3, 1))
regions = st.sampled_from(REGIONS)
LENGTHS = {
    "zorgplicht": lambda since: clocks.zorgplicht_due(since, extended=False),
    "zorgplicht, extended": lambda since: clocks.zorgplicht_due(since, extended=True),
    "opp": clocks.opp_due,
    "evaluation": clocks.year_after,
}
kinds = st.sampled_from(sorted(LENGTHS))


def rung(since, kind, region, *, after=0):
    """How a clock that somebody started some days late stands, and its bells."""
    closed = CLOSED[region]
    today = since + after * DAY
    due = clocks.standing(since=since, due=LENGTHS[kind](since), today=today, closed=closed)
    now = dt.datetime.combine(today, dt.time(12), tzinfo=AMSTERDAM)
    return due, clocks.warn_moments(due, now=now, closed=closed), now


@given(days, kinds, regions, st.integers(0, 500))
def test_every_bell_rings_at_nine_on_a_school_day_in_winter_and_in_summer(since, kind, region, after):
    _due, moments, now = rung(since, kind, region, after=after)
    for moment in moments:
        local = moment.astimezone(AMSTERDAM)
        assert (local.time(), local.weekday() < 5) == (dt.time(9), True)
        assert local.date() not in CLOSED[region]
        assert moment.hour == (7 if local.dst() else 8)
        assert moment > now


@example(D(2028, 7, 21), "opp", "Zuid")  # the last day before a summer that is as long as the clock
@given(days, kinds, regions)
def test_a_clock_that_is_started_in_time_warns_before_one_must_act_and_says_when_it_is_late(since, kind, region):
    due, moments, _now = rung(since, kind, region)
    *before, last = (moment.astimezone(AMSTERDAM).date() for moment in moments)
    assert all(day <= due.act_by for day in before)
    assert last > due.due
    assert before or due.act_by == since, "somebody is warned while there is a school day left"


@given(days, kinds, regions, st.integers(0, 500))
def test_no_clock_that_runs_is_without_a_bell(since, kind, region, after):
    _due, moments, now = rung(since, kind, region, after=after)
    assert moments
    # Who starts a clock of long ago hears it on the next school day.
    if clocks.standing(since=since, due=LENGTHS[kind](since), today=now.date()).state == DueState.LATE:
        assert moments[0] == clocks.next_nine(now, closed=CLOSED[region])


@given(days, kinds, regions)
def test_a_holiday_moves_no_last_day(since, kind, region):
    due, _moments, _now = rung(since, kind, region)
    assert due.due == LENGTHS[kind](since)
    assert due.due - dt.timedelta(days=clocks.LOOK_BACK) < due.act_by <= due.due


@pytest.mark.parametrize(
    ("since", "bells"),
    [
        # Over the beginning of summer time, Sunday 28 March 2027: the last day is Tuesday 30 March.
        (D(2027, 2, 16), ["2027-03-16T08:00", "2027-03-26T08:00", "2027-03-31T07:00"]),
        # Over its end, Sunday 25 October 2026: the last day is Tuesday 27 October. South has holiday 17 to 25 October.
        (D(2026, 9, 15), ["2026-10-13T07:00", "2026-10-16T07:00", "2026-10-28T08:00"]),
        # Into the summer: the last day lies in it. Two bells before, and one on the first day after it.
        (D(2027, 6, 15), ["2027-07-09T07:00", "2027-07-20T07:00", "2027-09-06T07:00"]),
    ],
)
def test_bells_around_holidays_and_the_change_of_the_clock(since, bells):
    _due, moments, _now = rung(since, "opp", "Zuid")
    assert [f"{moment:%Y-%m-%dT%H:%M}" for moment in moments] == bells


@given(days, st.sampled_from(["PO", "VO"]), regions)
def test_the_return_plan_is_due_after_twenty_school_days_whatever_holiday_lies_between(since, sector, region):
    school = {since + n * DAY for n in range(180)} - CLOSED[region]
    school = {day for day in school if day.weekday() < 5}
    due = absence.return_plan_on(sector=sector, since=since, school_days=school)
    if sector == "PO":
        assert due is None
    else:
        missed = absence.days_missed(since=since, until=None, today=due, school_days=school)
        assert absence.needs_return_plan(sector="VO", days=missed)
        assert not absence.needs_return_plan(sector="VO", days=missed - 1)


@pytest.mark.parametrize(
    ("born", "on", "whose"),
    [
        ("2010-11", D(2026, 11, 28), (True, False)),  # sixteen: still the parents
        ("2008-12", D(2026, 11, 28), (True, False)),
        ("2008-11", D(2026, 11, 28), (True, True)),  # eighteen somewhere in this month
        ("2008-10", D(2026, 11, 28), (False, True)),
        ("", D(2026, 11, 28), (True, False)),
    ],
)
def test_parents_agree_until_the_pupil_is_eighteen(born, on, whose):
    found = opp.whose(born, on=on)
    assert (found.guardians, found.pupil) == whose


@given(st.sets(st.integers(0, 5)), st.dictionaries(st.integers(0, 5), st.booleans()))
def test_one_no_is_no_and_a_yes_needs_everybody(asked, said):
    state = opp.standing(asked=asked, said=said)
    assert (state == Assent.REFUSED) == any(said.get(key) is False for key in asked)
    assert (state == Assent.GIVEN) == (bool(asked) and all(said.get(key) is True for key in asked))


# --- With tables ------------------------------------------------------------------------------------------------------
pytestmark = pytest.mark.django_db
TOGETHER = OppTalk(with_parents=True, with_pupil=True, heard="Vertelde aan de mentor wat helpt.")


def nine(*day: int) -> dt.datetime:
    return dt.datetime(*day, 9, tzinfo=AMSTERDAM)


def begin(file, since, kind=ClockKind.OPP) -> Clock:
    now = dt.datetime.combine(since, dt.time(12), tzinfo=AMSTERDAM)
    return services.start_clock(actor=file.actor, case=file.case, kind=kind, since=since, now=now)


def bells_of(row) -> list[dt.datetime]:
    found = Reminder.objects.filter(object_key=str(row.pk), cancelled_at__isnull=True, rung_at__isnull=True)
    return [one.due_at.astimezone(AMSTERDAM) for one in found.order_by("due_at")]


def open_tasks(file) -> list[str]:
    return list(Task.objects.filter(case=file.case, done_at__isnull=True).values_list("code", flat=True))


def test_the_bells_of_a_clock_ring_as_tasks_over_summer_time(file):
    clock = begin(file, D(2027, 2, 16))
    assert bells_of(clock) == [nine(2027, 3, 16), nine(2027, 3, 26), nine(2027, 3, 31)]
    reminders.ring_due(now=nine(2027, 3, 16) - dt.timedelta(minutes=1))
    assert open_tasks(file) == []
    reminders.ring_due(now=nine(2027, 3, 16))
    assert open_tasks(file) == ["dossier_clock_soon"]
    reminders.ring_due(now=nine(2027, 3, 31))
    assert open_tasks(file) == ["dossier_clock_late"]


def test_a_bell_before_a_holiday_warns_though_the_page_is_not_yellow_yet(file):
    """The day to act is Friday 8 January; two weeks before lies in the Christmas holiday."""
    clock = begin(file, D(2026, 11, 27))
    first = bells_of(clock)[0]
    assert first == nine(2026, 12, 18)
    assert selectors.due_of_clock(clock, now=first).state == DueState.LATER
    reminders.ring_due(now=first)
    assert open_tasks(file) == ["dossier_clock_soon"]


def test_a_bell_that_could_not_ring_waits_for_a_school_day(file):
    """Nobody rang from Friday morning on; Saturday is no day for a letter, and Monday is Easter Monday."""
    clock = begin(file, D(2027, 2, 16))
    saturday = dt.datetime(2027, 3, 27, 3, tzinfo=AMSTERDAM)
    reminders.ring_due(now=saturday)
    assert open_tasks(file) == []
    assert nine(2027, 3, 30) in bells_of(clock)
    reminders.ring_due(now=nine(2027, 3, 30))
    assert open_tasks(file) == ["dossier_clock_soon"]


def test_who_starts_a_clock_that_is_late_is_not_forgotten(file):
    now = dt.datetime(2027, 3, 26, 12, tzinfo=AMSTERDAM)  # the Friday before Easter
    clock = services.start_clock(
        actor=file.actor, case=file.case, kind=ClockKind.ZORGPLICHT, since=D(2027, 1, 4), now=now
    )
    assert bells_of(clock) == [nine(2027, 3, 30)]
    reminders.ring_due(now=nine(2027, 3, 30))
    assert open_tasks(file) == ["dossier_clock_late"]


def on_file(file, on):
    now = dt.datetime.combine(on, dt.time(12), tzinfo=AMSTERDAM)
    return services.add_version(
        actor=file.actor,
        case=file.case,
        kind=DocumentKind.OPP,
        title="",
        on=on,
        place=Place.PARNASSYS,
        url="",
        made_by="Ingrid Smit",
        now=now,
    )


def test_an_opp_on_file_begins_the_year_till_its_evaluation(file):
    on_file(file, D(2027, 2, 1))
    (clock,) = file.case.clocks.all()
    assert (clock.kind, clock.since) == (ClockKind.OPP_EVALUATION, D(2027, 2, 1))
    on_file(file, D(2027, 3, 1))
    assert file.case.clocks.count() == 1, "a new version does not make it later"


def test_an_opp_on_file_begins_nothing_while_it_is_still_to_be_set(file):
    begin(file, D(2027, 1, 25))
    on_file(file, D(2027, 2, 1))
    assert [row.kind for row in file.case.clocks.all()] == [ClockKind.OPP]


def test_what_an_opp_sets_asks_every_parent_with_authority(file):
    clock = services.stop_clock(
        actor=file.actor, clock=begin(file, file.today), on=file.today, talk=TOGETHER, now=file.later()
    )
    assert open_tasks(file) == ["dossier_opp_assent"]
    page = selectors.dossier_page(file.case, now=file.later())
    assert [(wait.kind, wait.what) for wait in page.waits] == [("clock", "stemt in met het handelingsdeel van het OPP")]
    mirte, kees = file.case.parties.filter(kind=PartyKind.GUARDIAN).order_by("created_at")

    def says(party, given, minutes):
        return services.record_assent(
            actor=file.actor,
            clock=clock,
            party=party,
            given=given,
            on=file.today,
            now=file.later() + dt.timedelta(minutes=minutes),
        )

    says(mirte, True, 1)
    says(kees, False, 2)
    clock.case = file.case
    assert selectors.assent_of(clock).state == Assent.REFUSED
    assert open_tasks(file) == ["dossier_opp_assent"]
    says(kees, True, 3)
    assert selectors.assent_of(clock).state == Assent.GIVEN
    assert open_tasks(file) == []


def test_nobody_else_is_asked_to_agree(file):
    running = begin(file, file.today)
    party = file.case.parties.first()
    answer = {"actor": file.actor, "party": party, "given": True, "on": file.today, "now": file.later()}
    with pytest.raises(services.NotAsked):
        services.record_assent(**answer, clock=running)
    clock = services.stop_clock(actor=file.actor, clock=running, on=file.today, talk=TOGETHER, now=file.later())
    Party.objects.filter(pk=party.pk).update(authority=Authority.NO)
    with pytest.raises(services.NotAsked):
        services.record_assent(**answer, clock=clock)


def test_an_evaluation_asks_again_only_when_the_handelingsdeel_changed(file):
    for changed, tasks in ((False, []), (True, ["dossier_opp_assent"])):
        clock = file.case.clocks.filter(done_on__isnull=True).first() or begin(
            file, file.today, ClockKind.OPP_EVALUATION
        )
        talk = OppTalk(with_parents=True, with_pupil=True, heard="In de klas.", progress="as_set", changed=changed)
        services.stop_clock(actor=file.actor, clock=clock, on=file.today, talk=talk, now=file.later())
        assert open_tasks(file) == tasks


def test_long_absence_in_vo_rings_before_and_on_the_day_of_the_return_plan(file):
    School.objects.filter(pk=file.school.pk).update(sector="VO")
    now = dt.datetime(2027, 1, 4, 12, tzinfo=AMSTERDAM)
    row = services.record_absence(
        actor=file.actor,
        case=file.case,
        kind="ziek",
        since=D(2027, 1, 4),
        until=None,
        note="",
        now=now,
    )
    # Twenty school days from 4 January; South has its spring holiday from 6 to 14 February.
    assert bells_of(row) == [nine(2027, 1, 25), nine(2027, 2, 1)]
    reminders.ring_due(now=nine(2027, 1, 25))
    assert open_tasks(file) == ["dossier_return_plan"]
    services.record_return_plan(actor=file.actor, absence=row, on=D(2027, 1, 26), now=nine(2027, 1, 26))
    assert (open_tasks(file), bells_of(row)) == ([], [])


def test_who_is_back_in_time_needs_no_return_plan(file):
    School.objects.filter(pk=file.school.pk).update(sector="VO")
    made = copy.copy(file)
    row = services.record_absence(
        actor=made.actor,
        case=made.case,
        kind="ziek",
        since=D(2027, 1, 4),
        until=None,
        note="",
        now=dt.datetime(2027, 1, 4, 12, tzinfo=AMSTERDAM),
    )
    reminders.ring_due(now=nine(2027, 1, 25))
    services.end_absence(actor=made.actor, absence=row, until=D(2027, 1, 26), now=nine(2027, 1, 26))
    assert (open_tasks(file), bells_of(row)) == ([], [])
    assert timezone.is_aware(row.recorded_at)
