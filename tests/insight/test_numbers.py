"""The numbers of a school year: what is counted, in which month, and the same queries for forty schools."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planning.insight import services
from planning.insight.rules import months
from planning.insight.rules.months import Took
from planning.insight.selectors import counting, numbers
from planning.insight.selectors.counting import Measure
from planning.people import selectors as people
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff
from tests.insight.conftest import NOW, TODAY, WEEK

BEGAN = dt.date(2026, 8, 1)
SEPTEMBER, OCTOBER = dt.date(2026, 9, 8), dt.date(2026, 10, 6)


def counted(region, school="De Linde", *, since=BEGAN, until=dt.date(2027, 8, 1)):
    counts, _leads = counting.count(since=since, until=until)
    here = region.schools[school].pk
    return {
        measure: {month.month: number for (one, month), number in found.items() if one == here}
        for measure, found in counts.items()
        if found
    }


def test_what_is_counted_in_which_month(region):
    case = region.case("De Linde", SEPTEMBER, met=OCTOBER, helped=OCTOBER + WEEK)
    region.case("De Linde", SEPTEMBER, closed=dt.date(2027, 1, 31))
    region.agreement(case, dt.date(2026, 11, 5), done=dt.date(2026, 11, 5))
    region.agreement(case, dt.date(2026, 11, 5), done=dt.date(2026, 12, 1))
    region.evaluation(case, dt.date(2026, 12, 1), decided=dt.date(2026, 12, 15))
    region.evaluation(case, dt.date(2026, 12, 1), decided=dt.date(2026, 12, 16))
    assert counted(region) == {
        Measure.SIGNALS: {9: 2},
        Measure.CASES: {9: 2},
        "HIA": {10: 1},
        "MDO": {12: 2},
        Measure.FIRST_MEETINGS: {10: 1},
        Measure.HELP_BEGUN: {10: 1},
        Measure.AGREEMENTS_DONE: {11: 1, 12: 1},
        Measure.AGREEMENTS_LATE: {11: 2},  # the one that was only begun in October was never done either
        Measure.EVALUATIONS_ON_TIME: {12: 1},
        Measure.EVALUATIONS_LATE: {12: 1},
        Measure.CLOSED: {1: 1},
    }
    assert counted(region, "De Es") == {measure: {} for measure in counted(region)}


def test_a_moment_belongs_to_the_month_on_a_dutch_clock(region):
    case = region.case("De Linde", SEPTEMBER)
    case.moves.all().update(at=dt.datetime(2026, 10, 31, 23, 30, tzinfo=dt.UTC))  # half past midnight, 1 November
    assert counted(region)[Measure.CASES] == {11: 1}


def test_nothing_of_another_year_and_no_withdrawn_agreement(region):
    case = region.case("De Linde", SEPTEMBER, met=OCTOBER)
    gone = region.agreement(case, OCTOBER, done=OCTOBER)
    gone.withdrawn_at = NOW
    gone.save()
    found = counted(region)
    assert Measure.AGREEMENTS_DONE not in found
    assert Measure.HELP_BEGUN not in found
    assert counted(region, since=dt.date(2025, 8, 1), until=BEGAN) == {}


def year(region, *, today=TODAY, threshold=5):
    return numbers.numbers_of(BEGAN, today=today, threshold=threshold, schools=people.schools())


def test_lead_times_are_those_of_the_cases_that_are_counted(region):
    for weeks in (2, 3, 4, 5, 6, 20):
        region.case("De Linde", SEPTEMBER, met=SEPTEMBER + weeks * WEEK, helped=SEPTEMBER + (weeks + 1) * WEEK)
    region.case("De Es", SEPTEMBER, met=SEPTEMBER + 2 * WEEK)
    this, before = year(region, today=dt.date(2027, 9, 1))
    assert before is None
    took = this.took[Measure.FIRST_MEETINGS]
    assert took[region.schools["De Es"].pk] == Took()
    assert took[region.schools["De Linde"].pk].median is not None
    assert took[None] == Took(6, 4)  # one in January would be told by the difference
    assert this.running(Measure.FIRST_MEETINGS, None).value == 6
    early, _none = year(region, today=dt.date(2026, 11, 1))  # August to October: five and one
    assert early.took[Measure.FIRST_MEETINGS][None].count == early.running(Measure.FIRST_MEETINGS, None).value


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        ([], Took()),
        ([4, 4, 4, 4], Took()),
        ([1, 2, 3, 4, 90], Took(5, 3)),
        (list(range(1, 11)), Took(10, 6, 3, 8)),
    ],
)
def test_half_took_so_many_weeks(weeks, expected):
    assert months.took(weeks, threshold=5) == expected


def test_a_month_that_runs_has_no_number_yet():
    assert months.months_of(BEGAN, today=BEGAN) == ()
    assert months.months_of(BEGAN, today=dt.date(2026, 9, 30)) == (BEGAN,)
    assert months.months_of(BEGAN, today=dt.date(2026, 10, 1)) == (BEGAN, dt.date(2026, 9, 1))
    assert len(months.months_of(BEGAN, today=dt.date(2030, 1, 1))) == 12


@pytest.mark.parametrize(("part", "rest", "per_cent"), [(None, 9, None), (9, None, None), (0, 0, None), (6, 2, 75)])
def test_a_share_needs_both_parts(part, rest, per_cent):
    assert months.share(part, rest) == per_cent


def test_what_follows_a_sot_as_it_stands(region):
    case = region.case("De Linde", SEPTEMBER)
    region.decision(case, OCTOBER)
    region.decision(case, OCTOBER + 5 * WEEK, outcome="no")
    region.decision(case, OCTOBER + 6 * WEEK, outcome="no", taken_back=OCTOBER + 7 * WEEK)
    region.decision(case, OCTOBER + 6 * WEEK, kind="tlv")
    found = counted(region)
    assert (found[Measure.TALK_YES], found[Measure.TALK_NO]) == ({10: 1}, {11: 1})


def test_a_nought_of_an_answer_is_hidden_and_a_year_without_any_is_still_empty(region):
    this, before = year(region)
    assert before is None
    assert not this.kept()
    linde = region.schools["De Linde"].pk
    assert this.silent(linde)
    assert this.of[Measure.TALK_NO].cells[linde] == (None,) * 6
    assert this.of[Measure.TALK_NO].totals == (None,) * 6
    for _ in range(6):
        region.decision(region.case("De Linde", SEPTEMBER), OCTOBER, outcome="no")
    this, _before = year(region)
    assert this.of[Measure.TALK_NO].cells[linde][2] is None, "or 6 of 6 would tell that no other school said it"
    assert this.of[Measure.TALK_YES].totals == (None,) * 6
    for _ in range(7):
        region.decision(region.case("De Es", SEPTEMBER), OCTOBER, outcome="no")
        region.decision(region.case("De Berk", SEPTEMBER), OCTOBER, outcome="no")
    this, _before = year(region)
    assert (this.of[Measure.TALK_NO].cells[linde][2], this.of[Measure.TALK_NO].totals[2]) == (6, 20)


def test_what_is_deployed_by_mandate_is_help_and_a_choice_is_not(region):
    chosen = region.case("De Linde", SEPTEMBER)
    region.decision(chosen, OCTOBER, kind="arrangement", outcome="care")
    assert Measure.HELP_BEGUN not in counted(region)
    deployed = region.case("De Linde", SEPTEMBER, helped=OCTOBER + 9 * WEEK)
    region.decision(deployed, OCTOBER, kind="mandate", outcome="yes")
    undone = region.case("De Linde", SEPTEMBER)
    region.decision(undone, OCTOBER, kind="mandate", outcome="yes", taken_back=OCTOBER + WEEK)
    _counts, leads = counting.count(since=BEGAN, until=dt.date(2027, 8, 1))
    helped = [(lead.month, lead.weeks) for lead in leads if lead.measure == Measure.HELP_BEGUN]
    assert helped == [(dt.date(2026, 10, 1), 4)]


def test_last_year_beside_this_one(region):
    for _ in range(6):
        region.case("De Linde", SEPTEMBER - dt.timedelta(days=365))
    this, before = year(region)
    assert before is not None
    assert before.of[Measure.SIGNALS].totals[1] == 6
    assert len(before.months) == 12
    assert this.of[Measure.SIGNALS].totals == (0,) * 6


def test_queries_do_not_grow(region):
    for name in ("De Linde", "De Es"):
        case = region.case(name, SEPTEMBER, met=OCTOBER, helped=OCTOBER)
        region.evaluation(case, OCTOBER, decided=OCTOBER)
    with CaptureQueriesContext(connection) as few:
        year(region)
    for number in range(37):
        region.schools[f"S{number}"] = school = make_school(region.swv, f"S{number}")
        region.ib[f"S{number}"] = region.ib["De Es"]
        for month in range(8, 13):
            case = region.case(school.name, dt.date(2026, month, 1), met=dt.date(2026, month, 20))
            region.agreement(case, dt.date(2026, month, 20), done=dt.date(2026, month, 19))
    with CaptureQueriesContext(connection) as many:
        this, _before = year(region)
    assert len(many.captured_queries) == len(few.captured_queries) == 10
    assert sum(total or 0 for total in this.of[Measure.SIGNALS].totals) >= 37 * 5


def test_the_threshold_is_a_setting_with_a_floor(region):
    coordinator = make_actor(make_staff(region.swv, Role.COORDINATOR, None), today=TODAY)
    tc = make_actor(make_staff(region.swv, Role.TC, None), today=TODAY)
    assert numbers.threshold_here(tc) == 5
    services.set_threshold(actor=coordinator, threshold=10, now=NOW)
    assert numbers.threshold_here(tc) == 10
    line = AuditEvent.objects.get(action="insight.threshold")
    assert line.detail == {"threshold": 10}
    for wrong in (-1, 0, 2, 21):
        with pytest.raises(services.WrongThreshold):
            services.set_threshold(actor=coordinator, threshold=wrong, now=NOW)
    with pytest.raises(NotAllowed):
        services.set_threshold(actor=tc, threshold=3, now=NOW)


@pytest.mark.parametrize("stored", [None, 2, 21, "7", True, [5], 5.0])
def test_a_wrong_setting_is_the_default(stored):
    assert months.threshold_of({months.KEY: stored}) == 5
