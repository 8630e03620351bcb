"""Absence of a pupil, the return plan, and the judgement of the leerplichtambtenaar (R147–R152, R110)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models import Case
from planning.dossier.models.together import together
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class AbsenceKind(models.TextChoices):
    """Why a pupil is not at school, as the school knows it now. The LPA judges, not this (R110)."""

    SICK = "ziek", _("ziek gemeld")
    UNLAWFUL = "ongeoorloofd", _("zonder toestemming weg")
    LAWFUL = "geoorloofd", _("met verlof of vrijstelling")
    HOME = "thuiszitter", _("zit thuis (thuiszitter)")
    PARTLY = "deels", _("komt een deel van de tijd")


class Absence(TenantModel):
    """One stretch of absence; `until` is the last day, empty while it lasts.

    `mazl` is the request to the JA to look along with a sick pupil (M@ZL, R150).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(max_length=14, choices=AbsenceKind.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    note = EncryptedTextField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    plan_on = models.DateField(null=True, blank=True)
    plan_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    plan_at = models.DateTimeField(null=True, blank=True)
    mazl_on = models.DateField(null=True, blank=True)
    mazl_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    mazl_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="dossier_absence_ends_after_begin"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(until__isnull=True), name="dossier_absence_runs_once"),
            together("return_plan_by", "plan_on", "plan_by", "plan_at"),
            together("mazl_by", "mazl_on", "mazl_by", "mazl_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since}"


class FollowUp(models.TextChoices):
    """What follows the judgement (R110)."""

    NONE = "geen", _("niets: school en ouders gaan verder")
    INVESTIGATION = "onderzoek", _("onderzoek door de leerplichtambtenaar")
    TALK = "gesprek", _("gesprek met ouders en leerling")
    PV = "pv", _("proces-verbaal (PV)")
    CARE = "zorg", _("zorg of hulp")


class LpaJudgement(TenantModel):
    """Whether the absence is unlawful, with the partners in the SOT, and what follows (R110). A new view is a new row.

    `lpa` judged, `recorded_by` wrote it down: the LPA self, or the school for the LPA.
    """

    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="judgements")
    lpa = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    unlawful = models.BooleanField()
    follow_up = models.CharField(max_length=10, choices=FollowUp.choices)
    note = EncryptedTextField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-recorded_at"]

    def __str__(self) -> str:
        return f"{self.on}"
