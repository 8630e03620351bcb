"""An act: who did what and when, a row for ever. A change of mind is a new row."""

from __future__ import annotations

from typing import Any

from django.db import models

from planning.cases.models.consent import Immutable
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class Act(TenantModel):
    """What somebody with an account did. Who and when are never apart: neither may be empty."""

    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only new rows. Raises Immutable."""
        if not self._state.adding:
            raise Immutable(f"{self._meta.label} {self.pk}")
        super().save(*args, **kwargs)
