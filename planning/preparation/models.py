"""The table of what people say beforehand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from encrypted_fields.fields import EncryptedTextField

from planning.meetings.models import Participant
from planning.people.models import Person
from planning.people.tenancy import TenantModel
from planning.preparation import rules


class Preparation(TenantModel):
    """What one participant says before one meeting; changed until it is over. The pupil has `cases.PupilWord`.

    The first five are a parent's, in own words (R100), the last seven a professional's (R104). `points` holds one a
    line. Who reads it: `selectors.may_read`. `entered_by` wrote down what a parent said by telephone, and `read_back`
    whether it was read back to them; whoever writes by the own link speaks for themselves again.
    """

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="preparation")
    good = EncryptedTextField(null=True, blank=True)
    better = EncryptedTextField(null=True, blank=True)
    ask = EncryptedTextField(null=True, blank=True)
    points = EncryptedTextField(null=True, blank=True)
    whom = EncryptedTextField(null=True, blank=True)
    can = EncryptedTextField(null=True, blank=True)
    task = EncryptedTextField(null=True, blank=True)
    action = EncryptedTextField(null=True, blank=True)
    need = EncryptedTextField(null=True, blank=True)
    result = EncryptedTextField(null=True, blank=True)
    term = EncryptedTextField(null=True, blank=True)
    money = EncryptedTextField(null=True, blank=True)
    at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    read_back = models.BooleanField(default=False)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_by__isnull=False) | Q(read_back=False), name="preparation_read_back_by_somebody"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    def words(self, *, professional: bool) -> dict[str, str]:
        """What was said, by question."""
        return {name: str(getattr(self, name) or "") for name in rules.questions(professional=professional)}

    @property
    def says_anything(self) -> bool:
        """Whether any question has an answer."""
        return any(getattr(self, name) for both in (True, False) for name in rules.questions(professional=both))
