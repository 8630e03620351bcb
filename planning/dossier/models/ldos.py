"""The registration of the pupil in LDOS for the SOT (R91), and the receipt of the OZA upload (R116, R117)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from planning.cases.models import Case
from planning.dossier.models.together import together
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class LdosState(models.TextChoices):
    """How far the registration is."""

    STARTED = "started", _("begonnen")
    REGISTERED = "done", _("aangemeld")
    RETURNED = "back", _("teruggestuurd: vul aan")


class LdosEntry(TenantModel):
    """One step of the registration, for ever; the newest counts. The reference points at a pupil: encrypted."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ldos_entries")
    state = models.CharField(max_length=10, choices=LdosState.choices)
    reference = EncryptedCharField(max_length=20, null=True, blank=True)
    on = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at"]
        verbose_name_plural = "ldos entries"

    def __str__(self) -> str:
        return self.state


class OzaUpload(TenantModel):
    """The deskundigenadvies OZA: the casusregisseur prepares it, IB or OC uploads it and records the receipt.

    One that was prepared anew before it was uploaded is superseded: it gets no receipt any more.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="oza_uploads")
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    prepared_on = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    receipt = EncryptedCharField(max_length=20, null=True, blank=True)
    uploaded_on = models.DateField(null=True, blank=True)
    uploaded_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            together("oza_uploaded_by", "receipt", "uploaded_on", "uploaded_by", "uploaded_at"),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(uploaded_at__isnull=True), name="oza_superseded_or_uploaded"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
