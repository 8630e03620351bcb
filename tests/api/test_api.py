"""The machine door: keys, problems, pages, and a walk by schemathesis through the whole schema."""

import datetime as dt
import uuid

import pytest
import schemathesis
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django_scopes import scope
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error, response_schema_conformance, status_code_conformance

from planning.people import keys
from planning.people.access import NotAllowed, Right
from planning.people.roles import Role
from scheduler.api.house import api
from scheduler.wsgi import application
from tests.factories import give, make_actor, make_school, make_staff, make_swv

NOW = dt.datetime(2026, 11, 3, 10, 0, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


def make_key(swv, *rights: Right):
    person = make_staff(swv, Role.COORDINATOR)
    return keys.create_key_on_the_server(
        email=person.email, name="test", rights=[right.value for right in rights], now=NOW
    )


def ask(secret: str, path: str, **more):
    return Client().get(f"/api/v1{path}", headers={"authorization": f"Bearer {secret}"}, **more)


def send(secret: str, path: str, body: object):
    return Client().post(
        f"/api/v1{path}", body, content_type="application/json", headers={"authorization": f"Bearer {secret}"}
    )


@pytest.fixture
def swv():
    swv = make_swv()
    school = make_school(swv, "De Linde")
    give(make_staff(swv, Role.IB, school), Role.TEACHER, school)
    return swv


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer x", "Basic YTpi", "Bearer aat_" + "x" * 43, "Bearer \x00"])
def test_without_a_good_key_the_answer_is_a_problem(swv, header):
    answer = Client().get("/api/v1/schools", headers={"authorization": header})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "no_key"


def test_a_session_opens_nothing_here(swv):
    client = Client()
    client.force_login(make_staff(swv, Role.COORDINATOR, account=True).user)
    assert client.get("/api/v1/schools").status_code == 401


def test_a_key_does_what_it_was_given_and_no_more(swv):
    _key, secret = make_key(swv, Right.SEE_PEOPLE)
    page = ask(secret, "/schools").json()
    assert (page["count"], [row["name"] for row in page["items"]]) == (1, ["De Linde"])
    refused = ask(secret, "/cases")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


def test_nobody_gives_a_machine_more_than_they_may_themselves(swv):
    """A coordinator cannot read cases, so cannot read them through a machine either (R16)."""
    coordinator = make_actor(make_staff(swv, Role.COORDINATOR))
    with scope(swv=swv.pk):
        for right in (Right.SEE_CASES, Right.MANAGE_CASES, Right.MANAGE_MEETINGS, Right.OVERRIDE_CONSENT):
            with pytest.raises(keys.NotMoreThanYourself):
                keys.create_api_key(actor=coordinator, name="x", rights=[right.value], now=NOW)
        keys.create_api_key(actor=coordinator, name="x", rights=[Right.MANAGE_PEOPLE.value], now=NOW)
        with pytest.raises(NotAllowed):
            keys.create_api_key(
                actor=make_actor(make_staff(swv, Role.GW)), name="x", rights=[Right.SEE_PLAN.value], now=NOW
            )


def test_the_keeper_of_the_server_makes_a_key_that_reaches_cases(swv, capsys):
    coordinator = make_staff(swv, Role.COORDINATOR)
    call_command("make_key", coordinator.email, "LAS van De Linde", "cases.see", "people.see")
    secret = capsys.readouterr().out.strip()
    assert ask(secret, "/cases").status_code == 200
    with pytest.raises(CommandError, match="bij niemand"):
        call_command("make_key", "niemand@x.example", "x", "cases.see")
    with pytest.raises(CommandError, match="Dit mag u niet"):
        call_command("make_key", make_staff(swv, Role.GW).email, "x", "cases.see")


def test_a_revoked_key_is_dead_at_once(swv):
    key, secret = make_key(swv, Right.SEE_PEOPLE)
    coordinator = make_staff(swv, Role.COORDINATOR)
    with scope(swv=swv.pk):
        assert keys.revoke_api_key(actor=make_actor(coordinator), key_id=key.pk, now=NOW)
    assert ask(secret, "/schools").status_code == 401


def test_only_the_digest_is_kept(swv):
    key, secret = make_key(swv, Right.SEE_PEOPLE)
    assert secret not in str(key.__dict__)
    assert len(key.digest) == 64


def test_a_key_sees_its_own_swv_only(swv):
    _key, secret = make_key(make_swv(), *keys.GRANTABLE)
    with scope(swv=swv.pk):
        from planning.people.models import School

        school = School.objects.get()
    assert ask(secret, "/schools").json() == {"items": [], "count": 0}
    assert ask(secret, f"/schools/{school.pk}").status_code == 404


@pytest.mark.parametrize("query", ["?limit=0", "?limit=201", "?offset=-1", "?limit=x"])
def test_a_wrong_page_is_a_problem_with_its_field(swv, query):
    _key, secret = make_key(swv, Right.SEE_PEOPLE)
    answer = ask(secret, "/schools" + query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert answer.json()["fields"][0]["field"].startswith("query.")


def test_no_json_is_said_in_words(swv):
    _key, secret = make_key(swv, Right.MAKE_PLAN)
    answer = Client().post(
        "/api/v1/year-plans", "{", content_type="application/json", headers={"authorization": f"Bearer {secret}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_json")


def test_a_case_opened_by_machine_gives_nothing_of_the_pupil_back(swv):
    _key, secret = make_key(swv, *keys.GRANTABLE)
    school = ask(secret, "/schools").json()["items"][0]["id"]
    body = {
        "school": school,
        "name": "Kanarie",
        "initial": "Z",
        "guardians": [{"name": "Ouder", "email": "o@x.example"}],
    }
    made = send(secret, "/cases", body)
    assert made.status_code == 201
    assert "Kanarie" not in made.content.decode()
    wrong = send(secret, "/cases", {**body, "guardians": [{"name": "Ouder", "email": "geen adres"}]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_address")
    unknown = send(secret, "/cases", {**body, "school": str(uuid.uuid4())})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/schools", "/people", "/cases", "/meetings", "/year-plans", "/agreements"])
def test_lists_ask_the_same_number_of_queries_however_long(swv, path, django_assert_max_num_queries):
    _key, secret = make_key(swv, *keys.GRANTABLE)
    ask(secret, path)
    for number in range(5):
        make_staff(swv, Role.GW, make_school(swv, f"School {number}"))
    with django_assert_max_num_queries(12):
        assert ask(secret, path).status_code == 200


schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
schema.app = application


@pytest.mark.django_db
@schema.parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_answer_outside_the_schema(case, machine):
    """Every endpoint with data that fits and data that does not: no 5xx, no undeclared status, no other shape."""
    cache.clear()
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {machine}"}
    case.call_and_validate(checks=[not_a_server_error, status_code_conformance, response_schema_conformance])


@pytest.fixture
def machine(swv):
    """A key that may do everything; requests leave the test's own connection open, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield make_key(swv, *keys.GRANTABLE)[1]
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
