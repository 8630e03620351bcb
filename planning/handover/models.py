"""Tables of what is handed over: the answers of an OZA, the versions that were prepared, and what is in the OPP."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models import Case
from planning.dossier.models import OzaUpload
from planning.followup.models import Agreement
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class OzaAnswer(TenantModel):
    """What somebody typed at one question of the OZA, instead of what the house proposes there."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="oza_answers")
    field = models.CharField(max_length=40)
    text = EncryptedTextField(_("antwoord"), null=True, blank=True)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["case", "field"], name="oza_answered_once")]

    def __str__(self) -> str:
        return self.field


class OzaVersion(TenantModel):
    """An OZA as it was prepared, word for word and for ever; the receipt is that of its upload (R117).

    `content` is JSON as `rules.sealed` wrote it, `hash` its SHA-256.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="oza_versions")
    upload = models.OneToOneField(OzaUpload, on_delete=models.CASCADE, related_name="package")
    number = models.PositiveSmallIntegerField()
    form = models.PositiveSmallIntegerField()  # the version of the questions
    content = EncryptedTextField()
    hash = models.CharField(max_length=64)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="oza_version_once")]

    def __str__(self) -> str:
        return f"{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Once, when it is made: a change is a new version. Raises TypeError."""
        if not self._state.adding:
            msg = "a version of an OZA is never changed"
            raise TypeError(msg)
        super().save(*args, **kwargs)


class OppLine(TenantModel):
    """What IB or OC said of one agreement: in the OPP since `on`, or `on` empty: it does not belong there (R118)."""

    agreement = models.OneToOneField(Agreement, on_delete=models.CASCADE, related_name="opp_line")
    belongs = models.BooleanField()
    on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(belongs=True, on__isnull=False) | Q(belongs=False, on__isnull=True),
                name="opp_line_taken_over_on_a_day",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
