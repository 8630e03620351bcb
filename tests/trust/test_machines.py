"""The machine door in the light of rules 3 and 6: operation × key × tenant, from the API's own schema."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from planning.people import access, keys
from planning.people.models import SWV, Person
from scheduler.api.house import api
from tests.trust.walk import MODELS, ids_of, snapshot

pytestmark = pytest.mark.django_db


Ids = dict[str, Any]
SCHEMA = api.get_openapi_schema()


def example(schema: dict[str, Any], ids: Ids, name: str = "") -> object:
    """The least that a schema lets in; an id of the walk where a field is named after a table."""
    if "$ref" in schema:
        schema = SCHEMA["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        schema = next(row for row in schema["anyOf"] if row.get("type") != "null")
        return example(schema, ids, name)
    if "enum" in schema:
        return schema["enum"][0]
    kind, form = schema.get("type"), schema.get("format")
    if kind == "object":
        fields = schema.get("properties", {})
        return {key: example(fields[key], ids, key) for key in schema.get("required", ())}
    if kind == "array":
        return [example(schema["items"], ids, name) for _ in range(schema.get("minItems", 0))]
    later = timezone.now() + dt.timedelta(days=200)
    texts = {
        "uuid": str(ids.get(f"{name}_id", uuid.uuid4())),
        "date": later.date().isoformat(),
        "date-time": later.isoformat(),
        "email": "a@b.example",
    }
    if kind in {"integer", "number"}:
        return timezone.localdate().year if name == "school_year" else schema.get("minimum", 1)
    return kind == "boolean" or texts.get(str(form), "B")


@dataclass(frozen=True)
class Operation:
    """One method at one path of the schema."""

    method: str
    path: str

    @property
    def names(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    @property
    def _schema(self) -> dict[str, Any]:
        return SCHEMA["paths"][self.path][self.method.lower()]

    def address(self, ids: Ids) -> str:
        path = re.sub(r"{(\w+)}", lambda found: str(ids[found[1]]), self.path)
        asked = [row for row in self._schema.get("parameters", ()) if row["in"] == "query" and row.get("required")]
        return f"{path}?{urlencode({row['name']: example(row['schema'], ids, row['name']) for row in asked})}"

    def body(self, ids: Ids) -> object:
        content = self._schema.get("requestBody", {}).get("content", {}).get("application/json")
        return example(content["schema"], ids) if content else {}


OPERATIONS = [
    Operation(method.upper(), path)
    for path, methods in SCHEMA["paths"].items()
    for method in methods
    if method in {"get", "post", "put", "patch", "delete"}
]
READS = [row for row in OPERATIONS if row.method == "GET"]


@pytest.fixture(autouse=True)
def _patient():
    """The limit on requests per key is another test's."""
    cache.clear()


def key_of(swv_id: uuid.UUID, *rights: access.Right) -> tuple[keys.ApiKey, str]:
    with scopes_disabled():
        coordinator = Person.objects.filter(swv=swv_id, holdings__role="coordinator").first()
    return keys.create_key_on_the_server(email=coordinator.email, name="wandeling", rights=rights, now=timezone.now())


def ask(operation: Operation, ids: Ids, secret: str | None):
    """One request; whatever it did is undone."""
    headers = {"authorization": f"Bearer {secret}"} if secret else {}
    call = getattr(Client(), operation.method.lower())
    if operation.method == "GET":
        return call(operation.address(ids), headers=headers)
    with transaction.atomic():
        answer = call(
            operation.address(ids), headers=headers, data=operation.body(ids), content_type="application/json"
        )
        transaction.set_rollback(True)
    return answer


def test_the_schema_names_no_id_that_the_walk_does_not_know():
    assert {name for row in OPERATIONS for name in row.names} <= set(MODELS)
    assert len(OPERATIONS) >= 20


@pytest.mark.parametrize("kind", ["none", "revoked", "invented"])
def test_without_a_living_key_nothing_opens(demo, kind):
    key, secret = key_of(demo.swv_id, *keys.GRANTABLE)
    if kind == "revoked":
        key.revoked_at = timezone.now()
        with scope(swv=demo.swv_id):
            key.save()
    ids = ids_of(demo.swv_id)
    sent = {"none": None, "revoked": secret, "invented": keys.PREFIX + "x" * 43}[kind]
    assert {(row, ask(row, ids, sent).status_code) for row in OPERATIONS} == {(row, 401) for row in OPERATIONS}


def test_every_operation_needs_a_right_of_its_own(demo):
    """One right at a time opens a few operations, and none is opened by just any right."""
    ids = ids_of(demo.swv_id)
    opens: dict[Operation, set[access.Right]] = {row: set() for row in OPERATIONS}
    for right in keys.GRANTABLE:
        _key, secret = key_of(demo.swv_id, right)
        for row in OPERATIONS:
            status = ask(row, ids, secret).status_code
            assert status < 500, (row, right)
            if status not in {401, 403, 404}:  # what a machine may not see is not there for it
                opens[row].add(right)
        cache.clear()
    assert sum(bool(rights) for rights in opens.values()) > len(OPERATIONS) / 2
    for row, rights in opens.items():
        assert len(rights) < len(keys.GRANTABLE) / 2, f"{row} is opened by {sorted(rights)}"


def test_another_tenant_is_not_there(demo):
    _key, secret = key_of(demo.swv_id, *keys.GRANTABLE)
    foreign = ids_of(demo.other_swv_id)
    with_ids = [row for row in OPERATIONS if row.names]
    assert len(with_ids) > 15
    assert {(row, ask(row, foreign, secret).status_code) for row in with_ids} == {(row, 404) for row in with_ids}
    for row in OPERATIONS:
        if row.method == "POST" and not row.names and row.path != "/api/v1/year-plans":
            assert ask(row, foreign, secret).status_code in {404, 422}, row  # a foreign school, case or meeting inside


def test_no_answer_holds_a_row_of_another_tenant(demo):
    _key, secret = key_of(demo.swv_id, *keys.GRANTABLE)
    with scopes_disabled():
        theirs = {str(swv.pk) for swv in SWV.objects.exclude(pk=demo.swv_id)}
        theirs |= {str(person.pk) for person in Person.objects.filter(swv=demo.other_swv_id)}
    theirs |= {str(pk) for pk in ids_of(demo.other_swv_id).values()}
    own = ids_of(demo.swv_id)
    for row in READS:
        answer = ask(row, own, secret)
        assert answer.status_code == 200, row
        found = set(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", answer.content.decode()))
        assert not found & theirs, row


def test_get_changes_nothing(demo):
    _key, secret = key_of(demo.swv_id, *keys.GRANTABLE)
    ids = ids_of(demo.swv_id)
    before = snapshot()
    for row in READS:
        assert ask(row, ids, secret).content == ask(row, ids, secret).content, row
    assert [table for table, digest in snapshot().items() if digest != before[table]] == []
