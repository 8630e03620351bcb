"""Queries whose SQL is made once and asked many times, for pages that everybody opens at once.

Building a query with the ORM takes longer than the database needs to answer it. A `Prepared` query is written with the
ORM as any other; the first time it is compiled with stand-ins for its parameters, from then on only those are filled
in. What comes out is what the queryset gives: rows, tuples, models with their relations. The tenant is a parameter too,
read from the scope at every call, so that a query outside a scope stays an error (S6).

It stands on this floor because both `notifications` and `planning` read such pages. Not for what needs a list of
values.
"""

from __future__ import annotations

import copy
import datetime as dt
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError
from django_scopes import get_scope, scope, scopes_disabled
from django_scopes.exceptions import ScopeError

Found = TypeVar("Found")
TENANT = "swv"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class _Compiled:
    queryset: models.QuerySet[Any, Any]
    compiler: Any  # SQLCompiler, after as_sql: it knows its columns
    sql: str
    params: tuple[object, ...]
    places: tuple[tuple[int, str], ...]


class Prepared(Generic[Found]):
    """A query that is compiled once per database.

    `build` gives the queryset from stand-ins for the parameters, which `fields` names with the kind of field that each
    is compared with (a UUIDField, a DateTimeField or a DateField; for text: a CharField). `scoped=False` is for what
    has no tenant to ask for.
    """

    def __init__(
        self,
        build: Callable[..., models.QuerySet[Any, Found]],
        *,
        scoped: bool = True,
        **fields: models.Field[Any, Any],
    ) -> None:
        self.build = build
        self.fields = {**fields, **({TENANT: models.UUIDField()} if scoped else {})}
        self.scoped = scoped
        self._done: dict[str, _Compiled] = {}

    def __call__(self, *, using: str = "default", **values: object) -> list[Found]:
        """The rows for these values. Raises ScopeError outside a scope, TypeError for other names than `fields`."""
        if self.scoped:
            tenant = get_scope().get(TENANT)
            if tenant is None:
                msg = "a prepared query of a tenant was asked outside a scope"
                raise ScopeError(msg)
            values[TENANT] = tenant
        if values.keys() != self.fields.keys():
            msg = f"this query takes {sorted(self.fields)}, not {sorted(values)}"
            raise TypeError(msg)
        done = self._done.get(using) or self._done.setdefault(using, self._compile(using))
        return list(self._filled(done, values, using=using))

    def _compile(self, using: str) -> _Compiled:
        stand_ins = {name: _stand_in(field) for name, field in self.fields.items()}
        given = {name: value for name, value in stand_ins.items() if name != TENANT}
        inside = scope(**{TENANT: stand_ins[TENANT]}) if self.scoped else scopes_disabled()
        with inside:
            queryset = self.build(**given).using(using)
            compiler = queryset.query.get_compiler(using)
            sql, params = compiler.as_sql()
        connection = connections[using]
        known = [(name, self._prepare(name, value, connection)) for name, value in stand_ins.items()]
        places = tuple((at, name) for at, param in enumerate(params) for name, value in known if param == value)
        if missing := self.fields.keys() - {name for _at, name in places}:
            msg = f"{sorted(missing)} do not occur in this query"
            raise TypeError(msg)
        return _Compiled(queryset, compiler, sql, tuple(params), places)

    def _prepare(self, name: str, value: object, connection: BaseDatabaseWrapper) -> object:
        return self.fields[name].get_db_prep_value(value, connection=connection, prepared=False)

    def _filled(self, done: _Compiled, values: Mapping[str, object], *, using: str) -> models.QuerySet[Any, Found]:
        """The same queryset with these parameters: Django reads its rows as always."""
        connection = connections[using]
        if done.queryset.query.select_for_update and connection.get_autocommit():
            msg = "a row is locked inside a transaction only"
            raise TransactionManagementError(msg)
        ready = {name: self._prepare(name, value, connection) for name, value in values.items()}
        params = list(done.params)
        for at, name in done.places:
            params[at] = ready[name]
        compiler = copy.copy(done.compiler)
        compiler.connection = connection  # a connection belongs to its thread
        compiler.as_sql = lambda *_args, **_options: (done.sql, tuple(params))
        query = copy.copy(done.queryset.query)
        query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        queryset = object.__new__(type(done.queryset))
        queryset.__dict__.update(done.queryset.__dict__)
        queryset._query = query  # type: ignore[attr-defined]
        return queryset


def _stand_in(field: models.Field[Any, Any]) -> object:
    """A value that stands in no query by itself, and no two are the same."""
    number = next(_numbers)
    if isinstance(field, models.DateTimeField):
        return dt.datetime(1, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=400, seconds=number)
    if isinstance(field, models.DateField):
        return dt.date(2, 1, 1) + dt.timedelta(days=number)
    if isinstance(field, models.UUIDField):
        return UUID(int=0x5AFE << 112 | number)
    return f"stand-in:{number}"
