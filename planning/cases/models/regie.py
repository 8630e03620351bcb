"""Who leads a case: holders of regie, casusregisseurs, what they ticked off, scaling up and down. Rows for ever."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models.case import Case, Domain
from planning.people.models import Person
from planning.people.roles import Role
from planning.people.tenancy import TenantModel


class RegieKind(models.TextChoices):
    """Over what somebody holds regie: the whole, or after a split one of the two plans (R18)."""

    WHOLE = "whole", _("hele casus")
    OPP = "opp", _("OPP (school)")
    FAMILY = "family", _("gezinsplan (jeugdhulp)")


class RegieBasis(models.TextChoices):
    """How regie came to somebody: never silently (R17)."""

    MEETING = "meeting", _("besproken in het overleg")
    ACCEPTED = "accepted", _("overgenomen op verzoek")
    TAKEN = "taken", _("overgenomen door de school")


class Regie(TenantModel):
    """Somebody holds regie over something since then (R12, R17). Without a row the route says which role does."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="regie")
    kind = models.CharField(max_length=10, choices=RegieKind.choices, default=RegieKind.WHOLE)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    basis = models.CharField(max_length=10, choices=RegieBasis.choices)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField(null=True, blank=True)

    class Meta:
        ordering = ["since"]
        verbose_name_plural = "regie"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(until__isnull=True), name="regie_held_by_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="regie_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since:%Y-%m-%d}"


class RegieOffer(TenantModel):
    """Somebody is asked to take regie over; nothing changes before the answer (R17)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="regie_offers")
    kind = models.CharField(max_length=10, choices=RegieKind.choices, default=RegieKind.WHOLE)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = EncryptedTextField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_at__isnull=True), name="one_open_regie_offer_per_case"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, accepted__isnull=True)
                | Q(answered_at__isnull=False, accepted__isnull=False),
                name="regie_offer_answer_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CasusregisseurTerm(TenantModel):
    """Somebody was the contact of the parents from then to then (R19–R21). The open one is on the case itself too."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="casusregisseurs")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    leading_domain = models.CharField(max_length=10, choices=Domain.choices)
    by_rule = models.BooleanField()  # the rule of the route pointed here (R20); otherwise there is a reason
    reason = EncryptedTextField(null=True, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    appointed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    met_on = models.DateField(null=True, blank=True)  # the meeting that confirmed it; none: outside a meeting

    class Meta:
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(until__isnull=True), name="one_casusregisseur_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="casusregisseur_term_ends_later"
            ),
            models.CheckConstraint(condition=Q(by_rule=True) | Q(reason__isnull=False), name="deviation_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d}"


class TickList(models.TextChoices):
    """The lists of a route that people tick off in a case."""

    REGIE = "regie", _("taken van de casusregisseur")
    CLOSING = "closing", _("afsluiten")


class Tick(TenantModel):
    """One line of a list of the pinned route, done (R22, R138). `number` counts the lines from 1."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ticks")
    of = models.CharField(max_length=10, choices=TickList.choices)
    round = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "of", "round", "number"], name="ticked_once_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.of} {self.number}"


class ScaleKind(models.TextChoices):
    """A step up or down in help: always explicit (R137, R139)."""

    ESCALATED = "escalated", _("voorgelegd aan de onderwijszorgconsulent")
    UP = "up", _("opgeschaald")
    DOWN = "down", _("afgeschaald")


class Scaling(TenantModel):
    """An act of scaling, with its reason. An escalation goes to a person and ends; up and down are moments."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="scalings")
    kind = models.CharField(max_length=10, choices=ScaleKind.choices)
    reason = EncryptedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="escalated", person__isnull=False) | (~Q(kind="escalated") & Q(person__isnull=True)),
                name="escalation_has_a_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="escalation_end_has_a_person",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind="escalated", ended_at__isnull=True), name="one_open_escalation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
