"""The pages: numbers and files with the same hiding, the picture of a school, own schools, a director without cases."""

import csv
import datetime as dt
import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planning.cases.models import Case, Involved, Task
from planning.insight.rules import needs as need_rules
from planning.insight.rules import picture as picture_rules
from planning.insight.rules.needs import When
from planning.insight.rules.picture import Fact, Place
from planning.insight.selectors import picture
from planning.insight.selectors.needs import needs_of
from planning.meetings.models import MeetingState, Participant
from planning.people.models import SWV, School
from planning.people.roles import Role
from tests.factories import make_actor, make_staff
from tests.insight.conftest import NOW, TODAY, WEEK

DAY = dt.timedelta(days=1)
SEPTEMBER = dt.date(2026, 9, 8)


def page(person, path, *, status=200):
    client = Client()
    client.force_login(person.user)
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode() if status == 200 else ""


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def account(region, role, school=None, name="Tineke Tc"):
    return make_staff(region.swv, role, region.schools.get(school), name, account=True)


@pytest.fixture
def told(region):
    """A year: De Linde has many of everything, De Es few, De Berk nothing."""
    for number in range(12):
        case = region.case("De Linde", SEPTEMBER, met=SEPTEMBER + 3 * WEEK, helped=SEPTEMBER + (4 + number % 3) * WEEK)
        region.evaluation(case, dt.date(2026, 12, 1), decided=dt.date(2026, 12, 1 if number < 6 else 30))
    for _ in range(3):
        region.case("De Es", SEPTEMBER)
    return region


# --- Numbers ----------------------------------------------------------------------------------------------------------
def test_a_tc_sees_the_year_and_nothing_small(told):
    tc = account(told, Role.TC)
    html = page(tc, "/cijfers/")
    text = words(html)
    assert "helft binnen 3 weken" in text
    assert "50%" in text
    assert 'role="img"' in html
    assert "<desc" in html
    for secret in ("Zebedeüs", "Zebra", "Ingrid", *Case.objects.values_list("reference", flat=True)):
        assert secret not in html


def test_two_files_say_the_same_as_the_page_hidden_the_same(told):
    tc = account(told, Role.TC)
    School.objects.filter(name="De Berk").update(name="=1+1")
    client = Client()
    client.force_login(tc.user)
    answer = client.get("/cijfers/cijfers.csv")
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    signals = {row[1]: row[2:] for row in rows if row and row[0] == "Signalen"}
    # 12 and 3: with the total of 15 neither may stand there.
    assert signals["Alle scholen"][1] == "15"
    assert signals["De Linde"][1] == signals["De Es"][1] == "verborgen"
    assert signals["'=1+1"][1] == "0"
    assert any("verborgen" in " ".join(row) and "uitrekenen" in " ".join(row) for row in rows)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/cijfers/cijfers.xlsx").content))
    assert book.sheetnames == ["Per maand", "Doorlooptijden", "Hoe geteld"]
    lines = [[cell.value for cell in row] for row in book["Per maand"].iter_rows()]
    assert ["Signalen", "De Linde", 0, "verborgen"] in [line[:4] for line in lines]
    assert {cell.data_type for row in book["Per maand"].iter_rows() for cell in row} <= {"s", "n"}
    assert all(line[1] == "=1+1" for line in lines if str(line[1]).endswith("1+1"))


def test_a_gw_of_one_school_sees_that_line_and_the_whole(told):
    gw = account(told, Role.GW, "De Linde", "Gerda Gw")
    text = words(page(gw, "/cijfers/").partition('id="schools"')[2])
    assert "De Linde" in text
    assert "De Es" not in text
    for role, school in ((Role.IB, "De Linde"), (Role.DIRECTOR, "De Linde"), (Role.JP, None), (Role.FG, None)):
        page(account(told, role, school, "Iemand Anders"), "/cijfers/", status=403)


def test_an_empty_year_says_what_to_expect(region):
    tc = account(region, Role.TC)
    assert "nog niets geteld" in page(tc, "/cijfers/")
    assert "nog niets geteld" in page(tc, "/cijfers/?jaar=2025")
    page(tc, "/cijfers/?jaar=2019", status=404)
    page(tc, "/cijfers/?jaar=x", status=404)


def test_the_coordinator_chooses_from_how_many(told):
    coordinator = account(told, Role.COORDINATOR, None, "Marjan Co")
    client = Client()
    client.force_login(coordinator.user)
    for wrong in ("2", "", "x", "99"):
        assert client.post("/cijfers/vanaf/", {"threshold": wrong}).status_code == 422
    assert client.post("/cijfers/vanaf/", {"threshold": "13"}).status_code == 302
    assert SWV.objects.get(pk=told.swv.pk).settings == {"small_numbers": 13}
    assert "onder de 13" in client.get("/cijfers/").content.decode()
    tc = Client()
    tc.force_login(account(told, Role.TC).user)
    assert tc.post("/cijfers/vanaf/", {"threshold": "3"}).status_code == 403


def test_the_numbers_cost_the_same_for_more_schools(told):
    tc = account(told, Role.TC)
    with CaptureQueriesContext(connection) as few:
        page(tc, "/cijfers/")
    from tests.factories import make_school

    for number in range(10):
        told.schools[f"N{number}"] = make_school(told.swv, f"N{number}")
        told.ib[f"N{number}"] = told.ib["De Es"]
        told.case(f"N{number}", SEPTEMBER, met=SEPTEMBER + WEEK)
    with CaptureQueriesContext(connection) as many:
        page(tc, "/cijfers/")
    assert len(many.captured_queries) == len(few.captured_queries) < 45


# --- The follow-up per school -----------------------------------------------------------------------------------------
def test_the_follow_up_hides_as_well(told):
    case = Case.objects.filter(school=told.schools["De Es"]).first()
    for _ in range(2):
        told.agreement(case, TODAY + 30 * DAY)
    text = words(page(account(told, Role.TC), "/opvolging-per-school/"))
    assert "verborgen" in text
    row = re.search(r"De Es (.*?)(?:De Linde|Open, te laat)", text).group(1)
    assert "2" not in row


# --- The picture of a school ------------------------------------------------------------------------------------------
facts = st.lists(
    st.builds(
        Fact,
        kind=st.sampled_from([*picture_rules.LATE, *picture_rules.PLANNED, "task", "poll", "consent"]),
        day=st.dates(dt.date(2026, 1, 1), dt.date(2027, 1, 1)),
    ),
    min_size=1,
    max_size=6,
)


@given(facts)
def test_a_case_stands_where_what_cannot_wait_puts_it(found):
    place, why = picture_rules.place_of(found)
    kinds = {fact.kind for fact in found}
    assert (place == Place.LATE) == bool(kinds & picture_rules.LATE)
    assert (place == Place.PLANNED) == (kinds <= picture_rules.PLANNED)
    assert why
    assert set(why) <= set(found)
    assert [fact.day for fact in why] == sorted(fact.day for fact in why)


def test_the_whole_picture_in_four_columns(region):
    late = region.case("De Linde", SEPTEMBER, name="Late")
    region.agreement(late, TODAY - DAY)
    waits = region.case("De Linde", SEPTEMBER, name="Waits")
    region.meeting(waits, None, state=MeetingState.DRAFT)
    planned = region.case("De Linde", SEPTEMBER, name="Planned")
    region.meeting(planned, TODAY + WEEK, state=MeetingState.PLANNED)
    region.case("De Linde", SEPTEMBER, closed=TODAY - WEEK, name="Closed")
    region.case("De Linde", SEPTEMBER, closed=dt.date(2026, 7, 1), name="Longago")
    region.case("De Es", SEPTEMBER, name="Elsewhere")
    ib = account(region, Role.IB, "De Linde", "Ingrid Ib")
    found = picture.picture_of(make_actor(ib, today=TODAY), now=NOW)
    assert {place: [str(card.case.pupil_name) for card in cards] for place, cards in found.columns.items()} == {
        Place.LATE: ["Late"],
        Place.WAITING: ["Waits"],
        Place.PLANNED: ["Planned"],
        Place.CLOSED: ["Closed"],
    }
    assert found.running == 3
    html = page(ib, "/casussen/beeld/")
    assert f"/casussen/{planned.pk}/" in html
    assert "Longago" not in html
    assert "Elsewhere" not in html
    assert sum(found.phases.values()) == 3
    Case.objects.filter(pk=waits.pk).update(step=4)
    narrow = words(page(ib, "/casussen/beeld/?fase=INZICHT"))
    assert "Waits" in narrow
    assert "Planned" not in narrow


def test_what_has_a_day_ahead_is_not_said_to_wait_since_then(region):
    ib = account(region, Role.IB, "De Linde", "Ingrid Ib")
    case = region.case("De Linde", SEPTEMBER, name="Waits")
    task = Task.objects.create(swv=region.swv, case=case, person=ib, code="tell_family", due=TODAY + DAY)
    assert "uiterlijk do 11 feb" in words(page(ib, "/casussen/beeld/"))
    Task.objects.filter(pk=task.pk).update(due=TODAY)
    assert "sinds wo 10 feb" in words(page(ib, "/casussen/beeld/"))


def test_sixty_cases_cost_as_much_as_two(region):
    ib = account(region, Role.IB, "De Linde", "Ingrid Ib")

    def more(number):
        for at in range(number):
            case = region.case("De Linde", SEPTEMBER, met=SEPTEMBER + WEEK)
            region.agreement(case, TODAY + (at % 3 - 1) * DAY, owner=ib)
            region.evaluation(case, TODAY + 9 * DAY)
            region.meeting(case, TODAY + WEEK, state=MeetingState.PLANNED, people=[ib])
            Task.objects.create(swv=region.swv, case=case, person=ib, code="tell_family", due=TODAY - DAY)

    more(2)
    counts = {}
    for path in ("/casussen/beeld/", "/", "/mijn-scholen/"):
        with CaptureQueriesContext(connection) as few:
            page(ib, path)
        counts[path] = len(few.captured_queries)
    more(58)
    for path, number in counts.items():
        with CaptureQueriesContext(connection) as many:
            page(ib, path)
        assert len(many.captured_queries) == number < 60, path
    assert Case.objects.count() == 60


def test_who_sees_no_cases_has_no_picture(region):
    for role, school in ((Role.DIRECTOR, "De Linde"), (Role.GW, None), (Role.TC, None), (Role.COORDINATOR, None)):
        page(account(region, role, school, "Iemand Anders"), "/casussen/beeld/", status=403)
    ib = account(region, Role.IB, "De Linde", "Ingrid Ib")
    page(ib, f"/casussen/beeld/?school={region.schools['De Es'].pk}", status=404)


# --- What needs me today ----------------------------------------------------------------------------------------------
@given(st.none() | st.dates(TODAY - 40 * DAY, TODAY + 40 * DAY))
def test_late_today_this_week_or_later(day):
    expected = When.TODAY
    if day is not None and day != TODAY:
        expected = When.LATE if day < TODAY else When.WEEK if (day - TODAY).days <= 7 else When.LATER
    assert need_rules.when(day, today=TODAY) == expected


def test_late_first_then_today_then_this_week_by_pupil(region):
    ib = account(region, Role.IB, "De Linde", "Ingrid Ib")
    one, two = (region.case("De Linde", SEPTEMBER, name=name) for name in ("Anna", "Bob"))
    for case, code, due in ((one, "tell_family", TODAY + DAY), (two, "route_ended", None), (two, "pupil_spoke", TODAY)):
        Task.objects.create(swv=region.swv, case=case, person=ib, code=code, due=due)
    Task.objects.create(swv=region.swv, case=two, person=ib, code="consent_yes", due=TODAY + 20 * DAY)
    region.agreement(one, TODAY - DAY, owner=ib)
    region.meeting(two, TODAY + 2 * DAY, state=MeetingState.PLANNED, people=[ib])
    region.meeting(two, TODAY + 20 * DAY, state=MeetingState.PLANNED, people=[ib])
    found = needs_of(make_actor(ib, today=TODAY), now=NOW)
    told = {
        part: [(group.pupil, [need.kind for need in group.needs]) for group in groups]
        for part, groups in found.parts.items()
    }
    assert told == {
        When.LATE: [("Anna Q.", ["agreement_late"])],
        When.TODAY: [("Bob Q.", ["task", "task"])],
        When.WEEK: [("Anna Q.", ["task"]), ("Bob Q.", ["meeting"])],
        When.LATER: [("Bob Q.", ["task"])],  # it can be done already; the meeting of that day cannot
    }
    assert [need.day for need in found.following.needs] == [TODAY + 20 * DAY]
    html = page(ib, "/")
    at = [html.index(f'id="p-{part}"') for part in ("late", "today", "week", "later")]
    assert at == sorted(at)


@pytest.mark.parametrize("role", [Role.IB, Role.OC, Role.GW, Role.JP, Role.LPA, Role.TC])
def test_each_role_sees_the_own_things_and_not_those_of_others(region, role):
    school = "De Linde" if role in {Role.IB, Role.OC} else None
    me = account(region, role, school, "Mijn Naam")
    other = account(region, role, school, "Ander Mens")
    case = region.case("De Linde", SEPTEMBER, name="Anna")
    Task.objects.create(swv=region.swv, case=case, person=me, code="escalated", due=TODAY)
    sot = region.meeting(case, TODAY + DAY, kind="SOT", state=MeetingState.PLANNED)
    sot.case = None
    sot.save()
    Participant.objects.create(swv=region.swv, meeting=sot, person=me, role=role)
    text = words(page(me, "/"))
    assert "Er is een casus aan u voorgelegd" in text
    assert "SOT · De Linde" in text
    assert ("Anna" in text) == (school is not None)
    quiet = words(page(other, "/"))
    assert "Er is een casus aan u voorgelegd" not in quiet
    assert "Er is nu niets nodig." in quiet
    if school is None:
        across = words(page(me, "/mijn-scholen/"))
        assert "De Linde" in across
        assert "1 overleg dit schooljaar" in across
        assert "Anna" not in across
        assert "De Linde" not in words(page(other, "/mijn-scholen/"))


def test_when_nothing_is_needed_it_says_what_comes_next(region):
    gw = account(region, Role.GW, None, "Gerda Gw")
    case = region.case("De Linde", SEPTEMBER)
    sot = region.meeting(case, TODAY + 18 * DAY, kind="SOT", state=MeetingState.PLANNED)
    sot.case = None
    sot.save()
    Participant.objects.create(swv=region.swv, meeting=sot, person=gw, role="gw")
    text = words(page(gw, "/"))
    assert "Er is nu niets nodig. Dit komt hierna" in text


@pytest.mark.parametrize(
    ("role", "school", "where"),
    [
        (Role.IB, "De Linde", "/casussen/beeld/"),
        (Role.GW, None, "/mijn-scholen/"),
        (Role.DIRECTOR, "De Linde", "/mijn-school/"),
        (Role.COORDINATOR, None, "/cijfers/"),
        (Role.TEACHER, "De Linde", "/mijn-scholen/"),
    ],
)
def test_today_leads_to_the_picture_that_is_theirs(region, role, school, where):
    me = account(region, role, school, "Mijn Naam")
    head = re.search(r'<header class="page-head">.*?</header>', page(me, "/"), re.DOTALL).group()
    assert re.findall(r'href="([^"]+)"', head) == [where]
    page(me, where)


# --- A director -------------------------------------------------------------------------------------------------------
NAMES = st.text("abcdefghijklmnopqrstuvwxyzéü", min_size=4, max_size=12).map(lambda text: f"zq{text}".capitalize())


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=NAMES, late=st.booleans(), waits=st.booleans(), closed=st.booleans())
def test_no_pupil_no_case_and_no_way_into_one(region, name, late, waits, closed):
    if not hasattr(region, "director"):
        region.director = account(region, Role.DIRECTOR, "De Linde", "Dirk Directeur")
    case = region.case("De Linde", SEPTEMBER, name=name, closed=TODAY - DAY if closed else None)
    if late and not closed:
        region.agreement(case, TODAY - DAY)
    if waits and not closed:
        region.meeting(case, None, state=MeetingState.DRAFT)
    html = page(region.director, "/mijn-school/")
    assert name not in html
    assert f"{name[0]}. Q" not in html
    assert f"{name} Q" not in html
    assert case.reference not in html
    assert str(case.pk) not in html
    assert "/casussen/" not in html.partition("<main")[2]
    assert "Ingrid" not in html
    assert "Zebra" not in html


def test_a_director_sees_the_own_school_whole(region):
    director = account(region, Role.DIRECTOR, "De Linde", "Dirk Directeur")
    case = region.case("De Linde", SEPTEMBER)
    region.agreement(case, TODAY - DAY)
    region.case("De Linde", SEPTEMBER, closed=TODAY - DAY)
    region.case("De Es", SEPTEMBER)
    text = words(page(director, "/mijn-school/"))
    assert "De Es" not in text
    for told in ("Te laat 1", "Wacht 0", "Dit schooljaar afgesloten 1", "te weinig om te tonen"):
        assert told in text
    page(account(region, Role.IB, "De Linde", "Ingrid Ib"), "/mijn-school/", status=403)
    region.case("De Linde", SEPTEMBER)
    with CaptureQueriesContext(connection) as few:
        page(director, "/mijn-school/")
    for _ in range(20):
        region.agreement(region.case("De Linde", SEPTEMBER), TODAY - DAY)
    with CaptureQueriesContext(connection) as many:
        page(director, "/mijn-school/")
    assert len(many.captured_queries) == len(few.captured_queries) < 45


def test_without_a_ground_my_schools_tell_of_no_case(region):
    gw = account(region, Role.GW, None, "Gerda Gw")
    case = region.case("De Linde", SEPTEMBER)
    Involved.objects.create(swv=region.swv, case=case, person=gw, role="gw", organisation=gw.organisation)
    assert case.reference not in page(gw, "/mijn-scholen/")
