"""What is not consent but decides with it: another ground for a party, and a dispute between those who must agree."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models.case import Case
from planning.cases.models.consent import Purpose
from planning.cases.models.parties import Involved
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class GroundKind(models.TextChoices):
    """On what a party may be there without consent (domain §2.1: do not pretend all is consent)."""

    LEGAL_TASK = "legal_task", _("wettelijke taak")
    ANONYMOUS = "anonymous", _("anoniem meedenken")
    SAFETY = "safety", _("veiligheid (meldcode)")


class Law(models.TextChoices):
    """Which law gives the task: a closed list, so that nobody invents one."""

    WPO_18A = "wpo_18a", _("Passend onderwijs: taak van het samenwerkingsverband (WPO artikel 18a)")
    WVO_17A = "wvo_17a", _("Passend onderwijs: taak van het samenwerkingsverband (WVO 2020, hoofdstuk 2)")
    LEERPLICHT = "leerplicht", _("Leerplicht: verzuim en toezicht (Leerplichtwet 1969)")
    JEUGDWET = "jeugdwet", _("Jeugdhulp die de rechter heeft opgelegd (Jeugdwet)")
    PUBLIC_HEALTH = "wpg", _("Jeugdgezondheidszorg (Wet publieke gezondheid)")


class OtherGround(TenantModel):
    """A ground other than consent, for one party of one case: by whom, why, since when and until when (C7).

    Never changed, only ended; a new one is a new row. `until` is the last day, in Amsterdam.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="other_grounds")
    involved = models.ForeignKey(Involved, on_delete=models.CASCADE, related_name="other_grounds")
    kind = models.CharField(max_length=12, choices=GroundKind.choices)
    law = models.CharField(max_length=12, choices=Law.choices, blank=True)
    reason = EncryptedTextField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    until = models.DateField()
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["set_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="other_ground_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(kind="legal_task") & ~Q(law="")) | (~Q(kind="legal_task") & Q(law="")),
                name="legal_task_names_its_law",
            ),
            models.UniqueConstraint(
                fields=["involved"], condition=Q(ended_at__isnull=True), name="one_other_ground_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("set_at")),
                name="other_ground_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.until}"


class Dispute(TenantModel):
    """Those who must agree do not, as the school knows: blocks its question, or all of the case (C10, domain §2.1).

    A dated act of staff; lifting it is one too, with a reason. Without a purpose it is about everything.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="disputes")
    purpose = models.CharField(max_length=10, choices=Purpose.choices, blank=True)
    involved = models.ForeignKey(Involved, null=True, blank=True, on_delete=models.CASCADE, related_name="disputes")
    reason = EncryptedTextField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    lifted_reason = EncryptedTextField(null=True, blank=True)
    lifted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True, lifted_reason__isnull=True)
                | Q(lifted_by__isnull=False, lifted_at__isnull=False, lifted_reason__isnull=False),
                name="dispute_lifted_by_somebody_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(involved__isnull=True) | ~Q(purpose=""), name="dispute_about_a_question"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose or 'alles'} {self.recorded_at:%Y-%m-%d}"
