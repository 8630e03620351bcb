"""The pages: who sees what, in how many queries, and what bad input gets back."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from openpyxl import load_workbook

from planning.people.models import Person, School
from planning.yearplan import services
from planning.yearplan.models import PlannedMeeting, RunState, Series, SolverRun, YearPlan
from tests.yearplan.region import NOW, make_region
from tests.yearplan.solving import solve_now

pytestmark = pytest.mark.usefixtures("in_june")


def series_of(plan, number=0):
    return Series.objects.get(plan=plan, school__name=f"School {number}")


def url(name, plan, **kwargs):
    return reverse(f"staff:{name}", kwargs={"plan_id": plan.pk, **kwargs})


def pages(plan, region):
    """Every page of a plan that can be looked at."""
    series, run = series_of(plan), plan.runs.first()
    of = {"series_id": series.pk}
    return {
        "plan": url("plan", plan),
        "plan-run": url("plan-run", plan, run_id=run.pk),
        "plan-year": url("plan-year", plan),
        "plan-person": url("plan-person", plan, person_id=region.people["gw"].pk),
        "plan-workbook": url("plan-workbook", plan),
        "plan-school": url("plan-school", plan, **of),
        "plan-rules": url("plan-rules", plan, **of),
        "plan-date": url("plan-date", plan, number=1, **of),
        "plan-publish": url("plan-publish", plan),
    }


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("coordinator", "all"),
        ("gw", "all"),
        ("ib0", "all but plan-publish"),
        ("ib1", "plan plan-run plan-year plan-person plan-workbook"),
        ("jp", "all but plan-publish plan-date"),
        ("oc3", "plan plan-run plan-year plan-workbook"),
    ],
)
def test_who_sees_which_page(proposed, region, as_, name, seen):
    every = pages(proposed, region)
    words = seen.split()
    wanted = set(every) - set(words[2:]) if words[0] == "all" else set(words)
    answers = {key: as_(name).get(address).status_code for key, address in every.items()}
    assert {key for key, status in answers.items() if status == 200} == wanted
    assert {status for key, status in answers.items() if key not in wanted} <= {403, 404}


def test_another_swv_finds_nothing_here(proposed, region, as_):
    other = make_region("SWV Ander")
    for address in pages(proposed, region).values():
        assert as_("coordinator", other).get(address).status_code == 404
    assert as_("coordinator", other).post(url("plan-solve", proposed)).status_code == 404
    assert as_("coordinator", other).post(url("plan-publish", proposed), {"without": "x"}).status_code == 404


def test_an_ib_sees_the_own_school_only(proposed, region, as_):
    page = as_("ib0").get(url("plan-year", proposed)).content.decode()
    assert "School 0" in page
    assert "School 1" not in page


@pytest.mark.parametrize("name", ["plan-list", "plan", "plan-year"])
def test_pages_take_as_many_queries_for_one_school_as_for_many(db, client, django_assert_max_num_queries, name):
    counts = []
    for schools in (1, 6):
        region = make_region(f"SWV {schools}", primary=schools, secondary=1)
        with scope(swv=region.swv.pk):
            plan = services.create_plan(actor=region.actor("coordinator"), school_year=2026, now=NOW)
            rows = [
                PlannedMeeting(
                    swv=region.swv, series=series, number=1, start=NOW + dt.timedelta(days=120, hours=number)
                )
                for number, series in enumerate(Series.objects.filter(plan=plan))
            ]
            PlannedMeeting.objects.bulk_create(rows)
        with scopes_disabled():
            client.force_login(region.people["coordinator"].user, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse("staff:plan-list") if name == "plan-list" else url(name, plan)
        with django_assert_max_num_queries(25) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_year_has_a_link_per_date_and_shades_what_is_free(proposed, region, as_):
    page = as_("coordinator").get(url("plan-year", proposed)).content.decode()
    assert page.count('<a class="day tone-') == 26
    assert "Kerstvakantie" in page
    assert 'title="studiedag' in page
    assert "Drukte per week" in page


def test_the_year_can_be_narrowed_to_a_person_or_a_sector(proposed, region, as_):
    address = url("plan-year", proposed)
    tc = as_("coordinator").get(address, {"persoon": region.people["tc"].pk}).content.decode()
    assert tc.count('<a class="day tone-') == 8
    po = as_("coordinator").get(address, {"sector": "PO"}).content.decode()
    assert po.count('<a class="day tone-') == 18
    odd = as_("coordinator").get(address, {"persoon": "' or 1=1", "sector": "x", "school": "\x00"})
    assert odd.content.decode().count('<a class="day tone-') == 26


@pytest.mark.usefixtures("contexts")
def test_a_new_plan_from_the_form(region, as_):
    client = as_("coordinator")
    form = client.get(reverse("staff:plan-new"))
    year = form.context["form"].fields["school_year"].choices[1][0]
    answer = client.post(reverse("staff:plan-new"), {"school_year": year})
    plan = YearPlan.objects.get(school_year=year)
    assert (answer.status_code, answer.url) == (302, url("plan", plan))
    again = client.post(reverse("staff:plan-new"), {"school_year": year})
    assert again.status_code == 422
    assert "Voor dit schooljaar is er al een jaarplanning." in again.content.decode()
    for bad in ("1066", "", "volgend jaar"):
        assert client.post(reverse("staff:plan-new"), {"school_year": bad}).status_code == 422


def test_solving_from_the_page_ends_in_a_plan(plan, as_, django_capture_on_commit_callbacks):
    client = as_("gw")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url("plan-solve", plan), {"time_limit": "10"})
    run = SolverRun.objects.get()
    assert answer.url == url("plan-run", plan, run_id=run.pk)
    assert (run.state, run.placed) == (RunState.DONE, 26)
    assert "Klaar" in client.get(answer.url).content.decode()


def test_a_run_is_watched_with_and_without_script(plan, region, as_):
    with scope(swv=region.swv.pk):
        run = services.start_solving(actor=region.actor("gw"), plan=plan, time_limit=20, now=NOW)
    client, address = as_("gw"), url("plan-run", plan, run_id=run.pk)
    page = client.get(address).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert 'hx-trigger="every 1s"' in page
    fragment = client.get(address, headers={"HX-Request": "true"})
    assert b"<html" not in fragment.content
    assert client.post(url("plan-run-stop", plan, run_id=run.pk)).status_code == 302
    over = client.get(address, headers={"HX-Request": "true"})
    assert over.headers["HX-Redirect"] == address
    page = client.get(address).content.decode()
    assert "Gestopt" in page
    assert "http-equiv" not in page


def test_agreeing_on_the_page(proposed, region, as_):
    series = series_of(proposed)
    address = url("plan-agree", proposed, series_id=series.pk)
    client = as_("ib0")
    nothing = client.post(address, {"side": "school"})
    assert nothing.status_code == 422
    no_reason = client.post(address, {"side": "school", "verdict": "change", "planned": series.planned.first().pk})
    assert no_reason.status_code == 422
    assert "Schrijf kort op waarom" in no_reason.content.decode()
    other_side = client.post(address, {"side": "swv", "verdict": "agreed"})
    assert other_side.status_code == 422
    assert series.sign_offs.count() == 0
    assert client.post(address, {"side": "school", "verdict": "agreed"}).status_code == 302
    assert series.sign_offs.get().person_id == region.people["ib0"].pk


def test_what_was_typed_stays_when_a_rule_does_not_fit(proposed, as_):
    address = url("plan-rules", proposed, series_id=series_of(proposed).pk)
    typed = {
        "count": "6", "minutes": "90", "starts": "8.30, 13:00", "prefer_weekday": "2", "prefer_start": "09:00",
        "min_gap_days": "30", "max_gap_days": "20",
    }  # fmt: skip
    page = as_("ib0").post(address, typed)
    assert page.status_code == 422
    assert 'value="8.30, 13:00"' in page.content.decode()
    assert "Kies een van de begintijden hierboven." in page.content.decode()
    assert series_of(proposed).minutes == 120
    good = as_("ib0").post(address, {**typed, "prefer_start": "8.30", "max_gap_days": "90"})
    assert good.status_code == 302
    assert series_of(proposed).starts == ["08:30", "13:00"]


def test_members_from_the_page(proposed, region, as_):
    series = series_of(proposed)
    add = url("plan-member-add", proposed, series_id=series.pk)
    person = region.people["lpa"]
    client = as_("gw")
    assert client.post(add, {"person": "x", "role": "lpa", "required": "0"}).status_code == 422
    assert client.post(add, {"person": person.pk, "role": "koning", "required": "0"}).status_code == 422
    assert client.post(add, {"person": person.pk, "role": "lpa", "required": "0"}).status_code == 302
    member = series.members.get(person=person)
    change = url("plan-member-change", proposed, series_id=series.pk, member_id=member.pk)
    client.post(change, {"what": "required"})
    assert series.members.get(person=person).required is True
    client.post(change, {"what": "onzin"})
    client.post(change, {"what": "remove"})
    assert not series.members.filter(person=person).exists()
    assert client.post(change, {"what": "remove"}).status_code == 404


@pytest.mark.usefixtures("contexts")
def test_choosing_another_date_on_the_page(proposed, region, as_):
    series = series_of(proposed)
    address = url("plan-date", proposed, series_id=series.pk, number=2)
    client = as_("ib0")
    page = client.get(address)
    choice = page.context["page"].days[-1][1][-1]
    for bad in ("", "morgen", "2026-12-25T09:00", "2027-03-28T02:30", "1999-01-01T09:00"):
        refused = client.post(address, {"start": bad})
        assert refused.status_code == 422, bad
    assert client.post(address, {"start": choice.value}).status_code == 302
    assert client.get(url("plan-date", proposed, series_id=series.pk, number=99)).status_code == 404


def test_pinning_on_the_page(proposed, as_):
    series = series_of(proposed)
    address = url("plan-pin", proposed, series_id=series.pk, number=1)
    client = as_("ib0")
    client.post(address, {"what": "pin"})
    assert series.planned.get(number=1).pinned is True
    client.post(address, {"what": "unpin"})
    assert series.planned.get(number=1).pinned is False
    assert as_("jp").post(address, {"what": "pin"}).status_code == 403


def test_publishing_from_the_page(proposed, region, as_):
    client, address = as_("coordinator"), url("plan-publish", proposed)
    assert "Publiceer ook zonder akkoord" in client.get(address).content.decode()
    assert client.post(address, {"without": ""}).status_code == 422
    assert client.post(address, {"without": "Mondeling besproken."}).status_code == 302
    assert "Iedereen heeft een brief." in client.get(address).content.decode()
    own = as_("jp").get(url("plan-own-calendar", proposed))
    assert own.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert own.content.count(b"BEGIN:VEVENT") == 26
    assert as_("coordinator").get(url("plan-own-calendar", proposed)).status_code == 404


def test_the_workbook_holds_every_date_and_no_formula(proposed, region, as_):
    School.objects.filter(pk=region.school(0).pk).update(name="=HYPERLINK(1)")
    answer = as_("coordinator").get(url("plan-workbook", proposed))
    book = load_workbook(io.BytesIO(answer.content))
    assert book["Alle data"].max_row == 27
    assert book["Per school"].max_row == 5
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]


def test_a_page_of_a_plan_without_dates_works(plan, region, as_):
    client = as_("coordinator")
    for name in ("plan", "plan-year", "plan-publish"):
        assert client.get(url(name, plan)).status_code == 200
    assert client.get(url("plan-school", plan, series_id=series_of(plan).pk)).status_code == 200
    assert client.get(url("plan-person", plan, person_id=region.people["gw"].pk)).status_code == 200
    assert client.get(url("plan-person", plan, person_id=region.people["coordinator"].pk)).status_code == 404


def test_names_are_escaped(proposed, region, as_):
    Person.objects.filter(pk=region.people["gw"].pk).update(first_name="<script>alert(1)</script>")
    for address in pages(proposed, region).values():
        assert b"<script>alert" not in as_("coordinator").get(address).content


def test_an_unplaced_meeting_stands_on_top_with_its_reason(plan, region, as_):
    with scope(swv=region.swv.pk):
        region.people["ib0"].working_hours.all().delete()
        solve_now(plan, region.actor("coordinator"))
    page = as_("coordinator").get(url("plan", plan)).content.decode()
    assert "6 overleggen hebben nog geen datum" in page
    assert page.index("6 overleggen hebben nog geen datum") < page.index('id="schools"')
