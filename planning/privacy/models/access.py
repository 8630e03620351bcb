"""Who looked at what (P6): rows that are only added, each with a seal, linked into a chain a day.

It stands beside the audit trail (`people.AuditEvent`): that one tells what happened and is written inside the act; this
one is written by the doors for everybody who looks, is many times larger, has terms of its own and other readers.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models import Immutable
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class Action(models.TextChoices):
    """What somebody did at a door."""

    SEE = "see", _("bekeken")
    LIST = "list", _("lijst bekeken")
    CHANGE = "change", _("gewijzigd")
    EXPORT = "export", _("kopie gemaakt")


class Result(models.TextChoices):
    """How it ended."""

    ALLOWED = "allowed", _("toegelaten")
    REFUSED = "refused", _("geweigerd")
    FAILED = "failed", _("mislukt")


class Source(models.TextChoices):
    """Through which door."""

    PAGE = "page", _("pagina")
    LINK = "link", _("persoonlijke link")
    API = "api", _("koppeling")


class AccessEntry(TenantModel):
    """One look or change: codes and ids only, never content, names or tokens (P6, NEN 7513).

    `case_reference` is the pupil's alias, empty for a list. `page` is the name of the address, `purpose` what the door
    lets people in for. `seal` is a keyed hash of the row itself; `number`, `hash` link it into the chain of its SWV
    once the sweep has taken it (within a minute).
    """

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)  # person, guest, machine
    actor = models.CharField(max_length=64)
    role = models.CharField(max_length=60, blank=True)
    school = models.UUIDField(null=True, blank=True)  # of the case, so that a school's officer finds it
    case_reference = models.CharField(max_length=8, blank=True)
    action = models.CharField(max_length=10, choices=Action.choices)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    page = models.CharField(max_length=60)
    purpose = models.CharField(max_length=30)
    result = models.CharField(max_length=10, choices=Result.choices)
    source = models.CharField(max_length=10, choices=Source.choices)
    seal = models.CharField(max_length=64)
    number = models.PositiveIntegerField(null=True, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "access entries"
        constraints = [
            models.UniqueConstraint(fields=["swv", "number"], name="access_numbered_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=True, hash="") | (Q(number__isnull=False) & ~Q(hash="")),
                name="chained_entry_has_a_hash",
            ),
        ]
        indexes = [
            models.Index(fields=["swv", "at"], name="access_by_day"),
            models.Index(fields=["swv", "case_reference", "at"], name="access_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only new rows. Raises Immutable."""
        if not self._state.adding:
            raise Immutable(f"{self._meta.label} {self.pk}")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never one by one; whole days go when their term is over (`services.forget_old_days`). Raises Immutable."""
        del args, kwargs
        raise Immutable(f"{self._meta.label} {self.pk}")


class AccessChain(TenantModel):
    """One day (Amsterdam) of the chain: where it began, where it ends, how many. It stays when the day is deleted."""

    day = models.DateField()
    before = models.CharField(max_length=64, blank=True)  # hash of the last entry before
    head = models.CharField(max_length=64)
    first = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(fields=["swv", "first"], name="access_chain_once"),
            models.CheckConstraint(condition=Q(count__gte=1), name="access_chain_holds_something"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.count}"


class LogReview(TenantModel):
    """Somebody looked through a month of the log and signed for it (SM.04)."""

    month = models.DateField()  # its first day
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entries = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    chain_whole = models.BooleanField()
    remark = EncryptedTextField(_("wat viel op"), null=True, blank=True)

    class Meta:
        ordering = ["-month", "-at"]
        constraints = [
            models.UniqueConstraint(fields=["swv", "month", "reviewer"], name="month_reviewed_once_by_a_person"),
            models.CheckConstraint(condition=Q(month__day=1), name="review_is_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
