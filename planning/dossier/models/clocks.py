"""Clocks of the law that somebody starts: zorgplicht and OPP (domain §1.2)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models import Case
from planning.dossier.models.together import together
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class ClockKind(models.TextChoices):
    """Which clock, and with what it begins."""

    ZORGPLICHT = "zorgplicht", _("zorgplicht: een passende plek vinden")
    OPP = "opp", _("OPP vaststellen")
    OPP_EVALUATION = "opp-evaluatie", _("OPP evalueren")


class OppProgress(models.TextChoices):
    """What came of it beside what the OPP expected (R136)."""

    AHEAD = "ahead", _("verder dan in het OPP staat")
    AS_SET = "as_set", _("zoals in het OPP staat")
    BEHIND = "behind", _("minder ver dan in het OPP staat")


class Clock(TenantModel):
    """One clock that runs from `since`, extended at most once (zorgplicht), stopped by what was done on `done_on`.

    An OPP is evaluated with the pupil and the parents; when one of them was not there, `apart_reason` says why, and
    `heard` how the pupil was heard (hoorrecht). `progress` is what came of the OPP (R136); `changed`: it was set, or
    its handelingsdeel was changed, so that the parents must agree.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=14, choices=ClockKind.choices)
    since = models.DateField()
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    extended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    extended_at = models.DateTimeField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    with_parents = models.BooleanField(default=False)
    with_pupil = models.BooleanField(default=False)
    apart_reason = EncryptedTextField(null=True, blank=True)
    heard = EncryptedTextField(null=True, blank=True)
    progress = models.CharField(max_length=10, choices=OppProgress.choices, blank=True)
    changed = models.BooleanField(default=False)

    class Meta:
        ordering = ["since"]
        constraints = [
            together("clock_extended_by", "extended_at", "extended_by"),
            together("clock_done_by", "done_on", "done_at", "done_by"),
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(done_on__isnull=True), name="clock_runs_once_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(extended_at__isnull=True) | Q(kind="zorgplicht"), name="only_zorgplicht_is_extended"
            ),
        ]

    def __str__(self) -> str:
        return self.kind
