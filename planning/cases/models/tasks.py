"""What waits for a person about a case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from planning.cases.models.case import Case
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class Task(TenantModel):
    """Something a person must do because the house cannot decide it by itself. `code` names the text on screen.

    `object_key` is the id of what it is about (a meeting, a consent request) for the rooms above that made it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tasks")
    code = models.CharField(max_length=40)
    object_key = models.CharField(max_length=64, blank=True)
    due = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "code", "object_key"],
                condition=Q(done_at__isnull=True),
                name="task_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.code
