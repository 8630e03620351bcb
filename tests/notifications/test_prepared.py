"""A prepared query gives what the ORM gives, keeps tenants apart, and refuses what it cannot do."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection, models, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from django_scopes.exceptions import ScopeError

from notifications.prepared import Prepared
from planning.people.models import Person, RoleHolding
from planning.people.roles import Role
from tests.factories import LONG_AGO, make_staff, make_swv

pytestmark = pytest.mark.django_db


def by_id(person_id):
    return Person.objects.filter(pk=person_id).select_related("organisation")


def test_rows_and_relations_are_those_of_the_orm():
    swv = make_swv()
    people = [make_staff(swv, Role.GW, None, f"Gerda Gw{number}") for number in range(3)]
    ask = Prepared(by_id, person_id=models.UUIDField())
    with scope(swv=swv.pk):
        for person in people:
            for given in (person.pk, str(person.pk)):
                with CaptureQueriesContext(connection) as queries:
                    (found,) = ask(person_id=given)
                    assert (found, found.name, found.organisation) == (person, person.name, person.organisation)
                assert len(queries) == 1
        assert ask(person_id=uuid4()) == []


def test_values_dates_texts_and_constants():
    swv = make_swv()
    person = make_staff(swv, Role.GW, None, "Gerda Gw")
    ask = Prepared(
        lambda day, role: (
            RoleHolding.objects.filter(valid_from__lte=day, role=role, person__last_name="Gw")
            .order_by("person")
            .values_list("person_id", "role", named=True)
        ),
        day=models.DateField(),
        role=models.CharField(),
    )
    with scope(swv=swv.pk):
        assert [(row.person_id, row.role) for row in ask(day=LONG_AGO, role="gw")] == [(person.pk, "gw")]
        assert ask(day=LONG_AGO - dt.timedelta(days=1), role="gw") == []
        assert ask(day=LONG_AGO, role="ib") == []


def test_another_tenant_finds_nothing_and_no_scope_is_an_error():
    swv, other = make_swv(), make_swv()
    person = make_staff(swv, Role.GW, None, "Gerda Gw")
    ask = Prepared(by_id, person_id=models.UUIDField())
    with scope(swv=swv.pk):
        assert ask(person_id=person.pk) == [person]
    with scope(swv=other.pk):
        assert ask(person_id=person.pk) == []
    with pytest.raises(ScopeError):
        ask(person_id=person.pk)


def test_wrong_names_and_parameters_that_are_not_used():
    with scope(swv=uuid4()):
        with pytest.raises(TypeError, match="takes"):
            Prepared(by_id, person_id=models.UUIDField())(person=uuid4())
        with pytest.raises(TypeError, match="do not occur"):
            Prepared(lambda person_id, day: by_id(person_id), person_id=models.UUIDField(), day=models.DateField())(
                person_id=uuid4(), day=LONG_AGO
            )


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row locks are PostgreSQL's")
def test_a_lock_outside_a_transaction_is_refused():
    ask = Prepared(
        lambda person_id: Person.objects.filter(pk=person_id).select_for_update(), person_id=models.UUIDField()
    )
    with scope(swv=uuid4()):
        with transaction.atomic():
            assert ask(person_id=uuid4()) == []
        with pytest.raises(TransactionManagementError):
            ask(person_id=uuid4())
