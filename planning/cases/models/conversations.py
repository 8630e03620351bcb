"""What was said: with parents (R52, R60), by the pupil (U11), and asked of the SWV out of a SOT (R53)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models.acts import Act
from planning.cases.models.case import Case
from planning.cases.models.parties import Party
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class Subject(models.TextChoices):
    """What a conversation with parents was about."""

    WORRIES = "worries", _("zorgen over de leerling")
    IMPORTANCE = "importance", _("waarom een breed overleg belangrijk is")
    PURPOSE = "purpose", _("uitleg: waarvoor dient het overleg (HIA, MDO of breed overleg)")
    FEEDBACK = "feedback", _("terugkoppeling van het advies")
    PROGRESS = "progress", _("hoe het nu gaat")
    OTHER = "other", _("iets anders")


class Conversation(Act):
    """A conversation with parents or the pupil, for the school's own eyes. A correction is a new record."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conversations")
    on = models.DateField()
    subject = models.CharField(max_length=12, choices=Subject.choices)
    parties = models.ManyToManyField(Party, related_name="+")
    others = EncryptedTextField(null=True, blank=True)  # who else was there
    agreed = EncryptedTextField()

    class Meta:
        ordering = ["-on", "-created_at"]

    def __str__(self) -> str:
        return f"{self.subject} {self.on}"


class TrajectRequest(TenantModel):
    """Asking the SWV for a trajectbegeleider, and its answer (R53).

    Why, and the answer, stay with the school: the letter to the SWV says only whom to call.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="traject_requests")
    why = EncryptedTextField()
    asked_of = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    answer = EncryptedTextField(null=True, blank=True)
    guide = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(granted__isnull=True, answered_by__isnull=True, answered_at__isnull=True)
                | Q(granted__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
                name="traject_answer_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(guide__isnull=True) | Q(granted=True), name="traject_guide_only_when_granted"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(granted__isnull=True), name="traject_asked_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Comes(models.TextChoices):
    """Whether the pupil will be there."""

    YES = "yes", _("ja")
    NO = "no", _("nee")
    PARTLY = "partly", _("een stukje")


class PupilWord(TenantModel):
    """What a pupil wants to say (hoorrecht, U11). The newest counts, older ones are kept.

    By the own link, or filled in together with somebody of the school: then `entered_by` says who.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pupil_words")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="words")
    tell = EncryptedTextField(null=True, blank=True)
    goes_well = EncryptedTextField(null=True, blank=True)
    whom = EncryptedTextField(null=True, blank=True)
    comes = models.CharField(max_length=10, choices=Comes.choices, blank=True)
    at = models.DateTimeField()
    link_id = models.UUIDField(null=True, blank=True)
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(link_id__isnull=False, entered_by__isnull=True)
                | Q(link_id__isnull=True, entered_by__isnull=False),
                name="pupil_word_has_a_source",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
