"""Who agrees with the handelingsdeel of an OPP (domain §1.2): at setting it, and each time it changes."""

from __future__ import annotations

from django.db import models

from planning.cases.models import Party
from planning.dossier.models.clocks import Clock
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class OppAssent(TenantModel):
    """What a parent with authority, or a pupil of 18, said about the handelingsdeel. The newest counts."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="assents")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    given = models.BooleanField()
    on = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at"]

    def __str__(self) -> str:
        return f"{self.on}"
