"""The table of rooms."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from planning.people.models import School
from planning.people.tenancy import TenantModel


class Room(TenantModel):
    """A room of a school. `address` is empty at the school itself. One that is retired stays with its old meetings."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("naam"), max_length=60)
    address = models.CharField(_("adres"), max_length=90, blank=True)
    seats = models.PositiveSmallIntegerField(_("stoelen"))
    accessible = models.BooleanField(_("rolstoeltoegankelijk"), default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "name"], condition=Q(retired_at__isnull=True), name="room_name_once_per_school"
            ),
            models.CheckConstraint(condition=Q(seats__gte=2) & Q(seats__lte=500), name="room_has_seats"),
        ]

    def __str__(self) -> str:
        return self.name
