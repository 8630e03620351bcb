"""One pupil's casus: as little about the pupil as can be (P10), where it stands, and who leads."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from planning.people.models import Person, School
from planning.people.tenancy import TenantModel


class CaseState(models.TextChoices):
    """Whether a case runs."""

    OPEN = "open", _("loopt")
    CLOSED = "closed", _("gesloten")


class Domain(models.TextChoices):
    """What comes first: decides who is proposed as casusregisseur (R20)."""

    EDUCATION = "onderwijs", _("onderwijs")
    CARE = "jeugdhulp", _("jeugdhulp")


class Case(TenantModel):
    """One pupil's casus, pinned to one version of a route (R1).

    `reference` is public and says nothing; everything about the pupil is encrypted at rest (P3, P10). `step` is the
    number of the route's step the case is in.
    """

    reference = models.CharField(max_length=8)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="cases")
    route = models.CharField(max_length=40)
    route_version = models.PositiveSmallIntegerField(default=1)
    step = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    pupil_name = EncryptedCharField(_("roepnaam"), max_length=60)
    pupil_initial = EncryptedCharField(_("eerste letter van de achternaam"), max_length=5)
    pupil_group = EncryptedCharField(_("groep of klas"), max_length=20, null=True, blank=True)
    pupil_birth_month = EncryptedCharField(_("geboortemaand"), max_length=7, null=True, blank=True)  # YYYY-MM
    question_support = EncryptedTextField(_("Welke hulp is nodig?"), null=True, blank=True)
    question_organise = EncryptedTextField(_("Hoe organiseren we dat?"), null=True, blank=True)
    question_evaluate = EncryptedTextField(_("Hoe kijken we terug?"), null=True, blank=True)

    casusregisseur = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="leads_cases"
    )
    leading_domain = models.CharField(max_length=10, choices=Domain.choices, blank=True)
    casusregisseur_reason = EncryptedTextField(null=True, blank=True)  # when the rule of R20 was not followed
    casusregisseur_since = models.DateTimeField(null=True, blank=True)
    aftercare_until = models.DateField(null=True, blank=True)  # the case runs, but only to look whether it goes well
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_reason = EncryptedTextField(null=True, blank=True)  # when something of the checklist was left
    retention_from = models.DateField(null=True, blank=True)  # from here the terms of keeping count (P4)
    consent_head = models.CharField(max_length=64, blank=True)  # hash of the newest decision: a cut tail shows

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["swv", "reference"], name="case_reference_once"),
            models.CheckConstraint(
                condition=Q(casusregisseur__isnull=True, casusregisseur_since__isnull=True)
                | Q(casusregisseur__isnull=False, casusregisseur_since__isnull=False),
                name="casusregisseur_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | Q(state="closed", closed_at__isnull=False),
                name="closed_case_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(retention_from__isnull=True) | Q(state="closed"), name="retention_begins_at_the_end"
            ),
        ]

    def __str__(self) -> str:
        return self.reference
