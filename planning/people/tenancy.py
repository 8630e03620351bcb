"""The tenant every row belongs to. A query outside a scope is an error, not a leak (S6, house rule 6)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django_scopes import ScopedManager

Row = TypeVar("Row", bound=models.Model)

if TYPE_CHECKING:
    _Scoped = models.Manager
else:
    _Scoped = type(ScopedManager(swv="swv"))  # django-scopes makes the class; naming it lets types follow relations


class TenantManager(_Scoped[Row]):
    """A manager that raises outside a scope and sees only the SWV in scope inside one."""


class TenantModel(models.Model):
    """A row of one SWV, with an opaque id (S18).

    The value of the scope is the SWV's primary key: `with scope(swv=swv.pk): …`. Related managers and foreign keys go
    through `objects` too, so following a relation outside a scope fails as well.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    swv = models.ForeignKey("people.SWV", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()

    class Meta:
        abstract = True
