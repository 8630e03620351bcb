"""A case that nothing new may be done with (art. 18 AVG), or that may not be deleted yet."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models.case import Case
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class FreezeKind(models.TextChoices):
    """What is held still."""

    RESTRICTION = "restriction", _("bevroren: er gebeurt niets nieuws met deze casus")
    LEGAL_HOLD = "legal_hold", _("niet verwijderen: er loopt een klacht, bezwaar of rechtszaak")


class Freeze(TenantModel):
    """One stretch of standing still, with who began and who ended it. A case has at most one open of each kind."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="freezes")
    kind = models.CharField(max_length=12, choices=FreezeKind.choices)
    reason = EncryptedTextField(_("waarom"))
    since = models.DateTimeField()
    frozen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(lifted_at__isnull=True), name="frozen_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="lifted_freeze_says_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since:%Y-%m-%d}"
