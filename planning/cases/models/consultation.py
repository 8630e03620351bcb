"""A short question to an expert, without a pupil and without a case (R31, R43).

No row here has a key to a case, a signal or a pupil, and none may get one: that is what makes it anonymous.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.people.models import Person, School
from planning.people.roles import Role
from planning.people.tenancy import TenantModel

# Whom one may ask a short question (R31).
EXPERTS = (Role.GW, Role.TC, Role.JP, Role.JA, Role.LPA)


class Topic(models.TextChoices):
    """What the question is about: a list, so that the letter and the inbox can say it."""

    SUPPORT = "support", _("passend onderwijs: welke ondersteuning kan")
    BEHAVIOUR = "behaviour", _("gedrag in de groep")
    LEARNING = "learning", _("leren en lesstof")
    UPBRINGING = "upbringing", _("opvoeden en opgroeien")
    MEDICAL = "medical", _("gezondheid")
    ABSENCE = "absence", _("verzuim en leerplicht")
    ROUTE = "route", _("welke weg is de goede")
    OTHER = "other", _("iets anders")


class ConsultationState(models.TextChoices):
    """How far a question is."""

    ASKED = "asked", _("wacht op antwoord")
    PLANNED = "planned", _("gesprek gepland")
    ANSWERED = "answered", _("beantwoord")
    CLOSED = "closed", _("afgerond")


class ConsultationOutcome(models.TextChoices):
    """What the school does with the answer."""

    OWN_SUPPORT = "own_support", _("de school helpt zelf verder")
    SIGNAL = "signal", _("het wordt een signaal op school")
    OTHER_EXPERT = "other_expert", _("een andere deskundige is nodig")
    NOTHING = "nothing", _("er is niets meer nodig")


class Consultation(TenantModel):
    """A short question to one professional, and what came of it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="consultations")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expert = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices)
    topic = models.CharField(max_length=12, choices=Topic.choices)
    question = EncryptedTextField()
    moments = EncryptedTextField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ConsultationState.choices, default=ConsultationState.ASKED)
    planned_at = models.DateTimeField(null=True, blank=True)  # when they will talk
    place = EncryptedTextField(null=True, blank=True)
    answer = EncryptedTextField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=14, choices=ConsultationOutcome.choices, blank=True)
    closed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")
                | ~Q(state="closed") & Q(closed_at__isnull=True, closed_by__isnull=True, outcome=""),
                name="closed_consultation_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state="planned") | Q(planned_at__isnull=False), name="planned_consultation_has_a_moment"
            ),
            models.CheckConstraint(
                condition=Q(answer__isnull=True, answered_at__isnull=True)
                | Q(answer__isnull=False, answered_at__isnull=False),
                name="consultation_answer_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
