"""The way of a case along its route: triage, circumstances, conditions, every move, and who was told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models.acts import Act
from planning.cases.models.case import Case
from planning.people.models import Person


class Care(models.TextChoices):
    """The answer to the triage question (R45); the values are those of `planning.routes.parts.TRIAGE`."""

    EDUCATION = "onderwijs", _("alleen onderwijs")
    BOTH = "onderwijs-en-zorg", _("onderwijs en zorg")
    CARE = "zorg", _("alleen zorg")


class Triage(Act):
    """What kind of help it is about. The newest counts; what was thought before is kept."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="triages")
    answer = models.CharField(max_length=20, choices=Care.choices)
    reason = EncryptedTextField()

    class Meta:
        ordering = ["at", "created_at"]

    def __str__(self) -> str:
        return self.answer


class CircumstanceWord(Act):
    """Whether a circumstance that the route asks about holds for this case. The newest counts (R74–R76)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="circumstance_words")
    key = models.CharField(max_length=60)
    holds = models.BooleanField()

    class Meta:
        ordering = ["at", "created_at"]

    def __str__(self) -> str:
        return f"{self.key} {self.holds}"


class Met(models.TextChoices):
    """Whether an entry condition is met."""

    YES = "yes", _("ja")
    NO = "no", _("nog niet")
    NOT_APPLICABLE = "na", _("niet van toepassing")


class ConditionWord(Act):
    """An answer to an entry condition of a step, by the route's key. The newest counts (R5, R44, R48, R49, R51)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="condition_words")
    key = models.CharField(max_length=60)
    answer = models.CharField(max_length=3, choices=Met.choices)
    explanation = EncryptedTextField(null=True, blank=True)

    class Meta:
        ordering = ["at", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer="na") | Q(explanation__isnull=False), name="not_applicable_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.answer}"


class Out(models.TextChoices):
    """Where a way leads that stays in no step of this route."""

    END = "end", _("einde van de route")
    ELSEWHERE = "elsewhere", _("verder buiten deze route")


class StepMove(Act):
    """One move along the route: from a step, by an outcome or by hand, to a step or out of the route (R132).

    Kept for ever, numbered from 1 in the order of writing. Number 1 is the opening: it comes from no step. `round`
    counts how often the case has begun anew, after an evaluation led back. `overridden` are the keys of conditions
    that were not met; the reason says why it went on all the same.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="moves")
    number = models.PositiveIntegerField()
    route = models.CharField(max_length=40)
    route_version = models.PositiveSmallIntegerField()
    from_step = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=60, blank=True)
    decision = models.CharField(max_length=60, blank=True)
    to_step = models.PositiveSmallIntegerField(null=True, blank=True)
    out = models.CharField(max_length=10, choices=Out.choices, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    reason = EncryptedTextField(null=True, blank=True)
    overridden = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="move_numbered_once"),
            models.CheckConstraint(
                condition=Q(to_step__isnull=False, out="") | Q(to_step__isnull=True, out__in=["end", "elsewhere"]),
                name="move_leads_to_one_place",
            ),
            models.CheckConstraint(
                condition=Q(from_step__isnull=True) | ~Q(outcome="") | Q(reason__isnull=False),
                name="move_by_hand_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_step} → {self.to_step or self.out}"


class ExpertTold(Act):
    """The GW or TC was told that a pupil is brought in, as the route's step asks (R47); nothing about the pupil."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="experts_told")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24)
    step = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["at", "created_at"]

    def __str__(self) -> str:
        return self.role
