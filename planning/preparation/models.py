"""The table of what people say beforehand."""

from __future__ import annotations

from django.db import models
from encrypted_fields.fields import EncryptedTextField

from planning.meetings.models import Participant
from planning.people.tenancy import TenantModel
from planning.preparation import rules


class Preparation(TenantModel):
    """What one participant says before one meeting; changed until it is over. The pupil has `cases.PupilWord`.

    The first five are a parent's, in own words (R100), the last seven a professional's (R104). `points` holds one a
    line. Who reads it: `selectors.may_read`.
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

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.id)

    def words(self, *, professional: bool) -> dict[str, str]:
        """What was said, by question."""
        return {name: str(getattr(self, name) or "") for name in rules.questions(professional=professional)}
