"""What a school or SWV decides about consent (domain §2: settings with safe defaults, checked by the board's FG)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from planning.people.models import Person, School
from planning.people.tenancy import TenantModel


class FromTwelveChoice(models.TextChoices):
    """What is asked of a pupil of 12 to 15; the values are those of `ages.FromTwelve`."""

    PARENTS = "parents", _("alleen de ouders worden gevraagd")
    OPINION = "opinion", _("de leerling wordt om zijn mening gevraagd, de ouders beslissen")
    BOTH = "both", _("de leerling moet ook ja zeggen")


class ConsentSettings(TenantModel):
    """The rules of one school, or with no school those of the SWV for every school that has none of its own.

    No row at all is the safe default: every holder of gezag, the pupil's opinion from 12, nothing told to the other
    parent, until the end of the school year, renewal asked four weeks before.
    """

    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.CASCADE, related_name="consent_settings")
    one_is_enough = models.BooleanField(_("één ouder volstaat"), default=False)
    from_twelve = models.CharField(
        _("leerling van 12 tot en met 15"),
        max_length=10,
        choices=FromTwelveChoice.choices,
        default=FromTwelveChoice.OPINION,
    )
    tell_other_guardian = models.BooleanField(_("bericht aan de andere ouder"), default=False)
    months = models.PositiveSmallIntegerField(
        _("geldig in maanden"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    renew_weeks = models.PositiveSmallIntegerField(
        _("weken van tevoren"), default=4, validators=[MinValueValidator(2), MaxValueValidator(8)]
    )
    changed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "consent settings"
        constraints = [
            models.UniqueConstraint(fields=["swv", "school"], name="consent_settings_once_per_school"),
            models.UniqueConstraint(
                fields=["swv"], condition=Q(school__isnull=True), name="consent_settings_once_per_swv"
            ),
            models.CheckConstraint(
                condition=Q(months__isnull=True) | Q(months__gte=1, months__lte=12), name="consent_lasts_a_year_at_most"
            ),
            models.CheckConstraint(condition=Q(renew_weeks__gte=2, renew_weeks__lte=8), name="renewal_asked_in_time"),
            models.CheckConstraint(
                condition=Q(changed_by__isnull=True, changed_at__isnull=True)
                | Q(changed_by__isnull=False, changed_at__isnull=False),
                name="consent_settings_changed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"toestemming {self.school_id or self.swv_id}"
