"""The pages on which people and schools are kept: what comes back, what is said, and who gets in."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from planning.meetings.services import Seat, create_planned_meeting
from planning.people.audit import By
from planning.people.models import Absence, Deputy, FreeDay, Organisation, Person, RoleHolding, School, WorkingHours
from planning.people.roles import Role
from tests.factories import give, make_organisation, make_person, make_school, make_staff, make_swv

pytestmark = pytest.mark.django_db
LONG = "x" * 300


@pytest.fixture
def swv():
    made = make_swv()
    with scope(swv=made.pk):
        yield made


def client_of(person):
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def boss(swv):
    return client_of(make_staff(swv, Role.COORDINATOR, name="Marjan de Wit", account=True))


def said(answer):
    return answer.content.decode()


def test_a_person_with_role_hours_absence_and_deputy_by_the_pages(swv, boss):
    school, board, other = make_school(swv), make_organisation(swv), make_person(swv)
    fields = {
        "first_name": "Ingrid",
        "last_name": "Smit",
        "email": "ingrid@school.nl",
        "organisation": board.pk,
        "languages": ["nl", "en"],
        "max_meetings_per_day": "2",
    }
    assert boss.post("/mensen/nieuw/", fields)["Location"] == "/mensen/"
    person = Person.objects.get(email="ingrid@school.nl")
    page = f"/mensen/{person.pk}/"
    changed = {**fields, "last_name": "Smit-Bos", "phone": "06-1"}
    for path, sent in (
        ("wijzigen/", changed),
        ("rol/", {"role": "ib", "school": school.pk, "valid_from": "1-8-2026"}),
        ("werktijden/", {"from_1_0": "8:15", "to_1_0": "12:00", "from_1_1": "13:00", "to_1_1": "16:45"}),
        ("afwezig/", {"first": "2126-11-03", "start": "09:00", "end": "10:30"}),
        ("vervanger/", {"deputy": other.pk, "valid_from": "2126-01-01", "valid_to": "2126-02-01"}),
    ):
        assert boss.get(page + path).status_code == 200
        assert boss.post(page + path, sent)["Location"] == page
    text = said(boss.get(page))
    for word in ("Ingrid Smit-Bos", "intern begeleider", school.name, "08:15–12:00, 13:00–16:45", str(other)):
        assert word in text
    assert "3 november 2126" in text
    holding, absence, deputy = RoleHolding.objects.get(person=person), Absence.objects.get(), Deputy.objects.get()
    assert boss.post(f"/mensen/rol/{holding.pk}/einde/", {"last_day": "2126-07-31"})["Location"] == page
    assert boss.post(f"/mensen/afwezig/{absence.pk}/weg/")["Location"] == page
    assert boss.post(f"/mensen/vervanger/{deputy.pk}/weg/")["Location"] == page
    holding.refresh_from_db()
    assert holding.valid_to == dt.date(2126, 7, 31)
    assert not Absence.objects.exists()
    assert not Deputy.objects.exists()


def test_a_whole_day_off_is_a_whole_day(swv, boss):
    person = make_person(swv)
    boss.post(f"/mensen/{person.pk}/afwezig/", {"first": "2026-10-25"})  # the clock goes back: 25 hours
    boss.post(f"/mensen/{person.pk}/afwezig/", {"first": "2026-12-01", "last": "2026-12-03"})
    spans = [row.end - row.start for row in Absence.objects.order_by("start")]
    assert spans == [dt.timedelta(hours=25), dt.timedelta(days=3)]


@pytest.mark.usefixtures("contexts")
def test_a_week_of_three_parts_and_a_saturday_survives_a_save(swv, boss):
    person = make_person(swv, days=())
    rows = [(0, 8, 9), (0, 10, 11), (0, 12, 13), (5, 9, 12)]
    for weekday, start, end in rows:
        WorkingHours.objects.create(swv=swv, person=person, weekday=weekday, start=dt.time(start), end=dt.time(end))
    address = f"/mensen/{person.pk}/werktijden/"
    shown = boss.get(address).context["form"].initial
    boss.post(address, {name: value.isoformat("minutes") for name, value in shown.items()})
    kept = WorkingHours.objects.filter(person=person).values_list("weekday", "start__hour", "end__hour")
    assert list(kept) == rows


@pytest.mark.usefixtures("contexts")
@pytest.mark.parametrize(
    ("path", "sent", "words"),
    [
        ("nieuw/", {}, "Vul dit in."),
        ("nieuw/", {"email": "geen adres"}, "Schrijf het adres als naam@school.nl."),
        ("nieuw/", {"first_name": LONG}, "Gebruik hoogstens 60 tekens; het zijn er nu 300."),
        ("nieuw/", {"first_name": "a\0b"}, "Null"),
        ("nieuw/", {"organisation": "00000000-0000-0000-0000-000000000000"}, "Kies iets uit de lijst."),
        ("nieuw/", {"organisation": "onzin"}, "Kies iets uit de lijst."),
        ("nieuw/", {"max_meetings_per_day": "99"}, "Kies een getal van 1 tot en met 8."),
        ("nieuw/", {"max_meetings_per_day": "twee"}, "Vul een heel getal in."),
        ("nieuw/", {"languages": ["xx"]}, "Kies een taal uit de lijst."),
        ("organisaties/nieuw/", {"kind": "kerk"}, "Kies iets uit de lijst."),
        ("{person}/rol/", {"role": "tovenaar"}, "Kies iets uit de lijst."),
        ("{person}/rol/", {"role": "ib", "valid_from": "1-8-2026"}, "Kies de school waar deze rol bij hoort."),
        ("{person}/rol/", {"role": "ja", "valid_from": "31-2-2026"}, "Schrijf de datum als dag-maand-jaar"),
        ("{person}/werktijden/", {"from_0_0": "9:00"}, "Vul van en tot allebei in."),
        ("{person}/werktijden/", {"from_0_0": "negen", "to_0_0": "10:00"}, "Schrijf de tijd als 9:30."),
        ("{person}/werktijden/", {"from_0_0": "12:00", "to_0_0": "9:00"}, "Op maandag ligt het einde voor het begin."),
        ("{person}/afwezig/", {}, "Kies een datum."),
        ("{person}/afwezig/", {"first": "2026-11-03", "last": "2026-11-01"}, "Het einde ligt voor het begin."),
        ("{person}/vervanger/", {"deputy": "{person}"}, "Kies een datum."),
        (
            "{person}/vervanger/",
            {"deputy": "{person}", "valid_from": "1-1-2027", "valid_to": "2-1-2027"},
            "Niemand vervangt zichzelf.",
        ),
    ],
)
def test_bad_input_is_said_in_dutch_and_nothing_is_lost(swv, boss, path, sent, words):
    person = make_person(swv)
    names = {"person": person.pk}
    sent = {key: value.format(**names) if isinstance(value, str) else value for key, value in sent.items()}
    answer = boss.post("/mensen/" + path.format(**names), sent)
    assert answer.status_code == 422
    assert words in said(answer)
    for name, value in sent.items():
        if isinstance(value, str) and "\0" not in value:
            assert answer.context["form"][name].value() == value


@pytest.mark.usefixtures("contexts")
def test_a_school_is_made_changed_and_gets_a_study_day(swv, boss):
    fields = {
        "name": "De Linde",
        "brin": "12ab00",
        "sector": "PO",
        "organisation": make_organisation(swv).pk,
        "holiday_region": "Zuid",
        "town": "Roosendaal",
        "latitude": "51,53",
        "longitude": "4.46",
    }
    assert boss.post("/scholen/nieuw/", fields)["Location"] == "/scholen/"
    school = School.objects.get()
    assert (school.brin, school.latitude, school.longitude) == ("12AB00", 51.53, 4.46)
    page = f"/scholen/{school.pk}/"
    shown = boss.get(page + "wijzigen/").context["form"].initial
    assert shown["latitude"] == 51.53
    assert boss.post(page + "wijzigen/", {**fields, "town": "Breda"})["Location"] == page
    today = timezone.localdate()
    while today.weekday() > 4:
        today += dt.timedelta(days=1)
    assert boss.get(page + "dagen/").status_code == 200
    sent = {"kind": "studiedag", "first": today.isoformat(), "label": "rekenen"}
    assert boss.post(page + "dagen/", sent)["Location"] == page
    assert "rekenen" in said(boss.get(page))
    assert boss.post(f"/scholen/dagen/{FreeDay.objects.get().pk}/weg/")["Location"] == page
    assert not FreeDay.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"brin": "x"}, "Een BRIN is bijvoorbeeld 12AB of 12AB00."),
        ({"latitude": "99"}, "Vul een getal in tussen 50 en 54."),
        ({"longitude": "hier"}, "Vul een getal in tussen 3 en 8."),
        ({"latitude": "nan"}, "Vul een getal in tussen 50 en 54."),
        ({"sector": "WO"}, "Kies iets uit de lijst."),
        ({}, "Vul dit in."),
    ],
)
def test_bad_input_for_a_school(swv, boss, sent, words):
    answer = boss.post("/scholen/nieuw/", sent)
    assert (answer.status_code, words in said(answer)) == (422, True)


# --- Who gets in ------------------------------------------------------------------------------------------------------


def test_everybody_keeps_the_own_week_by_the_pages(swv):
    me, other = make_staff(swv, Role.JA, account=True), make_person(swv)
    client = client_of(me)
    for path in ("werktijden/", "afwezig/", "vervanger/"):
        assert client.get(f"/mensen/{me.pk}/{path}").status_code == 200
        assert client.get(f"/mensen/{other.pk}/{path}").status_code == 403
        assert client.post(f"/mensen/{other.pk}/{path}", {"first": "2026-11-03"}).status_code == 403
    assert "Wijzig de werktijden" in said(client.get(f"/mensen/{me.pk}/"))
    assert "Wijzig de werktijden" not in said(client.get(f"/mensen/{other.pk}/"))
    assert client.get(f"/mensen/{me.pk}/wijzigen/").status_code == 403


def test_a_director_keeps_the_days_of_the_own_school_only(swv):
    mine, other = make_school(swv), make_school(swv)
    client = client_of(make_staff(swv, Role.DIRECTOR, mine, account=True))
    assert client.get(f"/scholen/{mine.pk}/dagen/").status_code == 200
    assert client.get(f"/scholen/{other.pk}/dagen/").status_code == 403
    sent = {"kind": "vrij", "first": "2026-12-01"}
    assert client.post(f"/scholen/{mine.pk}/dagen/", sent).status_code == 302
    assert client.post(f"/scholen/{other.pk}/dagen/", sent).status_code == 403
    assert [row.school_id for row in FreeDay.objects.all()] == [mine.pk]


def test_nobody_of_another_swv_is_found():
    """The rows that could leak are made, and every address with an id is tried with them."""
    here, there = make_swv(), make_swv()
    client = client_of(make_staff(here, Role.COORDINATOR, account=True))
    person, school = make_person(there, "Vreemde Vogel"), make_school(there, "Verre School")
    holding = give(person, Role.IB, school)
    with scope(swv=there.pk):
        absence = Absence.objects.create(
            swv=there, person=person, start=timezone.now(), end=timezone.now() + dt.timedelta(hours=1)
        )
        deputy = Deputy.objects.create(
            swv=there,
            person=person,
            deputy=make_person(there),
            valid_from=dt.date(2026, 1, 1),
            valid_to=dt.date(2126, 1, 1),
        )
        day = FreeDay.objects.create(
            swv=there, school=school, first=dt.date(2026, 12, 1), last=dt.date(2026, 12, 1), kind="vrij"
        )
    asked = [
        f"/mensen/{person.pk}/",
        *(f"/mensen/{person.pk}/{path}/" for path in ("wijzigen", "rol", "werktijden", "afwezig", "vervanger")),
        f"/mensen/rol/{holding.pk}/einde/",
        f"/scholen/{school.pk}/",
        f"/scholen/{school.pk}/wijzigen/",
        f"/scholen/{school.pk}/dagen/",
    ]
    sent = [
        *asked[1:7],
        *asked[8:],
        f"/mensen/{person.pk}/account/",
        f"/mensen/afwezig/{absence.pk}/weg/",
        f"/mensen/vervanger/{deputy.pk}/weg/",
        f"/scholen/dagen/{day.pk}/weg/",
    ]
    assert [client.get(path).status_code for path in asked] == [404] * len(asked)
    assert [client.post(path).status_code for path in sent] == [404] * len(sent)
    for path in ("/mensen/", "/mensen/?zoek=vogel", "/scholen/", "/mensen/nieuw/"):
        text = said(client.get(path))
        assert "Vogel" not in text
        assert "Verre School" not in text
    # A row of theirs is no choice in a form of ours.
    mine = make_person(here)
    board = make_organisation(there)
    answer = client.post(f"/mensen/{mine.pk}/rol/", {"role": "ib", "school": school.pk, "valid_from": "1-8-2026"})
    assert "Kies iets uit de lijst." in said(answer)
    assert "Kies iets uit de lijst." in said(client.post("/mensen/nieuw/", {"organisation": board.pk}))
    with scopes_disabled():
        assert Person.objects.get(pk=person.pk).user_id is None
        assert FreeDay.objects.filter(pk=day.pk).exists()


# --- As many queries for many as for one ------------------------------------------------------------------------------


def queries(client, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def fill(swv, school, number):
    for _ in range(number):
        person = make_staff(swv, Role.IB, school)
        give(person, Role.OC, make_school(swv))
        now = timezone.now()
        Absence.objects.create(swv=swv, person=person, start=now, end=now + dt.timedelta(hours=1))
        Deputy.objects.create(
            swv=swv,
            person=person,
            deputy=make_person(swv),
            valid_from=dt.date(2020, 1, 1),
            valid_to=dt.date(2126, 1, 1),
        )


@pytest.mark.parametrize("path", ["/mensen/", "/scholen/", "/scholen/{school}/", "/mensen/?rol=ib&zoek=p", "/toegang/"])
def test_many_take_as_many_queries_as_one(swv, boss, path, django_assert_max_num_queries):
    school = make_school(swv)
    path = path.format(school=school.pk)
    fill(swv, school, 1)
    one = queries(boss, path, django_assert_max_num_queries)
    fill(swv, school, 6)
    assert queries(boss, path, django_assert_max_num_queries) == one


def test_a_person_with_much_takes_as_many_queries_as_with_little(swv, boss, django_assert_max_num_queries):
    person, path = make_person(swv), "/mensen/{}/"
    give(person, Role.IB, make_school(swv))
    few = queries(boss, path.format(person.pk), django_assert_max_num_queries)
    for number in range(5):
        give(person, Role.IB, make_school(swv))
        Deputy.objects.create(
            swv=swv,
            person=person,
            deputy=make_person(swv),
            valid_from=dt.date(2126, 1, 1 + number),
            valid_to=dt.date(2126, 1, 1 + number),
        )
    assert queries(boss, path.format(person.pk), django_assert_max_num_queries) == few


def test_a_new_swv_has_a_way_in(swv, boss):
    """No dead end: without an organisation there is a page to make one."""
    Organisation.objects.exclude(persons__isnull=False).delete()
    answer = boss.post("/mensen/organisaties/nieuw/", {"name": "GGD", "kind": "ggd"})
    assert answer["Location"] == "/mensen/organisaties/"
    assert "GGD" in said(boss.get("/mensen/nieuw/"))


@pytest.mark.usefixtures("contexts")
def test_an_organisation_gets_another_name(swv, boss, django_assert_max_num_queries):
    board = make_organisation(swv, "Stichting Oud")
    make_school(swv, "De Linde", organisation=board)
    page = f"/mensen/organisaties/{board.pk}/"
    assert boss.get(page).context["form"].initial["name"] == "Stichting Oud"
    answer = boss.post(page, {"name": "Stichting Nieuw", "kind": board.kind})
    assert answer["Location"] == "/mensen/organisaties/"
    shown = said(boss.get("/mensen/organisaties/"))
    assert "Stichting Nieuw" in shown
    assert "Stichting Oud" not in shown
    few = queries(boss, "/mensen/organisaties/", django_assert_max_num_queries)
    for number in range(5):
        make_organisation(swv, f"Bestuur {number}")
    assert queries(boss, "/mensen/organisaties/", django_assert_max_num_queries) == few
    make_organisation(swv, "GGD")
    again = boss.post(page, {"name": "GGD", "kind": board.kind})
    assert again.status_code == 422
    assert "GGD" in said(again)


@pytest.mark.parametrize(("kind", "warned"), [("studiedag", True), ("vrij", True), ("open", False)])
def test_a_study_day_on_a_planned_meeting_warns(swv, boss, kind, warned):
    school, other = make_school(swv, "De Linde"), make_school(swv, "De Ark")
    start = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(days=3)
    mine, theirs = (
        create_planned_meeting(
            school=row,
            organiser_id=ib.pk,
            start=start,
            minutes=90,
            members=[Seat(person=ib, role=Role.IB, required=True)],
            by=By.system(),
            now=timezone.now(),
        )
        for row, ib in ((school, make_staff(swv, Role.IB, school)), (other, make_staff(swv, Role.IB, other)))
    )
    sent = {"kind": kind, "first": start.date().isoformat()}
    shown = said(boss.post(f"/scholen/{school.pk}/dagen/", sent, follow=True))
    assert (f"{mine.reference} gepland. Verzet dit overleg" in shown) is warned
    assert theirs.reference not in shown
