"""Rounds: wishes with a last day and reminders, going on without who is silent, then agreement with a last day."""

import datetime as dt

import pytest
from django.urls import reverse

from notifications.outbox.models import OutgoingLetter
from notifications.reminders.models import Reminder
from notifications.reminders.services import ring_due
from planning.people.access import NotAllowed
from planning.yearplan import instance, rules, selectors, services
from planning.yearplan.models import PlannedMeeting, PlanState, Series, Side, Verdict, YearPlan
from planning.yearplan.possible import Possible
from planning.yearplan.rules import Step
from tests.yearplan.region import NOW
from tests.yearplan.solving import solve_now

UNTIL = dt.date(2026, 6, 26)  # a Friday; NOW is Monday 1 June
RULES = {
    "count": 6, "minutes": 120, "starts": ["09:00", "13:00"], "prefer_weekday": 3, "prefer_start": "09:00",
    "min_gap_days": 21, "max_gap_days": 84,
}  # fmt: skip


def series_of(plan, number=0):
    return Series.objects.get(plan=plan, school__name=f"School {number}")


def ask(plan, region, until=UNTIL, now=NOW):
    return services.ask_wishes(actor=region.actor("coordinator"), plan=plan, until=until, now=now)


def wish(plan, region, number=0, name=None, **changes):
    return services.save_series(
        actor=region.actor(name or f"ib{number}"), series=series_of(plan, number), as_wishes=True, now=NOW,
        **{**RULES, **changes},
    )  # fmt: skip


def letters(template):
    return sorted(OutgoingLetter.objects.filter(template=template).values_list("address", flat=True))


def seen(plan, region):
    return selectors.overview(YearPlan.objects.get(pk=plan.pk), actor=region.actor("coordinator"))


def test_every_school_is_asked_once_and_stays_on_the_list_until_it_answers(plan, region):
    assert ask(plan, region) == 4
    ask(plan, region)
    assert letters("plan_wishes") == [f"{name}@swv.example" for name in ("ib0", "ib1", "ib2", "oc3")]
    assert f"/school/{series_of(plan).pk}/regels/" in OutgoingLetter.objects.get(address="ib0@swv.example").body
    assert seen(plan, region).step == Step.RULES
    wish(plan, region)
    assert [row.series.school.name for row in seen(plan, region).silent] == ["School 1", "School 2", "School 3"]
    assert series_of(plan).wished_by_id == region.people["ib0"].pk


def test_a_school_without_ib_is_asked_through_who_made_the_plan(plan, region):
    series_of(plan).members.filter(role="ib").delete()
    ask(plan, region)
    assert "coordinator@swv.example" in letters("plan_wishes")


def test_reminders_reach_who_is_silent_in_the_morning_and_nobody_else(plan, region):
    ask(plan, region)
    wish(plan, region)
    moments = [rules.to_local(bell.due_at) for bell in Reminder.objects.filter(kind="plan_wishes")]
    assert moments == [dt.datetime(2026, 6, day, 9) for day in (19, 24, 26)]
    assert ring_due(now=rules.to_utc(moments[0])) == 1
    assert letters("plan_wishes_reminder") == [f"{name}@swv.example" for name in ("ib1", "ib2", "oc3")]
    late = rules.to_utc(dt.datetime(2026, 6, 28, 10))  # a worker that was away: the round is over, nobody is bothered
    assert ring_due(now=late) == 2
    assert OutgoingLetter.objects.filter(template="plan_wishes_reminder").count() == 3


def test_another_last_day_moves_the_reminders(plan, region):
    ask(plan, region)
    ask(plan, region, until=dt.date(2026, 6, 8), now=NOW + dt.timedelta(days=1))
    standing = Reminder.objects.filter(kind="plan_wishes", cancelled_at__isnull=True)
    # A week before is past; two days before is a Saturday, so the Monday after it, which is the last day itself.
    assert {rules.to_local(bell.due_at).date() for bell in standing} == {dt.date(2026, 6, 8)}


@pytest.mark.parametrize("until", [NOW.date(), dt.date(2026, 5, 1), dt.date(2027, 7, 16)])
def test_a_last_day_that_does_not_fit_is_refused(plan, region, until):
    with pytest.raises(services.LastDayDoesNotFit):
        ask(plan, region, until=until)
    assert not Reminder.objects.exists()


def test_the_coordinator_goes_on_without_who_is_silent(plan, region):
    with pytest.raises(services.NoWishesAsked):
        services.close_wishes(actor=region.actor("coordinator"), plan=plan, now=NOW)
    ask(plan, region)
    wish(plan, region)
    before = series_of(plan, 1).starts
    assert services.close_wishes(actor=region.actor("coordinator"), plan=plan, now=NOW) == 3
    assert seen(plan, region).step == Step.SOLVE
    assert series_of(plan, 1).starts == before
    assert not Reminder.objects.filter(cancelled_at__isnull=True).exists()


@pytest.mark.parametrize("name", ["ib0", "jp", "oc3"])
def test_only_the_planners_lead_the_rounds(plan, region, name):
    for verb in (services.ask_wishes, services.ask_agreement):
        with pytest.raises(NotAllowed):
            verb(actor=region.actor(name), plan=plan, until=UNTIL, now=NOW)
    with pytest.raises(NotAllowed):
        services.close_wishes(actor=region.actor(name), plan=plan, now=NOW)


def test_no_meeting_lies_where_a_school_never_wants_one(plan, region):
    exam = (dt.date(2026, 9, 1), dt.date(2026, 10, 16))
    wish(plan, region, never_on=[0, 1, 2, 4], never_between=[exam])
    solve_now(plan, region.actor("coordinator"))
    days = [rules.to_local(start).date() for start in series_of(plan).planned.values_list("start", flat=True)]
    assert len(days) == 6
    assert {day.weekday() for day in days} == {3}
    assert not [day for day in days if exam[0] <= day <= exam[1]]
    assert selectors.choices.broken_dates(plan) == []


def test_another_series_of_the_same_school_keeps_its_own_wishes(plan, region):
    wish(plan, region, never_on=[0, 1, 2, 4])
    other = series_of(plan, 1)
    question = instance.ask(plan)
    possible = Possible(question.problem, {})
    tuesday = dt.datetime(2026, 9, 8, 9)
    mine = possible.hindrances(str(series_of(plan).pk), 1, tuesday)
    assert [hindrance.person for hindrance in mine] == [f"wens-{series_of(plan).pk}"]
    assert possible.hindrances(str(other.pk), 1, tuesday) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"never_on": [0, 1, 2, 3, 4]}, "never_on"),
        ({"never_on": [5]}, "never_on"),
        ({"never_on": [3]}, "never_on"),  # the day it likes best
        ({"never_between": [(dt.date(2026, 10, 2), dt.date(2026, 10, 1))]}, "never_between"),
        ({"never_between": [(dt.date(2026, 10, 1), dt.date(2026, 10, 1))] * 13}, "never_between"),
    ],
)
def test_wishes_that_make_no_sense_name_their_field(plan, region, changes, field):
    with pytest.raises(services.RulesDoNotFit) as refused:
        wish(plan, region, **changes)
    assert set(refused.value.fields) == {field}
    assert series_of(plan).wished_at is None


def test_saving_rules_of_a_school_is_not_its_answer(plan, region):
    services.save_series(actor=region.actor("coordinator"), series=series_of(plan), now=NOW, **RULES)
    assert series_of(plan).wished_at is None


def test_agreement_has_a_last_day_and_reminders_too(proposed, region):
    coordinator = region.actor("coordinator")
    services.ask_agreement(actor=coordinator, plan=proposed, until=UNTIL, now=NOW)
    assert "vrijdag 26 juni 2026" in OutgoingLetter.objects.filter(template="plan_proposed").first().body
    series = series_of(proposed)
    for name, side in (("ib0", Side.SCHOOL), ("gw", Side.SWV)):
        services.sign_off(actor=region.actor(name), series=series, side=side, verdict=Verdict.AGREED, now=NOW)
    ring_due(now=rules.to_utc(dt.datetime(2026, 6, 19, 9)))
    assert letters("plan_agree_reminder") == [f"{name}@swv.example" for name in ("gw", "ib1", "ib2", "oc3", "tc")]
    YearPlan.objects.filter(pk=proposed.pk).update(
        state=PlanState.PUBLISHED, published_at=NOW, published_by=region.people["gw"]
    )
    ring_due(now=rules.to_utc(dt.datetime(2026, 6, 24, 9)))
    assert OutgoingLetter.objects.filter(template="plan_agree_reminder").count() == 5


def turns(plan, region, name):
    return [(turn.what, len(turn.rows)) for turn in selectors.my_turn(region.actor(name)) if turn.plan.pk == plan.pk]


def test_what_waits_for_whom(proposed, region):
    names = ("ib0", "gw", "jp", "coordinator")
    assert [turns(proposed, region, name) for name in names] == [[], [], [], []]
    ask(proposed, region)
    services.ask_agreement(actor=region.actor("coordinator"), plan=proposed, until=UNTIL, now=NOW)
    expected = [[("wishes", 1), ("agree", 1)], [("agree", 3)], [], []]
    assert [turns(proposed, region, name) for name in names] == expected
    services.sign_off(
        actor=region.actor("ib0"), series=series_of(proposed), side=Side.SCHOOL, verdict=Verdict.CHANGE,
        reason="Alles anders.", now=NOW,
    )  # fmt: skip
    assert turns(proposed, region, "gw") == [("answer", 1), ("agree", 3)]
    assert turns(proposed, region, "ib0") == [("wishes", 1)]


# --- The pages --------------------------------------------------------------------------------------------------------


def url(name, plan, **kwargs):
    return reverse(f"staff:{name}", kwargs={"plan_id": plan.pk, **kwargs})


def test_a_round_of_wishes_on_the_pages(plan, region, as_, in_june):
    overview = url("plan", plan)
    bad = as_("coordinator").post(url("plan-ask-wishes", plan), {"until": "2020-01-01"})
    assert bad.status_code == 422
    assert "Kies een dag na vandaag" in bad.content.decode()
    assert as_("coordinator").post(url("plan-ask-wishes", plan), {"until": "2026-06-26"}).url == overview
    assert "4 scholen hebben nog niets doorgegeven" in as_("coordinator").get(overview).content.decode()
    assert "Geef de wensen van uw school door" in as_("ib0").get(overview).content.decode()
    address = url("plan-rules", plan, series_id=series_of(plan).pk)
    page = as_("ib0").get(address).content.decode()
    assert "Dit kan tot en met vrijdag 26 juni 2026." in page
    assert "Bewaar alleen" not in page
    typed = {
        **RULES, "starts": "8.30, 13:00", "prefer_start": "08:30", "what": "wishes", "never_on": ["0", "4"],
        "never_between_first_0": "2026-10-05", "never_between_last_0": "2026-10-09",
        "never_between_first_1": "2027-03-01", "never_between_last_1": "",
        "never_between_first_2": "", "never_between_last_2": "",
    }  # fmt: skip
    wrong = as_("ib0").post(address, {**typed, "never_between_last_0": "2026-10-01"})
    assert wrong.status_code == 422
    assert 'value="2026-10-01"' in wrong.content.decode()
    assert as_("ib0").post(address, {**typed, "never_between_first_0": "ooit"}).status_code == 422
    assert as_("ib0").post(address, typed).status_code == 302
    series = series_of(plan)
    assert (series.never_on, series.starts) == ([0, 4], ["08:30", "13:00"])
    assert series.never_between == [["2026-10-05", "2026-10-09"], ["2027-03-01", "2027-03-01"]]
    assert "3 scholen hebben nog niets doorgegeven" in as_("coordinator").get(overview).content.decode()
    assert "Geef de wensen van uw school door" not in as_("ib0").get(overview).content.decode()
    assert as_("ib0").post(url("plan-close-wishes", plan)).status_code == 403
    as_("coordinator").post(url("plan-close-wishes", plan))
    assert "De ronde is gesloten." in as_("coordinator").get(overview).content.decode()
    assert PlannedMeeting.objects.count() == 0


def test_a_round_that_is_open_can_be_closed_after_solving_too(proposed, region, as_, in_june):
    ask(proposed, region)
    assert "Ga verder zonder deze 4 scholen" in as_("coordinator").get(url("plan", proposed)).content.decode()
    as_("coordinator").post(url("plan-close-wishes", proposed))
    page = as_("coordinator").get(url("plan", proposed)).content.decode()
    assert "Wensen van de scholen" not in page
    assert seen(proposed, region).step == Step.AGREE


def test_asking_for_agreement_on_the_page_sets_the_last_day(proposed, as_, in_june):
    client = as_("coordinator")
    assert "Zeg wat u van de data vindt" not in as_("gw").get("/").content.decode()
    as_("coordinator")
    assert client.post(url("plan-ask", proposed), {"until": ""}).status_code == 422
    assert client.post(url("plan-ask", proposed), {"until": "2026-06-26"}).status_code == 302
    assert "Gevraagd tot en met vrijdag 26 juni 2026." in client.get(url("plan", proposed)).content.decode()
    assert "3 keer, jaarplanning 2026–2027, uiterlijk vrijdag 26 juni 2026" in as_("gw").get("/").content.decode()
