"""Keeping schools, people, roles, hours and days one by one: who may, what is refused, and what stays behind."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from planning.people import rules, selectors, services
from planning.people.access import NotAllowed
from planning.people.models import Absence, AuditEvent, Deputy, FreeDay, Person, RoleHolding, School, WorkingHours
from planning.people.roles import AT_A_SCHOOL, Role
from planning.people.services import LastCoordinator, NotRight
from tests.factories import TODAY, give, make_actor, make_organisation, make_person, make_school, make_staff, make_swv

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 3, 10, 0, tzinfo=dt.UTC)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
YEAR = {"first": dt.date(2026, 8, 1), "last": dt.date(2027, 7, 31)}


@pytest.fixture
def swv():
    made = make_swv()
    with scope(swv=made.pk):
        yield made


@pytest.fixture
def boss(swv):
    return make_actor(make_staff(swv, Role.COORDINATOR))


def person_fields(swv, **change):
    fields = {
        "organisation": make_organisation(swv),
        "first_name": "Ingrid",
        "last_name": "Smit",
        "email": "Ingrid@School.nl",
        "phone": "06-1",
        "languages": ["nl", "en"],
        "max_meetings_per_day": 3,
    }
    return {**fields, **change}


def school_fields(swv, **change):
    fields = {
        "organisation": make_organisation(swv),
        "name": "De Linde",
        "sector": "PO",
        "brin": "12ab00",
        "holiday_region": "Zuid",
        "street": "",
        "town": "Roosendaal",
        "latitude": 51.5,
        "longitude": 4.5,
        "phone": "",
    }
    return {**fields, **change}


# --- People and schools -----------------------------------------------------------------------------------------------


def test_a_person_is_made_and_changed(swv, boss):
    made = services.save_person(actor=boss, now=NOW, **person_fields(swv))
    assert (made.email, made.name, selectors.languages_of(made)) == ("ingrid@school.nl", "Ingrid Smit", ("nl", "en"))
    services.save_person(actor=boss, person=made, now=NOW, **person_fields(swv, last_name="Smit-Bos"))
    made.refresh_from_db()
    assert made.last_name == "Smit-Bos"
    actions = AuditEvent.objects.order_by("created_at").values_list("action", "object_id", "actor")
    mark = (str(made.pk), str(boss.person_id))
    assert list(actions) == [("person.make", *mark), ("person.change", *mark)]


def test_what_could_break_a_letter_or_turn_a_line_round_is_taken_out(swv, boss):
    odd = {"first_name": " In\r\ngrid\x0b\x00", "last_name": "Smit\u202e", "phone": "06\t1"}
    made = services.save_person(actor=boss, now=NOW, **person_fields(swv, **odd))
    assert (made.first_name, made.last_name, made.phone) == ("In grid", "Smit", "06 1")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"first_name": " "}, "first_name"),
        ({"last_name": "x" * 81}, "last_name"),
        ({"email": "geen adres"}, "email"),
        ({"email": "BEZET@test.example"}, "email"),
        ({"phone": "0" * 31}, "phone"),
    ],
)
def test_a_wrong_field_of_a_person_is_named(swv, boss, change, field):
    make_person(swv, email="bezet@test.example")
    before = Person.objects.count()
    with pytest.raises(NotRight) as refused:
        services.save_person(actor=boss, now=NOW, **person_fields(swv, **change))
    assert list(refused.value.fields) == [field]
    assert (Person.objects.count(), AuditEvent.objects.count()) == (before, 0)


def test_another_address_lets_go_of_the_account(swv, boss):
    person = make_person(swv, account=True)
    same = person_fields(swv, email=person.email.upper())
    assert services.save_person(actor=boss, person=person, now=NOW, **same).user_id is not None
    assert services.save_person(actor=boss, person=person, now=NOW, **person_fields(swv)).user_id is None
    assert [row.detail["account_let_go"] for row in AuditEvent.objects.order_by("created_at")] == [False, True]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"brin": "1"}, "brin"),
        ({"brin": "99zz00"}, "brin"),
        ({"sector": "WO"}, "sector"),
        ({"holiday_region": "Oost"}, "holiday_region"),
        ({"name": ""}, "name"),
        ({"town": ""}, "town"),
    ],
)
def test_a_wrong_field_of_a_school_is_named(swv, boss, change, field):
    make_school(swv, brin="99ZZ00")
    with pytest.raises(NotRight) as refused:
        services.save_school(actor=boss, now=NOW, **school_fields(swv, **change))
    assert list(refused.value.fields) == [field]
    assert School.objects.count() == 1


def test_a_school_is_made_changed_and_keeps_its_brin(swv, boss):
    school = services.save_school(actor=boss, now=NOW, **school_fields(swv))
    assert school.brin == "12AB00"
    services.save_school(actor=boss, school=school, now=NOW, **school_fields(swv, town="Breda"))
    assert School.objects.get().town == "Breda"


def test_an_organisation_has_one_name(swv, boss):
    services.save_organisation(actor=boss, name="GGD West", kind="ggd", now=NOW)
    for name, kind, field in (("ggd west", "ggd", "name"), ("Nieuw", "kerk", "kind")):
        with pytest.raises(NotRight) as refused:
            services.save_organisation(actor=boss, name=name, kind=kind, now=NOW)
        assert list(refused.value.fields) == [field]


# --- Roles ------------------------------------------------------------------------------------------------------------


def role(swv, boss, **change):
    fields = {"person": make_person(swv), "role": Role.JA, "school": None, "valid_from": TODAY, "valid_to": None}
    return services.give_role(actor=boss, now=NOW, **{**fields, **change})


def test_a_role_gives_rights_and_ending_it_takes_them(swv, boss):
    school, person = make_school(swv), make_person(swv)
    holding = role(swv, boss, person=person, role=Role.IB, school=school)
    assert make_actor(person).schools_with("cases.manage") == frozenset({school.pk})
    services.end_role(actor=boss, holding=holding, last_day=TODAY, now=NOW)
    assert make_actor(person, today=TODAY).may_somewhere("cases.manage")
    assert not make_actor(person, today=TODAY + dt.timedelta(days=1)).may_somewhere("cases.manage")
    trail = AuditEvent.objects.order_by("created_at").values_list("action", "detail")
    assert list(trail) == [("role.give", {"role": "ib"}), ("role.end", {"role": "ib"})]


def test_a_role_that_had_not_begun_is_taken_back(swv, boss):
    holding = role(swv, boss, valid_from=TODAY + dt.timedelta(days=9))
    services.end_role(actor=boss, holding=holding, last_day=TODAY, now=NOW)
    assert not RoleHolding.objects.filter(role=Role.JA).exists()


@pytest.mark.parametrize("which", sorted(AT_A_SCHOOL))
def test_who_works_at_a_school_has_the_role_at_a_school(swv, boss, which):
    with pytest.raises(NotRight) as refused:
        role(swv, boss, role=which)
    assert list(refused.value.fields) == ["school"]


def test_a_coordinator_is_one_for_the_whole_swv(swv, boss):
    with pytest.raises(NotRight) as refused:
        role(swv, boss, role=Role.COORDINATOR, school=make_school(swv))
    assert list(refused.value.fields) == ["school"]


def test_nobody_holds_the_same_role_twice_at_once(swv, boss):
    school, person = make_school(swv), make_person(swv)
    give(person, Role.IB, school, since=dt.date(2026, 8, 1), until=dt.date(2026, 12, 31))
    held = {"person": person, "role": Role.IB, "school": school}
    with pytest.raises(NotRight) as refused:
        role(swv, boss, **held, valid_from=dt.date(2026, 12, 31))
    assert list(refused.value.fields) == ["valid_from"]
    assert role(swv, boss, **held, valid_from=dt.date(2027, 1, 1)).valid_to is None
    with pytest.raises(NotRight) as refused:
        role(swv, boss, valid_to=TODAY - dt.timedelta(days=1))
    assert list(refused.value.fields) == ["valid_to"]


def test_the_last_coordinator_stays(swv, boss):
    mine = RoleHolding.objects.get(person_id=boss.person_id)
    with pytest.raises(LastCoordinator):
        services.end_role(actor=boss, holding=mine, last_day=TODAY, now=NOW)
    make_staff(swv, Role.COORDINATOR)
    services.end_role(actor=boss, holding=mine, last_day=TODAY, now=NOW)
    mine.refresh_from_db()
    assert mine.valid_to == TODAY


@given(
    st.tuples(st.integers(0, 20), st.integers(0, 20)),
    st.tuples(st.integers(0, 20), st.one_of(st.none(), st.integers(0, 20))),
)
def test_two_stretches_overlap_when_they_share_a_day(one, other):
    first = dt.date(2026, 1, 1)
    a, b = sorted(one)
    c, d = other
    if d is not None:
        c, d = sorted((c, d))
    on = [first + dt.timedelta(days=n) for n in range(60)]
    shared = set(range(a, b + 1)) & set(range(c, 60 if d is None else d + 1))
    assert rules.overlap(on[a], on[b], on[c], None if d is None else on[d]) == bool(shared)
    assert rules.overlap(on[c], None if d is None else on[d], on[a], on[b]) == bool(shared)


# --- Hours, absences and deputies -------------------------------------------------------------------------------------

WEEK = [(1, dt.time(8, 15), dt.time(12, 0)), (1, dt.time(13, 0), dt.time(16, 0)), (3, dt.time(9, 0), dt.time(12, 0))]


def test_everybody_keeps_the_own_week_and_nobody_elses(swv, boss):
    person, other = make_person(swv), make_person(swv)
    me = make_actor(person)
    for _ in range(2):
        services.set_working_hours(actor=me, person=person, hours=WEEK, now=NOW)
    assert list(WorkingHours.objects.filter(person=person).values_list("weekday", "start", "end")) == WEEK
    assert WorkingHours.objects.filter(person=other).count() == 5
    with pytest.raises(NotAllowed):
        services.set_working_hours(actor=me, person=other, hours=[], now=NOW)
    services.set_working_hours(actor=boss, person=other, hours=[], now=NOW)
    assert not WorkingHours.objects.filter(person=other).exists()


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ([(0, dt.time(12), dt.time(9))], "Op maandag ligt het einde voor het begin."),
        ([(0, dt.time(9), dt.time(9))], "Op maandag ligt het einde voor het begin."),
        ([(4, dt.time(9), dt.time(12)), (4, dt.time(11), dt.time(13))], "Op vrijdag overlappen twee tijden."),
        ([(7, dt.time(9), dt.time(12))], "Die dag bestaat niet."),
    ],
)
def test_a_week_that_cannot_be_leaves_the_old_one(swv, boss, hours, words):
    person = make_person(swv)
    with pytest.raises(NotRight) as refused:
        services.set_working_hours(actor=boss, person=person, hours=hours, now=NOW)
    assert str(refused.value.message) == words
    assert WorkingHours.objects.filter(person=person).count() == 5


def test_an_absence_is_added_and_taken_back(swv):
    person = make_person(swv)
    me, end = make_actor(person), NOW + dt.timedelta(hours=2)
    row = services.add_absence(actor=me, person=person, start=NOW, end=end, now=NOW)
    found = selectors.availability([person.pk], first=NOW.date(), last=NOW.date())[person.pk]
    assert not rules.is_available(found, NOW, NOW + dt.timedelta(minutes=30))
    for start, until in ((NOW, end), (end, NOW), (NOW, NOW + dt.timedelta(days=400))):
        with pytest.raises(NotRight):
            services.add_absence(actor=me, person=person, start=start, end=until, now=NOW)
    with pytest.raises(NotAllowed):
        services.remove_absence(actor=make_actor(make_person(swv)), absence=row, now=NOW)
    services.remove_absence(actor=me, absence=row, now=NOW)
    assert not Absence.objects.exists()


def test_a_deputy_stands_in_for_a_while(swv, boss):
    person, deputy = make_person(swv), make_person(swv)
    span = {"valid_from": TODAY, "valid_to": TODAY + dt.timedelta(days=6)}
    row = services.set_deputy(actor=make_actor(person), person=person, deputy=deputy, now=NOW, **span)
    assert [selectors.deputy_of(person, on=TODAY + dt.timedelta(days=n)) for n in (-1, 0, 6, 7)] == [
        None,
        deputy,
        deputy,
        None,
    ]
    late = {"valid_from": TODAY + dt.timedelta(days=6), "valid_to": TODAY + dt.timedelta(days=9)}
    turned = {"valid_from": TODAY + dt.timedelta(days=20), "valid_to": TODAY + dt.timedelta(days=19)}
    for who, when, field in ((deputy, late, "valid_from"), (deputy, turned, "valid_to"), (person, late, "deputy")):
        with pytest.raises(NotRight) as refused:
            services.set_deputy(actor=boss, person=person, deputy=who, now=NOW, **when)
        assert list(refused.value.fields) == [field]
    with pytest.raises(NotAllowed):
        services.remove_deputy(actor=make_actor(deputy), row=row, now=NOW)
    services.remove_deputy(actor=boss, row=row, now=NOW)
    assert not Deputy.objects.exists()


# --- Days of a school -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("which", "here", "elsewhere"),
    [
        (Role.DIRECTOR, True, False),
        (Role.IB, True, False),
        (Role.OC, True, False),
        (Role.TEACHER, False, False),
        (Role.COORDINATOR, True, True),
        (Role.GW, False, False),
    ],
)
def test_who_keeps_the_days_of_which_school(swv, which, here, elsewhere):
    mine, other = make_school(swv), make_school(swv)
    actor = make_actor(make_staff(swv, which, None if which is Role.COORDINATOR else mine))
    for school, may in ((mine, here), (other, elsewhere)):
        if may:
            row = services.add_free_day(actor=actor, school=school, first=TODAY, kind="studiedag", now=NOW)
            services.remove_free_day(actor=actor, free_day=row, now=NOW)
        else:
            with pytest.raises(NotAllowed):
                services.add_free_day(actor=actor, school=school, first=TODAY, kind="studiedag", now=NOW)
    assert not FreeDay.objects.exists()


def test_a_study_day_closes_the_school_and_goes_again(swv, boss):
    school = make_school(swv)
    row = services.add_free_day(actor=boss, school=school, first=TODAY, kind="studiedag", label="rekenen", now=NOW)
    assert selectors.school_calendar(school, **YEAR).closed[TODAY] == "rekenen"
    services.remove_free_day(actor=boss, free_day=row, now=NOW)
    assert TODAY in selectors.school_calendar(school, **YEAR).school_days


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"last": TODAY - dt.timedelta(days=1)}, "last"),
        ({"last": TODAY + dt.timedelta(days=61)}, "last"),
        ({"kind": "feest"}, "kind"),
        ({"label": "x" * 81}, "label"),
        ({"first": dt.date(2026, 12, 1), "last": dt.date(2026, 12, 3)}, "first"),
    ],
)
def test_days_that_cannot_be(swv, boss, change, field):
    school = make_school(swv)
    services.add_free_day(actor=boss, school=school, first=dt.date(2026, 12, 2), kind="vrij", now=NOW)
    with pytest.raises(NotRight) as refused:
        services.add_free_day(
            actor=boss, school=school, now=NOW, **{"first": TODAY, "last": None, "kind": "vrij", **change}
        )
    assert list(refused.value.fields) == [field]


# --- Nothing of another SWV -------------------------------------------------------------------------------------------


def test_no_service_takes_a_row_of_another_swv(swv, boss):
    theirs = make_swv()
    person, school, board = make_person(theirs), make_school(theirs), make_organisation(theirs)
    mine = make_person(swv)
    tries = [
        lambda: services.save_person(actor=boss, person=person, now=NOW, **person_fields(swv)),
        lambda: services.save_person(actor=boss, now=NOW, **person_fields(swv, organisation=board)),
        lambda: services.save_school(actor=boss, school=school, now=NOW, **school_fields(swv)),
        lambda: services.give_role(actor=boss, person=mine, role=Role.JA, school=school, valid_from=TODAY, now=NOW),
        lambda: services.set_working_hours(actor=boss, person=person, hours=[], now=NOW),
        lambda: services.set_deputy(actor=boss, person=mine, deputy=person, valid_from=TODAY, valid_to=TODAY, now=NOW),
        lambda: services.add_free_day(actor=boss, school=school, first=TODAY, kind="vrij", now=NOW),
    ]
    for attempt in tries:
        with pytest.raises(NotAllowed):
            attempt()


def test_the_contact_directory_says_days_and_deputy_in_three_queries(swv, django_assert_num_queries):
    school, other = make_school(swv), make_school(swv)
    ib = make_staff(swv, Role.IB, school, days=(0, 2))
    make_staff(swv, Role.IB, other)
    doctor, deputy = make_staff(swv, Role.JA), make_person(swv)
    services.set_deputy(actor=make_actor(ib), person=ib, deputy=deputy, valid_from=TODAY, valid_to=TODAY, now=NOW)
    with django_assert_num_queries(3):
        found = selectors.directory(school, on=TODAY)
        lines = [(row.holding.person, row.days, row.deputy) for row in found]
    assert lines == [
        (ib, ("maandag", "woensdag"), deputy),
        (doctor, ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"), None),
    ]


def test_many_calendars_take_one_query(swv, django_assert_num_queries):
    schools = [make_school(swv) for _ in range(5)]
    for school in schools:
        FreeDay.objects.create(swv=swv, school=school, first=TODAY, last=TODAY, kind="vrij")
    with django_assert_num_queries(1):
        found = selectors.school_calendars(schools, **YEAR)
    assert [found[school.pk].closed[TODAY] for school in schools] == ["vrije dag"] * 5
