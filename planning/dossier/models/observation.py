"""Looking in the classroom before a SOT, to see what a pupil needs (R93, R94)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models import Case
from planning.dossier.models.together import together
from planning.dossier.rules import observing
from planning.dossier.rules.observing import Stage
from planning.people.models import Person
from planning.people.roles import Role
from planning.people.tenancy import TenantModel


class Observation(TenantModel):
    """One request to one observer, and what came of it: each act with who and when.

    `question` and `findings` are about the pupil, encrypted, and for an observer with a ground only. Who recorded an
    act is the observer, by the own link, or somebody of the school who entered it for the observer.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="observations")
    observer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices)
    question = EncryptedTextField(_("waar moet op gelet worden"))
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    planned_on = models.DateField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    findings = EncryptedTextField(_("wat is gezien"), null=True, blank=True)
    reported_on = models.DateField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # by the school, or because the ground went
    withdrawn_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            together("observation_accepted_by", "accepted_at", "accepted_by", "planned_on"),
            together("observation_declined_by", "declined_at", "declined_by"),
            together("observation_done_by", "done_at", "done_by", "done_on", "findings"),
            together("observation_reported_by", "reported_at", "reported_by", "reported_on"),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True) | Q(withdrawn_at__isnull=False),
                name="observation_withdrawn_at",  # without a name it was the house: the ground went
            ),
            models.CheckConstraint(
                condition=~Q(accepted_at__isnull=False, declined_at__isnull=False), name="observation_yes_or_no"
            ),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True) | Q(done_at__isnull=False), name="observation_done_before_report"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def stage(self) -> Stage:
        """Where the chain is."""
        return observing.stage_of(
            observing.Moments(
                accepted=self.accepted_at,
                declined=self.declined_at,
                done=self.done_at,
                reported=self.reported_at,
                withdrawn=self.withdrawn_at,
            )
        )
