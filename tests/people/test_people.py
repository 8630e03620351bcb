"""Calendars, availability, the access matrix, accounts and keys."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django_scopes import scope, scopes_disabled
from django_scopes.exceptions import ScopeError
from hypothesis import given
from hypothesis import strategies as st

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.people import rules, selectors, services
from planning.people.access import MATRIX, NotAllowed, Right
from planning.people.models import Absence, Deputy, FreeDay, Person, RoleHolding, WorkingHours
from planning.people.roles import ABBREVIATION, AFFILIATION, Role
from planning.people.rules import Availability, OwnDays
from tests.factories import give, make_actor, make_person, make_school, make_staff, make_swv

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = dt.datetime(2026, 11, 3, 10, 0, tzinfo=dt.UTC)

# Row by row what each role may do; written out here, so that a change of the matrix is a change of this table too.
COLLEAGUE = {"people.see", "plan.see"}
LEADS = COLLEAGUE | {"schooldays.keep", "plan.agree.school", "cases.see", "cases.manage", "cases.override"}
LEADS |= {"meetings.see", "meetings.manage", "letters.see", "cases.lead", "signals.write", "consultations.ask"}
LEADS |= {"privacy.handle", "safety.start", "agenda.propose"}
EXPERT = COLLEAGUE | {"plan.make", "plan.agree.swv", "cases.lead", "routes.see", "followup.see", "numbers.see"}
ROWS = {
    "ib": LEADS,
    "oc": LEADS,
    "gw": EXPERT | {"consultations.answer", "agenda.propose"},
    "tc": EXPERT | {"consultations.answer", "agenda.propose"},
    "leerkracht": COLLEAGUE | {"cases.lead", "consultations.ask"},
    "vc": COLLEAGUE | {"signals.write", "agenda.propose"},
    "jp": COLLEAGUE
    | {"cases.lead", "signals.write", "applications.make", "consultations.answer", "safety.start", "agenda.propose"},
    "lpa": COLLEAGUE | {"signals.write", "consultations.answer", "safety.start", "agenda.propose"},
    "ja": COLLEAGUE | {"consultations.answer", "safety.start"},
    **dict.fromkeys(("trajectbegeleider", "ozc", "smw"), COLLEAGUE | {"cases.lead"}),
    "coordinator": EXPERT - {"cases.lead"}
    | {"people.manage", "schooldays.keep", "letters.see", "keys.manage", "routes.manage", "privacy.log"}
    | {"numbers.hide"},
    "directeur": COLLEAGUE | {"schooldays.keep", "numbers.school"},
    "fg": COLLEAGUE | {"privacy.log", "privacy.handle", "privacy.terms"},
}


@pytest.mark.parametrize("role", list(Role))
def test_the_matrix_row_by_row(role):
    assert {right.value for right in MATRIX[role]} == ROWS.get(role.value, COLLEAGUE)


def test_a_director_sees_no_case():
    assert Right.SEE_CASES not in MATRIX[Role.DIRECTOR]


def test_every_role_has_an_affiliation_and_every_abbreviation_a_role():
    assert set(AFFILIATION) == set(Role)
    assert set(ABBREVIATION) <= set(Role)


@pytest.mark.django_db
def test_a_role_counts_where_and_while_it_is_held():
    swv = make_swv()
    here, there = make_school(swv), make_school(swv)
    person = make_person(swv)
    give(person, Role.IB, here, since=dt.date(2026, 8, 1), until=dt.date(2027, 7, 31))
    inside = make_actor(person, today=dt.date(2027, 7, 31))
    assert inside.may(Right.MANAGE_CASES, school_id=here.pk)
    assert not inside.may(Right.MANAGE_CASES, school_id=there.pk)
    assert not inside.may(Right.MANAGE_CASES)
    assert inside.schools_with(Right.MANAGE_CASES) == frozenset({here.pk})
    for day in (dt.date(2026, 7, 31), dt.date(2027, 8, 1)):
        assert not make_actor(person, today=day).may_somewhere(Right.MANAGE_CASES)


@pytest.mark.django_db
def test_the_calendar_of_a_school_is_its_region_with_its_own_days_on_top():
    swv = make_swv()
    school = make_school(swv, region="Zuid")
    with scope(swv=swv.pk):
        for first, kind in ((dt.date(2026, 11, 3), "studiedag"), (dt.date(2026, 12, 21), "open")):
            FreeDay.objects.create(swv=swv, school=school, first=first, last=first, kind=kind)
        calendar = selectors.school_calendar(school, first=dt.date(2026, 8, 1), last=dt.date(2027, 7, 31))
    assert calendar.closed[dt.date(2026, 11, 3)] == "studiedag"
    assert dt.date(2026, 12, 21) in calendar.school_days
    assert dt.date(2026, 12, 22) in calendar.closed
    assert dt.date(2026, 11, 7) not in calendar.school_days  # a Saturday
    assert (calendar.known, calendar.warnings) == (True, ())


@pytest.mark.django_db
def test_past_the_last_known_year_there_is_a_warning():
    swv = make_swv()
    school = make_school(swv)
    with scope(swv=swv.pk):
        calendar = selectors.school_calendar(school, first=dt.date(2033, 8, 1), last=dt.date(2034, 7, 31))
    assert calendar.known is False
    assert "nog niet bekend" in calendar.warnings[0]


@pytest.mark.django_db
def test_availability_takes_two_queries_for_any_number(django_assert_num_queries):
    swv = make_swv()
    people = [make_person(swv) for _ in range(6)]
    with scope(swv=swv.pk):
        for person in people:
            Absence.objects.create(swv=swv, person=person, start=NOW, end=NOW + dt.timedelta(hours=1))
        with django_assert_num_queries(2):
            found = selectors.availability([row.pk for row in people], first=NOW.date(), last=NOW.date())
    assert all(row.absences == ((NOW, NOW + dt.timedelta(hours=1)),) for row in found.values())


@pytest.mark.parametrize(
    ("start", "minutes", "why"),
    [
        ("2026-11-03T09:00", 60, None),
        ("2026-11-03T08:00", 60, "werkt niet op dit uur"),
        ("2026-11-03T16:30", 60, "werkt niet op dit uur"),
        ("2026-11-04T09:00", 60, "werkt niet op woensdag"),
        ("2026-11-03T10:30", 60, "is afwezig of bezet"),
        ("2026-11-03T12:00", 60, None),
    ],
)
def test_why_somebody_cannot_come(start, minutes, why):
    begin = dt.datetime.fromisoformat(start).replace(tzinfo=AMSTERDAM)
    busy = (
        dt.datetime(2026, 11, 3, 11, 0, tzinfo=AMSTERDAM),
        dt.datetime(2026, 11, 3, 12, 0, tzinfo=AMSTERDAM),
    )
    week = Availability(hours={1: ((dt.time(8, 15), dt.time(16, 45)),)}, absences=(busy,))
    assert rules.why_not(week, begin, begin + dt.timedelta(minutes=minutes)) == why


@given(
    st.lists(
        st.builds(
            OwnDays,
            first=st.dates(dt.date(2026, 9, 1), dt.date(2026, 10, 1)),
            last=st.dates(dt.date(2026, 10, 2), dt.date(2026, 10, 9)),
            kind=st.sampled_from(["studiedag", "vrij", "open"]),
            label=st.just(""),
        ),
        max_size=4,
    )
)
def test_a_weekday_is_open_or_closed_never_both(own):
    school_days, closed = rules.open_days(
        first=dt.date(2026, 9, 1), last=dt.date(2026, 10, 31), free={dt.date(2026, 10, 12): "herfst"}, own=own
    )
    weekdays = {day for day in rules.days(dt.date(2026, 9, 1), dt.date(2026, 10, 31)) if day.weekday() < 5}
    assert school_days | set(closed) == weekdays
    assert not school_days & set(closed)


@pytest.mark.django_db
def test_without_a_scope_there_is_an_error_not_a_leak():
    make_person(make_swv())
    with pytest.raises(ScopeError):
        list(Person.objects.all())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "make",
    [
        lambda swv, person: WorkingHours(swv=swv, person=person, weekday=0, start=dt.time(12), end=dt.time(9)),
        lambda swv, person: WorkingHours(swv=swv, person=person, weekday=9, start=dt.time(9), end=dt.time(12)),
        lambda swv, person: Absence(swv=swv, person=person, start=NOW, end=NOW),
        lambda swv, person: Deputy(
            swv=swv, person=person, deputy=person, valid_from=dt.date(2026, 8, 1), valid_to=dt.date(2026, 8, 2)
        ),
        lambda swv, person: Deputy(
            swv=swv,
            person=person,
            deputy=make_person(swv),
            valid_from=dt.date(2026, 8, 2),
            valid_to=dt.date(2026, 8, 1),
        ),
        lambda swv, person: FreeDay(
            swv=swv, school=make_school(swv), first=dt.date(2026, 8, 2), last=dt.date(2026, 8, 1), kind="vrij"
        ),
        lambda swv, person: Person(
            swv=swv, organisation=person.organisation, first_name="A", last_name="B", email=person.email
        ),
        lambda swv, person: RoleHolding(
            swv=swv, person=person, role="gw", valid_from=dt.date(2026, 8, 1), valid_to=dt.date(2026, 7, 1)
        ),
    ],
)
def test_the_database_refuses_what_cannot_be(make):
    swv = make_swv()
    person = make_person(swv, days=())
    with scope(swv=swv.pk), pytest.raises(IntegrityError), transaction.atomic():
        make(swv, person).save()


@pytest.mark.django_db
def test_the_database_keeps_what_is_said_once_once():
    swv = make_swv()
    school, person = make_school(swv, brin="12AB00"), make_person(swv)
    for held in (None, school):
        give(person, Role.JA, held)
        with pytest.raises(IntegrityError), transaction.atomic():
            give(person, Role.JA, held)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_school(swv, brin="12AB00")
    assert make_school(make_swv(), brin="12AB00").brin == school.brin  # another SWV may know the same school


@pytest.mark.django_db
def test_an_account_comes_with_a_letter_and_once():
    swv = make_swv()
    coordinator = make_actor(make_staff(swv, Role.COORDINATOR))
    person = make_person(swv)
    with scope(swv=swv.pk):
        user = services.make_account(actor=coordinator, person=person, now=NOW)
        assert not user.has_usable_password()
        assert OutgoingLetter.objects.get(template="account_made").address == person.email
        with pytest.raises(services.HasAccount):
            services.make_account(actor=coordinator, person=person, now=NOW)
        with pytest.raises(NotAllowed):
            services.make_account(actor=make_actor(person), person=make_person(swv), now=NOW)


@pytest.mark.django_db
def test_a_password_reset_is_a_letter_of_the_house():
    person = make_staff(make_swv(), Role.GW, account=True)
    Client().post("/account/password/reset/", {"email": person.email})
    with scopes_disabled():
        letter = OutgoingLetter.objects.get(template="password_reset")
    assert letter.address == person.email
    assert "/account/password/reset/key/" in Body.from_json(str(letter.body)).text


@pytest.mark.django_db
def test_an_unknown_address_gets_the_same_answer():
    known, unknown = make_staff(make_swv(), Role.GW, account=True).email, "niemand@nergens.example"
    first, second = (Client().post("/account/password/reset/", {"email": email}) for email in (known, unknown))
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])


@pytest.mark.django_db
def test_outside_the_demo_staff_need_a_second_factor(settings):
    settings.MFA_REQUIRED_FOR_STAFF = True
    client = Client()
    client.force_login(make_staff(make_swv(), Role.GW, account=True).user)
    assert client.get("/")["Location"] == "/account/2fa/"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/mensen/", "/scholen/"])
def test_lists_take_the_same_queries_with_one_and_many(path, django_assert_max_num_queries):
    swv = make_swv()
    client = Client()
    client.force_login(make_staff(swv, Role.COORDINATOR, account=True).user)
    for _ in range(8):
        make_staff(swv, Role.IB, make_school(swv))
    with django_assert_max_num_queries(10):
        assert client.get(path).status_code == 200


@pytest.mark.django_db
def test_the_matrix_and_the_pages_of_a_person_and_a_school_are_shown():
    swv = make_swv()
    school = make_school(swv, "De Linde")
    person = make_staff(swv, Role.IB, school, "Ingrid Smit")
    client = Client()
    client.force_login(make_staff(swv, Role.COORDINATOR, account=True).user)
    assert "casussen openen en leiden" in client.get("/toegang/").content.decode()
    assert "Ingrid Smit" in client.get(f"/scholen/{school.pk}/").content.decode()
    assert "08:15–16:45" in client.get(f"/mensen/{person.pk}/").content.decode()
    assert client.get("/mensen/?zoek=\0&rol=onzin&pagina=zz").status_code == 200


@pytest.mark.django_db
def test_a_key_is_shown_once():
    swv = make_swv()
    client = Client()
    client.force_login(make_staff(swv, Role.COORDINATOR, account=True).user)
    assert client.post("/toegang/sleutels/", {}).status_code == 422
    page = client.post("/toegang/sleutels/", {"name": "koppeling", "rights": ["people.see"]}).content.decode()
    assert "aat_" in page
    assert "aat_" not in client.get("/toegang/sleutels/").content.decode()
