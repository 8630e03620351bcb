"""Tables of the minutes: the text that is worked on, its versions for ever, who got which, and what they say of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models import Case, Party
from planning.cases.models.acts import Act
from planning.cases.models.consent import Immutable
from planning.meetings.models import Meeting
from planning.people.models import Person
from planning.people.tenancy import TenantModel
from planning.report.rules import Audience, Piece
from planning.report.wording import Part


class Report(TenantModel):
    """The minutes of one meeting as they are worked on. `revision` rises with every change: nobody overwrites."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="report")
    composed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    composed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["composed_at"]

    def __str__(self) -> str:
        return f"{self.meeting_id}"


class _Piece(TenantModel):
    """One part: what it says and for whom."""

    key = models.CharField(max_length=10, choices=Part.choices)
    text = EncryptedTextField(null=True, blank=True)
    for_members = models.BooleanField(default=False)
    for_parents = models.BooleanField(default=False)
    for_pupil = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def piece(self) -> Piece:
        """The same as a plain value."""
        said = {Audience.MEMBERS: self.for_members, Audience.PARENTS: self.for_parents, Audience.PUPIL: self.for_pupil}
        return Piece(self.key, str(self.text or ""), frozenset(audience for audience, reads in said.items() if reads))


class Draft(_Piece):
    """A part that is worked on. `by_hand`: somebody corrected it; composing again leaves it alone."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="drafts")
    by_hand = models.BooleanField(default=False)

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="draft_once_per_part")]

    def __str__(self) -> str:
        return self.key


class Version(Act):
    """The minutes as they were fixed: never changed. `changed` are the keys of what differs from the one before.

    `names_the_pupil`: made with consent, or for a table where everybody had a ground; else it names nobody (R55).
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    names_the_pupil = models.BooleanField()
    changed = models.CharField(max_length=200, blank=True)
    why = EncryptedTextField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="minutes_version_once")]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def changed_parts(self) -> list[str]:
        """The headings of what changed."""
        return [str(Part(key).label) for key in self.changed.split(",") if key]


class VersionPart(_Piece):
    """A part of a version: never changed either."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="parts")

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="version_part_once")]

    def __str__(self) -> str:
        return self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only new rows. Raises Immutable."""
        if not self._state.adding:
            raise Immutable(f"{self._meta.label} {self.pk}")
        super().save(*args, **kwargs)


class Receipt(TenantModel):
    """Somebody who was sent the minutes, and the newest version of which they were told.

    Reading is said by the reader with a click ("ik heb het gelezen"), never seen by opening a page (S1).
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="receipts")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)  # the ground went: the link is dead

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, party__isnull=True) | Q(person__isnull=True, party__isnull=False),
                name="receipt_of_person_or_party",
            ),
            models.UniqueConstraint(fields=["report", "person"], name="person_gets_minutes_once"),
            models.UniqueConstraint(fields=["report", "party"], name="party_gets_minutes_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Standpoint(TenantModel):
    """A "zienswijze": what a receiver says of a version, in own words. It stands there for ever, unedited."""

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="standpoints")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="standpoints")
    text = EncryptedTextField(_("zienswijze"))
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only new rows. Raises Immutable."""
        if not self._state.adding:
            raise Immutable(f"{self._meta.label} {self.pk}")
        super().save(*args, **kwargs)


class NotTold(Act):
    """Why pupil and parents were not told that no HIA or MDO follows (R113): never skipped in silence."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="not_told")
    reason = EncryptedTextField(_("reden"))

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.id)
