"""How long a school keeps what, what is about to go, and the proof of what went (P4, PR.07)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Case
from planning.people.models import Person, School
from planning.people.tenancy import TenantModel


class RetentionTerm(TenantModel):
    """A school's own term of one category, in days; without a row the usual one of `rules.TERMS` stands."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="retention_terms")
    category = models.CharField(max_length=20)
    days = models.PositiveIntegerField(_("dagen"))
    reason = models.TextField(_("reden"), blank=True)  # about the school's policy, never about a pupil
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["category"]
        constraints = [models.UniqueConstraint(fields=["school", "category"], name="one_term_per_school_and_category")]

    def __str__(self) -> str:
        return f"{self.category} {self.days}"


class RetentionNotice(TenantModel):
    """The school was told that a case will be emptied or deleted; not before two weeks later it is."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="retention_notices")
    category = models.CharField(max_length=20)
    told_at = models.DateTimeField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on"]
        constraints = [models.UniqueConstraint(fields=["case", "category"], name="told_once_per_case_and_category")]

    def __str__(self) -> str:
        return f"{self.category} {self.due_on}"


class DeletionReport(TenantModel):
    """One run that deleted something: when, by what. What went stands in its lines; never what it said."""

    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)  # system or person
    by_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["swv", "number"], name="deletion_report_numbered_once")]

    def __str__(self) -> str:
        return f"{self.number}"


class DeletionLine(TenantModel):
    """So many rows of one kind, deleted, emptied or left standing, on one ground. `school` is empty for the SWV's."""

    report = models.ForeignKey(DeletionReport, on_delete=models.CASCADE, related_name="lines")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    category = models.CharField(max_length=20)
    kind = models.CharField(max_length=60)  # the table
    act = models.CharField(max_length=10)  # deleted, emptied, kept
    count = models.PositiveIntegerField()
    ground = models.CharField(max_length=40)  # code: term, frozen, legal_hold, request

    class Meta:
        ordering = ["category", "kind"]

    def __str__(self) -> str:
        return f"{self.kind} {self.count}"
