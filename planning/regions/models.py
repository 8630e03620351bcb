"""Tables of an SWV's own routes: what it is still writing, what it has published, and what its schools use."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from planning.people.models import Person
from planning.people.tenancy import TenantModel


class Immutable(Exception):
    """A published version is never changed: other words are another version."""


class RouteDraft(TenantModel):
    """An own route as it is being written. It stays after publishing: the next version is written in it.

    `revision` counts the saves: who saves must have seen the newest one (optimistic lock). `text_before` is the text
    before the last save, for one step back. The text may have faults; a published version cannot.
    """

    key = models.CharField(max_length=40)
    based_on = models.CharField(max_length=40)  # the key it was copied from, shipped or own
    based_on_version = models.PositiveSmallIntegerField()
    title = models.CharField(_("naam"), max_length=120)
    text = models.TextField()
    text_before = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["title", "key"]
        constraints = [
            models.UniqueConstraint(fields=["swv", "key"], name="own_route_key_once_per_swv"),
            models.CheckConstraint(condition=Q(key__startswith="eigen-"), name="own_route_key_is_no_shipped_key"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="own_route_revision_counts_up"),
        ]

    def __str__(self) -> str:
        return self.title


class RouteVersion(TenantModel):
    """One published version of an own route. Never changed, never deleted: cases are pinned to it (R1)."""

    draft = models.ForeignKey(RouteDraft, on_delete=models.PROTECT, related_name="versions")
    key = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(_("naam"), max_length=120)
    sector = models.CharField(max_length=10)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    abbreviations = models.JSONField(default=dict)  # short: long, out of the text, so that a page need not read it
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["swv", "key", "version"], name="route_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="route_version_counts_from_one"),
            models.CheckConstraint(condition=Q(key__startswith="eigen-"), name="version_of_an_own_route"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only new rows. Raises Immutable."""
        if not self._state.adding:
            raise Immutable(f"{self._meta.label} {self.pk}")
        super().save(*args, **kwargs)


class RouteChoice(TenantModel):
    """Which routes new cases of the SWV may use, and which comes first in each sector. One row an SWV.

    Without a row the shipped West-Brabant routes hold. `keys` are keys of routes, `defaults` gives one a sector.
    """

    keys = models.JSONField(default=list)
    defaults = models.JSONField(default=dict)
    chosen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["swv"], name="one_choice_of_routes_per_swv")]

    def __str__(self) -> str:
        return ", ".join(self.keys)
