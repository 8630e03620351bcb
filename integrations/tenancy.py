"""Rows of integrations belong to a tenant they know by id only. A query outside a scope is an error (S6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django_scopes import ScopedManager

Row = TypeVar("Row", bound=models.Model)

if TYPE_CHECKING:
    _Scoped = models.Manager
else:
    _Scoped = type(ScopedManager(swv="tenant_id"))  # named, so that types know it


class TenantManager(_Scoped[Row]):
    """A manager that raises outside a scope and sees only the tenant in scope inside one."""
